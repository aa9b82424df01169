import type { PollView } from '../../protocol/frames.ts';

/** A poll without what one person chose: as everybody in a channel is shown it. */
export type SharedPoll = Omit<PollView, 'mine'>;

/** An option as platforms show it. */
export interface PollRow {
  text: string;
  /** Drawn in text: `▰▰▰▱▱▱▱▱▱▱`. */
  bar: string;
  /** Share and number of the votes: `30% · 3`. */
  figures: string;
  /** The poll is closed and nothing has more votes. */
  ahead: boolean;
}

const CELLS = 10;
const HANGUL = /\p{Script=Hangul}/u;

/** The options with their votes, in the order in which they were given. */
export function pollRows({ options, counts, closed }: SharedPoll): PollRow[] {
  const total = votesIn(counts);
  const most = Math.max(...counts);
  return options.map(({ text }, place) => {
    const count = counts[place] ?? 0;
    const share = total === 0 ? 0 : count / total;
    // One vote among many is still seen.
    const filled = count === 0 ? 0 : Math.max(1, Math.round(share * CELLS));
    return {
      text,
      bar: '▰'.repeat(filled) + '▱'.repeat(CELLS - filled),
      figures: `${Math.round(share * 100)}% · ${count}`,
      ahead: closed && total > 0 && count === most,
    };
  });
}

/** The language in which a channel's poll speaks: that of its question and options. */
export function pollLocale(question: string, { options }: SharedPoll): 'en' | 'ko' {
  return HANGUL.test(question) || options.some(({ text }) => HANGUL.test(text)) ? 'ko' : 'en';
}

/** What stands under the options: how many voted, and whether one still can. */
export function pollFoot({ counts, closed }: SharedPoll, locale: 'en' | 'ko'): string {
  const total = votesIn(counts);
  const votes =
    locale === 'ko'
      ? `${total.toLocaleString('ko')}표`
      : `${total.toLocaleString('en')} ${total === 1 ? 'vote' : 'votes'}`;
  if (closed) return locale === 'ko' ? `끝난 투표 · ${votes}` : `Closed · ${votes}`;
  return locale === 'ko'
    ? `${votes} · 한 번 더 누르면 취소돼요`
    : `${votes} · press again to take yours back`;
}

const votesIn = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
