import type { DeliveryState, Via } from '../../../src/protocol/frames.ts';
import type { FaultCode, Problem } from '../client/problem.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/** Everything the widget says, in one language. A further language is one more file of this shape. */
export interface Strings {
  here(people: number): string;
  places(count: number): string;
  talk: string;
  older: string;
  beginning: string;
  empty: string;
  loading: string;
  unread: string;
  newest: string;
  newLines(count: number): string;
  via: Record<Via, string>;
  edited: string;
  gone: string;
  quoteOf(name: string): string;
  spoiler: string;
  reactions: string;
  reactWith(emoji: string, people: number, mine: boolean): string;
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
  replyingTo(name: string): string;
  editing: string;
  cancel: string;
  save: string;
  send: string;
  write: string;
  sayAbout(title: string): string;
  tooLong(by: number): string;
  sending: string;
  queued: string;
  sent: string;
  failed: string;
  retry: string;
  discard: string;
  /** Marks beside a platform's name. */
  delivery: Record<DeliveryState, string>;
  /** The same, in words. */
  deliveryWords: Record<DeliveryState, string>;
  /** @param more how many people type besides those named */
  typing(names: string[], more: number): string;
  offline: string;
  reconnecting: string;
  matinee: string;
  onlyYou: string;
  thinking: string;
  dismiss: string;
  minutes(n: number): string;
  reviews(n: number): string;
  rated(mean: string): string;
  moreLikeIt: string;
  info: string;
  commands: string;
  nameAsk: string;
  name: string;
  nameHint: string;
  join: string;
  passwordAsk: string;
  password: string;
  enter: string;
  open: string;
  close: string;
  announce(name: string, text: string): string;
  picture: string;
  openPicture: string;
  /** What to do about each refusal people meet. */
  problems: Partial<Record<FaultCode, string>>;
  somethingWrong: string;
}

export const LOCALES = { en, ko };
export type LocaleName = keyof typeof LOCALES;

/** The first of the wanted languages (BCP 47 tags) that we speak; English if there is none. */
export function chooseLocale(...wanted: (string | null | undefined)[]): LocaleName {
  for (const tag of wanted) {
    const language = tag?.split('-', 1)[0]?.toLowerCase();
    if (language && Object.hasOwn(LOCALES, language)) return language as LocaleName;
  }
  return 'en';
}

/** What to tell the person about a problem. */
export function explain(strings: Strings, problem: Problem): string {
  return strings.problems[problem.code] ?? strings.somethingWrong;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: LocaleName, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** `19:04`, or `오후 7:04`, as the language has it. */
export function clockTime(locale: LocaleName, at: string): string {
  return format(locale, {
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: locale === 'en' ? 'h23' : undefined,
  }).format(new Date(at));
}

/** `Friday, 20 November`; with the year when it is another one than now. */
export function dayName(locale: LocaleName, at: string, now = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return format(locale === 'en' ? ('en-GB' as LocaleName) : locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year,
  }).format(date);
}

/** Day and time, for a tooltip. */
export function fullTime(locale: LocaleName, at: string): string {
  return format(locale, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at));
}
