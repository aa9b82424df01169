import { foldWords, isArticle, withDigits } from './fold.ts';
import {
  asEnglishKeys,
  asKoreanKeys,
  hasHangul,
  initialConsonants,
  isInitialConsonants,
} from './hangul-keys.ts';
import type { Letters } from './letters.ts';
import { lettersOf } from './letters.ts';

/** One reading of what was typed. */
export interface QueryForm {
  words: string[];
  letters: Letters;
  /** What taking this reading costs, in the unit of edit costs. */
  cost: number;
  /** A year read out of the query; films of other years are out of the question in this reading. */
  year: number | null;
  /** The words are initial consonants, compared with names of kind `initials` only. */
  initials: boolean;
}

export interface QueryReadings {
  /** Readings of the text as typed, as a name. */
  asTyped: QueryForm[];
  /** The same as words to look for anywhere, with and without a year. */
  byWords: QueryForm[];
  /** Readings under the other keyboard layout; worth a look when nothing fits what was typed. */
  otherLayout: QueryForm[];
}

/** Longest query read, in UTF-16 units; longer ones are cut. */
const LONGEST_QUERY = 200;
const MOST_WORDS = 24;
const DIGITS_COST = 1;
const LAYOUT_COST = 6;
const YEAR_COST = 1;

/** All readings of a query worth trying. Linear in its length. */
export function readQuery(text: string): QueryReadings {
  const query = text.slice(0, LONGEST_QUERY);
  if (isInitialConsonants(query)) {
    const words = [initialConsonants(query.normalize('NFC').replace(/\s/g, '')) || query.replace(/\s/g, '')];
    return { asTyped: [form(words, 0, null, true)], byWords: [], otherLayout: layoutForms(query) };
  }
  const words = foldWords(query).slice(0, MOST_WORDS);
  return { asTyped: formsOf(words, 0), byWords: wordForms(words), otherLayout: layoutForms(query) };
}

/** Titles are filed by words with digits as well as without, so digits alone will do here. */
function wordForms(words: string[]): QueryForm[] {
  if (words.length === 0) return [];
  const forms = [form(withDigits(words), 0, null)];
  const year = words.length > 1 ? yearOf(words[words.length - 1]!) : null;
  if (year !== null) forms.push(form(withDigits(words.slice(0, -1)), YEAR_COST, year));
  return forms;
}

function layoutForms(query: string): QueryForm[] {
  const other = hasHangul(query) ? asEnglishKeys(query) : asKoreanKeys(query);
  return other === query ? [] : formsOf(foldWords(other).slice(0, MOST_WORDS), LAYOUT_COST);
}

function formsOf(words: string[], cost: number): QueryForm[] {
  if (words.length === 0) return [];
  const forms = [form(words, cost, null)];
  const last = words[words.length - 1]!;
  if (words.length > 1 && isArticle(last)) forms.push(articleMoved([last, ...words.slice(0, -1)], cost + 1));
  const digits = withDigits(words);
  if (digits !== words) forms.push(form(digits, cost + DIGITS_COST, null));
  const year = words.length > 1 ? yearOf(last) : null;
  if (year !== null) {
    const rest = words.slice(0, -1);
    forms.push(form(rest, cost + YEAR_COST, year));
    const restDigits = withDigits(rest);
    if (restDigits !== rest) forms.push(form(restDigits, cost + YEAR_COST + DIGITS_COST, year));
  }
  return forms;
}

function form(words: string[], cost: number, year: number | null, initials = false): QueryForm {
  return { words, letters: lettersOf(words), cost, year, initials };
}

/** "butterfly effect, the": the article is part of the name here, not something a name may lack. */
function articleMoved(words: string[], cost: number): QueryForm {
  const moved = form(words, cost, null);
  return { ...moved, letters: { ...moved.letters, article: 0 } };
}

function yearOf(word: string): number | null {
  if (!/^(18|19|20)\d\d$/.test(word)) return null;
  return Number(word);
}
