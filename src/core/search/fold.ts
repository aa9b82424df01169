import { keystrokesOf } from './hangul-keys.ts';

/** Letters that Unicode does not decompose, with their usual plain spelling. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
};

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/**
 * The words of a text in the one form everything is compared in: lower case, no accents, no punctuation (apostrophes
 * join, the rest separates), `&` as "and", Hangul as keystrokes. Time and size are linear in the text.
 */
export function foldWords(text: string): string[] {
  const words: string[] = [];
  collected = words;
  eachWord(text, collect);
  return words;
}

/** One function for all calls, so that it need not be compiled anew for each. */
let collected: string[] = [];
const collect = (source: string, from: number, to: number): void => {
  collected.push(source.slice(from, to));
};

/** Hands over the words of {@link foldWords} one by one, each as a part of some string, so that none has to be made. */
export function eachWord(text: string, take: (source: string, from: number, to: number) => void): void {
  const plain = isAscii(text) ? text.toLowerCase() : foldScripts(text);
  /** What there is of a word that is not one run of plain letters. */
  let word = '';
  /** Where the plain letters not yet in `word` begin. */
  let run = -1;
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt(i);
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (run < 0) run = i;
      continue;
    }
    // Apostrophes: ' ` ’ ‘ ʼ
    const joins = code === 39 || code === 96 || code === 0x2019 || code === 0x2018 || code === 0x2bc;
    if (joins || (code > 127 && LETTER_OR_DIGIT.test(plain.charAt(i)))) {
      if (run >= 0) word += plain.slice(run, i);
      run = -1;
      if (!joins) word += keystrokesOf(code) || PLAIN[plain.charAt(i)] || plain.charAt(i);
      continue;
    }
    if (word !== '') {
      if (run >= 0) word += plain.slice(run, i);
      take(word, 0, word.length);
      word = '';
    } else if (run >= 0) take(plain, run, i);
    run = -1;
    if (code === 38) take('and', 0, 3);
  }
  if (word === '' && run >= 0) take(plain, run, plain.length);
  else if (word !== '') {
    if (run >= 0) word += plain.slice(run);
    take(word, 0, word.length);
  }
}

/** NFKD takes accents apart and maps full-width forms, but would also turn the jamo of a keyboard into those of old spelling. */
function foldScripts(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^ㄱ-ㅣ가-힣\u0000-\u007f]+/g, (run) => run.normalize('NFKD').replace(/[\u0300-\u036f]/g, ''))
    .toLowerCase();
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

const NUMBER_WORDS = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen twenty'
).split(' ');
const ROMAN = 'ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');
const NUMERALS = new Map<string, string>([
  ...NUMBER_WORDS.map((word, value): [string, string] => [word, String(value)]),
  ...ROMAN.map((word, index): [string, string] => [word, String(index + 2)]),
]);

/** The words with Roman numerals and number words up to twenty as digits (II, two → 2); the same array when nothing changes. */
export function withDigits(words: string[]): string[] {
  if (!words.some((word) => NUMERALS.has(word))) return words;
  return words.map((word) => NUMERALS.get(word) ?? word);
}

const LOOKALIKES: Record<string, string> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 'v' };

/** The words with a digit between two letters read as the letter it stands for (Se7en → seven); the same array when nothing changes. */
export function withLettersForDigits(words: string[]): string[] {
  if (!words.some((word) => /[a-z][013457](?=[a-z])/.test(word))) return words;
  return words.map((word) =>
    word.replace(
      /([a-z])([013457])(?=[a-z])/g,
      (_, before: string, digit: string) => before + (LOOKALIKES[digit] ?? digit),
    ),
  );
}

const ARTICLES = new Set([
  'the',
  'a',
  'an',
  'le',
  'la',
  'les',
  'el',
  'los',
  'las',
  'il',
  'der',
  'die',
  'das',
]);

/** True for a leading word that people leave out or move to the end. */
export function isArticle(word: string): boolean {
  return ARTICLES.has(word);
}
