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
  const plain = isAscii(text) ? text.toLowerCase() : foldScripts(text);
  let word = '';
  /** Where the plain letters not yet in `word` begin: they are taken over as one run, not one by one. */
  let run = -1;
  for (let i = 0; i < plain.length; i++) {
    const code = plain.charCodeAt(i);
    if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) {
      if (run < 0) run = i;
      continue;
    }
    if (run >= 0) {
      word += plain.slice(run, i);
      run = -1;
    }
    if (code === 39 || code === 0x2019 || code === 0x2018 || code === 0x2bc || code === 96) {
      continue;
    } else if (code > 127 && LETTER_OR_DIGIT.test(plain.charAt(i))) {
      const char = plain.charAt(i);
      word += keystrokesOf(code) || PLAIN[char] || char;
    } else {
      if (word !== '') words.push(word);
      word = '';
      if (code === 38) words.push('and');
    }
  }
  if (run >= 0) word += plain.slice(run);
  if (word !== '') words.push(word);
  return words;
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
