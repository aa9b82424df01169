import type { Via } from '../../../src/protocol/frames.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

/**
 * What the first load says, in one language. What is only said later (tools, troubles, films, forms) is in
 * `later.ts`. A further language is one file of each.
 */
export interface Strings {
  here(people: number): string;
  places(count: number): string;
  talk: string;
  beginning: string;
  empty: string;
  loading: string;
  unread: string;
  newest: string;
  /** What a place is called; by its id where the server did not say. */
  place(via: Via): string;
  edited: string;
  nameAsk: string;
  name: string;
  nameHint: string;
  join: string;
  send: string;
  emoji: string;
  addPicture: string;
  write: string;
  sayAbout(title: string): string;
  sending: string;
  queued: string;
  offline: string;
  reconnecting: string;
  /** A time of day; `minutes` has two digits. */
  clock(hours: number, minutes: string): string;
  /**
   * A day; the year is empty where it goes without saying. Spelled here: the browser's own names of days and months take it 20 ms to find, and
   * a slow phone four times that, just when the first lines are drawn.
   */
  day(date: Date, year: number | ''): string;
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

/** What somebody is called; who left for good, in the reader's language. */
export const called = <P extends { name: string }>(who: P, locale: LocaleName): P =>
  locale === 'ko' && who.name === 'Someone who left' ? { ...who, name: '떠난 사람' } : who;

/** `19:04`, or `오후 7:04`, as the language has it. (Newer ICU data gives Korean readers `PM 7:04`.) */
export function clockTime(locale: LocaleName, at: string): string {
  const date = new Date(at);
  return LOCALES[locale].clock(date.getHours(), String(date.getMinutes()).padStart(2, '0'));
}

/** `Fri 20 Nov`; with the year when it is another one than now. */
export function dayName(locale: LocaleName, at: string, now = new Date()): string {
  const date = new Date(at);
  const year = date.getFullYear();
  return LOCALES[locale].day(date, year === now.getFullYear() ? '' : year);
}
