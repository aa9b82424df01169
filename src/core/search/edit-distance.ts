import { DOUBLED, EDIT, SUBSTITUTION, SWAP } from './edit-costs.ts';

/** Longest text compared letter by letter; what is longer is cut. */
export const MAX_LETTERS = 96;

/** A cost beyond all bounds. */
const FAR = 60_000;
const rows = [0, 1, 2].map(() => new Int32Array(MAX_LETTERS + 2));

/** The outcome of {@link compareLetters}; one shared object, overwritten by each call. */
export interface Comparison {
  /** Cost of turning the whole name into the query. */
  full: number;
  /** Least cost of turning some beginning of the name into the query, by cost plus `perMissing` for each letter left over. */
  prefix: number;
  /** Letters of the name that beginning leaves over. */
  left: number;
}

const comparison: Comparison = { full: FAR, prefix: FAR, left: 0 };

/**
 * Weighted optimal string alignment (Damerau–Levenshtein without overlapping swaps) of query letters
 * `q[qFrom..qTo)` against name letters `n[nFrom..nTo)`, inside a diagonal band of `reach` letters; both costs are
 * {@link FAR} when they would exceed `bound`. O(query × reach).
 */
export function compareLetters(
  q: Uint8Array,
  qFrom: number,
  qTo: number,
  n: Uint8Array,
  nFrom: number,
  nTo: number,
  reach: number,
  perMissing: number,
  bound: number,
): Comparison {
  const m = Math.min(qTo - qFrom, MAX_LETTERS);
  const k = Math.min(nTo - nFrom, MAX_LETTERS);
  let before = rows[0]!;
  let above = rows[1]!;
  let row = rows[2]!;
  above[0] = 0;
  const first = Math.min(k, reach);
  for (let j = 1; j <= first; j++) above[j] = above[j - 1]! + deletionCost(n, nFrom, j);
  if (first < k) above[first + 1] = FAR;
  let leastAbove = 0;
  for (let i = 1; i <= m; i++) {
    const from = Math.max(1, i - reach);
    const to = Math.min(k, i + reach);
    if (from > k) return tooFar();
    const letter = q[qFrom + i - 1]!;
    const typedTwice = i > 1 && q[qFrom + i - 2] === letter;
    const insertion = typedTwice ? DOUBLED : EDIT;
    row[from - 1] = from === 1 && i <= reach ? above[0]! + insertion : FAR;
    if (from > 1) row[from - 1] = FAR;
    const substitutionRow = letter * 256;
    let least = row[from - 1]!;
    for (let j = from; j <= to; j++) {
      const nameLetter = n[nFrom + j - 1]!;
      let cost = above[j - 1]! + SUBSTITUTION[substitutionRow + nameLetter]!;
      const inserted = above[j]! + insertion;
      if (inserted < cost) cost = inserted;
      const doubled = j > 1 && n[nFrom + j - 2] === nameLetter;
      const deleted = row[j - 1]! + (doubled ? DOUBLED : EDIT);
      if (deleted < cost) cost = deleted;
      if (
        i > 1 &&
        j > 1 &&
        q[qFrom + i - 2] === nameLetter &&
        n[nFrom + j - 2] === letter &&
        j - 2 >= i - 2 - reach
      ) {
        const swapped = before[j - 2]! + SWAP;
        if (swapped < cost) cost = swapped;
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    // A swap reaches back two rows, so one hopeless row is not enough to give up.
    if (least > bound && leastAbove > bound) return tooFar();
    leastAbove = least;
    if (to < k) row[to + 1] = FAR;
    const spare = before;
    before = above;
    above = row;
    row = spare;
  }
  const lo = Math.max(0, m - reach);
  const hi = Math.min(k, m + reach);
  comparison.full = hi === k ? above[k]! : FAR;
  let best = FAR;
  let left = 0;
  for (let j = Math.max(1, lo); j <= hi; j++) {
    const cost = above[j]! + (k - j) * perMissing;
    if (cost < best) {
      best = cost;
      left = k - j;
    }
  }
  comparison.prefix = best >= FAR ? FAR : best - left * perMissing;
  comparison.left = left;
  return comparison;
}

function tooFar(): Comparison {
  comparison.full = FAR;
  comparison.prefix = FAR;
  comparison.left = 0;
  return comparison;
}

function deletionCost(n: Uint8Array, nFrom: number, j: number): number {
  return j > 1 && n[nFrom + j - 1] === n[nFrom + j - 2] ? DOUBLED : EDIT;
}
