import type { DeliveryState } from '../../../src/protocol/frames.ts';
import type { FaultCode, Problem } from '../client/problem.ts';
import { enLater } from './en.later.ts';
import { koLater } from './ko.later.ts';
import type { LocaleName } from './localize.ts';

/** What the parts say that are loaded later, in one language. */
export interface LaterStrings {
  gone: string;
  quoteOf(name: string): string;
  reactions: string;
  announce(name: string, text: string): string;
  /** @param more how many people type besides those named */
  typing(names: string[], more: number): string;
  react: string;
  moreEmoji: string;
  emoji: string;
  findEmoji: string;
  noEmoji: string;
  reply: string;
  edit: string;
  delete: string;
  deleteAsk: string;
  keep: string;
  actions(name: string): string;
  failed: string;
  sent: string;
  delivery: Record<DeliveryState, string>;
  replyingTo(name: string): string;
  editing: string;
  cancel: string;
  save: string;
  retry: string;
  discard: string;
  matinee: string;
  onlyYou: string;
  thinking: string;
  dismiss: string;
  minutes(n: number): string;
  reviews(n: number): string;
  rated(mean: string): string;
  moreLikeIt: string;
  info: string;
  review: string;
  watch: string;
  commands: string;
  passwordAsk: string;
  password: string;
  enter: string;
  open: string;
  close: string;
  pictureShows: string;
  removePicture: string;
  uploading: string;
  picture: string;
  openPicture: string;
  /** What to do about each refusal people meet. */
  problems: Partial<Record<FaultCode, string>>;
  somethingWrong: string;
}

const LATER: Record<LocaleName, LaterStrings> = { en: enLater, ko: koLater };

export const later = (locale: LocaleName): LaterStrings => LATER[locale];

/** What to tell the person about a problem. */
export function explain(locale: LocaleName, { code }: Problem): string {
  const { problems, somethingWrong } = LATER[locale];
  return problems[code] ?? somethingWrong;
}
