import type { types } from '@slack/bolt';
import type { OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import { firstGraphemes } from '../../core/markup/clean-text.ts';
import { pollFoot, pollLocale, pollRows, type SharedPoll } from '../../core/polls/poll-rows.ts';
import { pollButton } from '../../core/polls/polls.ts';
import { escapeMrkdwn } from './mrkdwn.ts';

/** The actions of the buttons under a poll, one for each option; the value says of which poll. */
export const VOTE = /^poll_vote_\d$/;

const MAX_LABEL = 75;
/** Characters of text that chat.update takes are 4,000 (escaped); an escaped question has at most 1,500. */
const MAX_TEXT = 2_000;
const WORDS = {
  en: { vote: 'Vote', voteFor: (option: string) => `Vote for ${option}` },
  ko: { vote: '투표', voteFor: (option: string) => `${option}에 투표` },
} as const;

/** The options of a poll, to stand under its question: a bar each, with a button beside it while the poll is open. */
export function pollBlocks(
  { key, text }: Pick<OutgoingLine, 'key' | 'text'>,
  poll: SharedPoll,
): types.KnownBlock[] {
  const locale = pollLocale(text, poll);
  const words = WORDS[locale];
  const options = pollRows(poll).map(({ text: option, bar, figures, ahead }, place): types.SectionBlock => {
    const button: types.Button = {
      type: 'button',
      action_id: `poll_vote_${place}`,
      text: { type: 'plain_text', text: words.vote },
      value: pollButton(key, place),
      accessibility_label: firstGraphemes(words.voteFor(option), MAX_LABEL).slice(0, MAX_LABEL),
    };
    return {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: `${ahead ? '🏆 ' : ''}*${literal(option)}*\n${bar} ${figures}`,
        verbatim: true,
      },
      ...(poll.closed ? {} : { accessory: button }),
    };
  });
  const foot: types.PlainTextElement = { type: 'plain_text', text: pollFoot(poll, locale), emoji: false };
  return [...options, { type: 'context', elements: [foot] }];
}

/** What is said of the options beside the question where blocks are not shown; escaped. Empty when it would be too long. */
export function pollAsText(poll: SharedPoll): string {
  const rows = pollRows(poll).map(({ text, figures }) => `• ${escapeMrkdwn(text)} (${figures})`);
  const text = rows.join('\n');
  return text.length > MAX_TEXT ? '' : text;
}

/** Zero-width spaces keep Slack from reading marks in an option such as `*batteries not included`. */
const literal = (text: string): string => escapeMrkdwn(text).replaceAll(/[*_~`]/g, '\u200B$&\u200B');
