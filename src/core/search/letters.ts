import { letterCode } from './edit-costs.ts';
import { MAX_LETTERS } from './edit-distance.ts';
import { isArticle } from './fold.ts';

/** Words as one run of letter codes, with the place where each word starts. */
export interface Letters {
  codes: Uint8Array;
  /** Index in `codes` of each word's first letter. */
  starts: Uint8Array;
  /** Letters in the leading article, 0 without one. */
  article: number;
}

/** Encodes folded words; what exceeds {@link MAX_LETTERS} is cut. */
export function lettersOf(words: readonly string[]): Letters {
  const codes = new Uint8Array(lettersIn(words));
  const starts = new Uint8Array(words.length);
  const written = writeLetters(words, codes, 0, starts, 0);
  return { codes, starts: starts.subarray(0, written), article: articleOf(words) };
}

/** Letters of the words together, as far as they are encoded. */
export function lettersIn(words: readonly string[]): number {
  let letters = 0;
  for (const word of words) letters += word.length;
  return Math.min(letters, MAX_LETTERS);
}

/**
 * Writes the {@link lettersIn} the words to `codes` from `at` on, and where each begins, counted from `at`, to `starts`
 * from `startAt` on. Returns how many words have been begun.
 */
export function writeLetters(
  words: readonly string[],
  codes: Uint8Array,
  at: number,
  starts: Uint8Array,
  startAt: number,
): number {
  let letters = 0;
  let begun = 0;
  for (const word of words) {
    if (letters >= MAX_LETTERS) break;
    starts[startAt + begun++] = letters;
    const cut = Math.min(word.length, MAX_LETTERS - letters);
    for (let i = 0; i < cut; i++) codes[at + letters + i] = letterCode(word.charCodeAt(i));
    letters += cut;
  }
  return begun;
}

/** Letters in the leading article, 0 without one. */
export function articleOf(words: readonly string[]): number {
  const first = words[0];
  return words.length > 1 && first !== undefined && isArticle(first) ? first.length : 0;
}
