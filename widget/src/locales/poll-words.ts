import type { LocaleName } from './localize.ts';

/** What is said about polls, in one language. */
export interface PollWords {
  poll(question: string): string;
  votes(n: number): string;
  share(percent: number): string;
  again: string;
  closed: string;
  ahead: string;
  close: string;
  closeAsk: string;
  keep: string;
}

const en: PollWords = {
  poll: (question) => `Poll: ${question}`,
  votes: (n) => `${n.toLocaleString('en')} ${n === 1 ? 'vote' : 'votes'}`,
  share: (percent) => `${percent}%`,
  again: 'press yours again to take it back',
  closed: 'Closed',
  ahead: 'Most votes',
  close: 'Close poll',
  closeAsk: 'Close it for good?',
  keep: 'Keep it open',
};

const ko: PollWords = {
  poll: (question) => `투표: ${question}`,
  votes: (n) => `${n.toLocaleString('ko')}표`,
  share: (percent) => `${percent}%`,
  again: '고른 것을 다시 누르면 취소돼요',
  closed: '끝난 투표',
  ahead: '최다 득표',
  close: '투표 끝내기',
  closeAsk: '투표를 아주 끝낼까요?',
  keep: '계속하기',
};

const WORDS: Record<LocaleName, PollWords> = { en, ko };

export const pollWords = (locale: LocaleName): PollWords => WORDS[locale];
