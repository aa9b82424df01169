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

/** Encodes folded words; what exceeds {@link MAX_LETTERS} is cut at a word where possible. */
export function lettersOf(words: string[]): Letters {
  let length = 0;
  let count = 0;
  for (const word of words) {
    if (length >= MAX_LETTERS) break;
    length += word.length;
    count++;
  }
  const codes = new Uint8Array(Math.min(length, MAX_LETTERS));
  const starts = new Uint8Array(count);
  let at = 0;
  for (let w = 0; w < count; w++) {
    const word = words[w]!;
    starts[w] = at;
    for (let i = 0; i < word.length && at < codes.length; i++) codes[at++] = letterCode(word.charCodeAt(i));
  }
  const first = words[0];
  const article = count > 1 && first !== undefined && isArticle(first) ? first.length : 0;
  return { codes, starts, article };
}
