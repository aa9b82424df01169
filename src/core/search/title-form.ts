import { foldWords, withDigits, withLettersForDigits } from './fold.ts';

/** Longest text read as a title, in UTF-16 units; what is longer is cut. */
const LONGEST = 200;

/** A title in the form in which it is decided whether two are the same. */
export interface TitleForm {
  /** Folded words, numbers as digits, leading articles first. */
  words: readonly string[];
  /** The words without spaces. */
  letters: string;
  /** The same without English articles, wherever they stand. */
  bare: string;
  /** The words without spaces and in one order, for titles whose words stand the other way round. */
  sorted: string;
  /** The numbers in it, in one order: a part, a year of its own, a count. */
  numbers: string;
  /** Its letters without numbers and English articles: what slips of the finger are counted in. */
  spelled: string;
}

const ENGLISH_ARTICLES = new Set(['the', 'a', 'an']);
/** Words that say that a number after them is a part's. */
const PART_WORDS = new Set(
  ['part', 'pt', 'vol', 'volume', 'chapter', 'episode', '파트', '에피소드', '볼륨'].flatMap(foldWords),
);

/** One title, or what somebody typed for one. Linear in its length. */
export function titleForm(text: string): TitleForm {
  return formOf(articleFirst(withoutPartWords(withDigits(foldWords(numbersApart(text.slice(0, LONGEST)))))));
}

/** The form without the number of a first part: “Iron Man 1” is what others call “Iron Man”. Null where there is none. */
export function withoutFirst(form: TitleForm): TitleForm | null {
  return form.words.length > 1 && form.words.at(-1) === '1' ? formOf(form.words.slice(0, -1)) : null;
}

/** The form with digits between letters read as letters, as in Se7en; null where there are none. */
export function withLetters(form: TitleForm): TitleForm | null {
  const words = [...form.words];
  const spelt = withLettersForDigits(words);
  return spelt === words ? null : formOf(withDigits(spelt));
}

/** The form without its first word, for an article of another language; null where that is all there is. */
export function withoutFirstWord(form: TitleForm, articles: readonly string[]): TitleForm | null {
  return form.words.length > 1 && articles.includes(form.words[0]!) ? formOf(form.words.slice(1)) : null;
}

function formOf(words: readonly string[]): TitleForm {
  const bare = words.filter((word) => !ENGLISH_ARTICLES.has(word));
  const kept = bare.length > 0 ? bare : words;
  return {
    words,
    letters: words.join(''),
    bare: kept.join(''),
    sorted: kept.toSorted().join(' '),
    numbers: numbersIn(words),
    spelled: kept.join('').replace(/\d+/g, ''),
  };
}

const numbersIn = (words: readonly string[]): string =>
  (words.join(' ').match(/\d+/g) ?? []).sort().join(' ');

/**
 * Numbers as words of their own: `범죄도시4`, `대부Ⅱ`, `Alien³`; and without what Korean counts parts in (`2편`, `2부`, `제2부`).
 */
function numbersApart(text: string): string {
  if (/^[ -/:-~]*$/.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(/[^ㄱ-ㅣ가-힣\u0000-\u007f]+/g, (run) => run.normalize('NFKC'))
    .replace(/(?:제\s*)?(\d+)\s*(?:편|부|탄|화)(?![가-힣])/g, ' $1 ')
    .replace(/([가-힣])(?=[A-Za-z])/g, '$1 ')
    .replace(/(\p{L})(\d+)(?![\p{L}\d])/gu, '$1 $2');
}

function withoutPartWords(words: string[]): string[] {
  const kept = words.filter(
    (word, at) => !(at > 0 && PART_WORDS.has(word) && /^\d+$/.test(words[at + 1] ?? '')),
  );
  return kept.length === words.length ? words : kept;
}

/** “Handmaiden, The” as “The Handmaiden”. */
function articleFirst(words: string[]): string[] {
  const last = words.at(-1);
  return words.length > 1 && last !== undefined && ENGLISH_ARTICLES.has(last)
    ? [last, ...words.slice(0, -1)]
    : words;
}
