import { EDIT } from './edit-costs.ts';
import { compareLetters } from './edit-distance.ts';
import type { Letters } from './letters.ts';
import type { Names } from './names.ts';

/** Prices of everything but letters in comparing a query with a name, in the unit of {@link EDIT}. Tuned on made-up queries, see docs. */
const NAME_COSTS = {
  /** The name has an article the query lacks, or another one. */
  article: 2.5,
  /** The query has an article the name lacks. */
  strangeArticle: 15,
  /** The name goes on after the query: once, and for each letter. */
  unfinished: 8,
  /** More when it breaks off inside a word, the more the shorter the query: this divided by its letters. */
  unfinishedInsideWord: 20,
  perLetterLeft: 0.03,
  /** A word of the query is only the beginning of a word of the name: once, and for each letter left out. */
  cutWord: 6,
  perLetterCut: 0.8,
  /** A word in the middle of the name is missing in the query. */
  missingWord: 5,
  /** The missing words together never cost more than this. */
  missingMost: 30,
  /** Two words stand the other way round. */
  outOfOrder: 5,
  /** A word of the query is nowhere in the name. */
  strangeWord: 60,
  /** The query does not begin where the name does: this divided by the words of the query. */
  notFromStart: 16,
  /** Any match by single words, against one by the whole run of letters. */
  byWords: 6,
};

/** Beyond this a name does not match at all. */
const NO_MATCH = 1_000;

const REACH = 4;
const MOST_WORDS = 16;
const usedBy = new Int8Array(MOST_WORDS);

/**
 * Cost of the query as a garbled form of name `id`: 0 is the name itself, {@link EDIT} one unexplained typo. The least
 * of two readings: the whole run of letters (typos, joined and split words, an unfinished end), and word by word
 * (other order, missing words, cut words).
 */
export function nameCost(query: Letters, names: Names, id: number, bound: number): number {
  const nFrom = names.letterAt[id]!;
  const nTo = names.letterAt[id + 1]!;
  let cost = wholeCost(query, names, id, nFrom, nTo, bound);
  if (cost > mostSlips(query.codes.length)) cost = NO_MATCH;
  if (cost > NAME_COSTS.byWords && bound > NAME_COSTS.byWords)
    cost = Math.min(cost, wordsCost(query, names, id, Math.min(cost, bound)));
  return cost;
}

/** What typos may cost in all before a run of letters is no longer a form of the name. */
function mostSlips(letters: number): number {
  return EDIT * Math.max(1, letters * 0.4) + NAME_COSTS.unfinished;
}

function wholeCost(
  query: Letters,
  names: Names,
  id: number,
  nFrom: number,
  nTo: number,
  bound: number,
): number {
  const n = names.letters;
  const m = query.codes.length;
  const nameArticle = names.article[id]!;
  let cost = endCost(query, 0, m, names, id, nFrom, nTo, bound);
  if (nameArticle > 0 && query.article === 0) {
    cost = Math.min(
      cost,
      NAME_COSTS.article + endCost(query, 0, m, names, id, nFrom + nameArticle, nTo, Math.min(bound, cost)),
    );
  } else if (nameArticle === 0 && query.article > 0) {
    cost = Math.min(
      cost,
      NAME_COSTS.strangeArticle +
        endCost(query, query.article, m, names, id, nFrom, nTo, Math.min(bound, cost)),
    );
  } else if (nameArticle > 0 && query.article > 0 && n[nFrom] !== query.codes[0]) {
    cost = Math.min(
      cost,
      NAME_COSTS.article +
        endCost(query, query.article, m, names, id, nFrom + nameArticle, nTo, Math.min(bound, cost)),
    );
  }
  return cost;
}

/** The query against a name, whole or unfinished. */
function endCost(
  query: Letters,
  qFrom: number,
  qTo: number,
  names: Names,
  id: number,
  nFrom: number,
  nTo: number,
  bound: number,
): number {
  if (qTo - qFrom > nTo - nFrom + REACH) return NO_MATCH;
  const found = compareLetters(
    query.codes,
    qFrom,
    qTo,
    names.letters,
    nFrom,
    nTo,
    REACH,
    NAME_COSTS.perLetterLeft,
    bound,
  );
  let cost = found.full;
  if (found.left > 0) {
    const end = nTo - found.left - names.letterAt[id]!;
    const unfinished =
      NAME_COSTS.unfinished +
      (startsWord(names, id, end) ? 0 : NAME_COSTS.unfinishedInsideWord / (qTo - qFrom)) +
      found.left * NAME_COSTS.perLetterLeft;
    cost = Math.min(cost, found.prefix + unfinished);
  }
  return cost;
}

function startsWord(names: Names, id: number, at: number): boolean {
  for (let s = names.startAt[id]!; s < names.startAt[id + 1]!; s++) if (names.starts[s] === at) return true;
  return false;
}

/** Each word of the query takes the name's word it fits best, no word twice. */
function wordsCost(query: Letters, names: Names, id: number, bound: number): number {
  const from = names.letterAt[id]!;
  const to = names.letterAt[id + 1]!;
  const startAt = names.startAt[id]!;
  const nameWords = Math.min(names.startAt[id + 1]! - startAt, MOST_WORDS);
  const queryWords = query.starts.length;
  if (queryWords > nameWords + 2) return NO_MATCH;
  for (let j = 0; j < nameWords; j++) usedBy[j] = -1;
  let cost = NAME_COSTS.byWords;
  let previous = -1;
  let strange = 0;
  for (let i = 0; i < queryWords; i++) {
    const qFrom = query.starts[i]!;
    const qTo = i + 1 < queryWords ? query.starts[i + 1]! : query.codes.length;
    let best = NAME_COSTS.strangeWord;
    let bestAt = -1;
    for (let j = 0; j < nameWords; j++) {
      if (usedBy[j] !== -1) continue;
      const wFrom = from + names.starts[startAt + j]!;
      const wTo = j + 1 < nameWords ? from + names.starts[startAt + j + 1]! : to;
      const order =
        previous === -1 ? (j > 0 && queryWords > 1 ? 0.5 : 0) : j > previous ? 0 : NAME_COSTS.outOfOrder;
      if (order >= best) continue;
      const fit = wordCost(query.codes, qFrom, qTo, names.letters, wFrom, wTo, best) + order;
      if (fit < best) {
        best = fit;
        bestAt = j;
      }
    }
    cost += best;
    if (cost >= bound) return NO_MATCH;
    if (bestAt < 0) strange += qTo - qFrom;
    else {
      usedBy[bestAt] = i;
      previous = bestAt;
    }
  }
  if (strange * 2 > query.codes.length) return NO_MATCH;
  return cost + gapsCost(names, id, nameWords, queryWords, to - from);
}

/** What the words of the name that the query leaves out cost: at the start, in between, and after the last word it has. */
function gapsCost(names: Names, id: number, nameWords: number, queryWords: number, letters: number): number {
  const startAt = names.startAt[id]!;
  let last = nameWords - 1;
  while (last >= 0 && usedBy[last] === -1) last--;
  let first = 0;
  while (first < last && usedBy[first] === -1) first++;
  let cost = 0;
  const withoutArticle = names.article[id]! > 0 && first === 1;
  if (withoutArticle) cost += NAME_COSTS.article;
  else if (first > 0) cost += NAME_COSTS.notFromStart / queryWords;
  let missing = 0;
  for (let j = first + 1; j < last; j++) if (usedBy[j] === -1) missing += NAME_COSTS.missingWord;
  if (last < nameWords - 1) {
    missing +=
      NAME_COSTS.unfinished -
      NAME_COSTS.byWords +
      (letters - names.starts[startAt + last + 1]!) * NAME_COSTS.perLetterLeft;
  }
  return cost + Math.min(missing, NAME_COSTS.missingMost);
}

/** One word of the query against one of the name: the same, its beginning, or with at most two slips. */
function wordCost(
  q: Uint8Array,
  qFrom: number,
  qTo: number,
  n: Uint8Array,
  nFrom: number,
  nTo: number,
  bound: number,
): number {
  const m = qTo - qFrom;
  const k = nTo - nFrom;
  let same = 0;
  while (same < m && same < k && q[qFrom + same] === n[nFrom + same]) same++;
  if (same === m) return k === m ? 0 : NAME_COSTS.cutWord + (k - m) * NAME_COSTS.perLetterCut;
  if (m < 2 || m > k + 2 || (same === 0 && m < 4))
    return m <= 3 && k === m && m > 1 ? shortWordCost(q, qFrom, qTo, n, nFrom, nTo) : NO_MATCH;
  const found = compareLetters(q, qFrom, qTo, n, nFrom, nTo, 2, NAME_COSTS.perLetterCut, bound);
  const most = m < 5 ? EDIT : 2 * EDIT;
  let cost = found.full;
  if (found.left > 0 && m >= 3)
    cost = Math.min(cost, found.prefix + NAME_COSTS.cutWord + found.left * NAME_COSTS.perLetterCut);
  return cost > most + NAME_COSTS.cutWord + 4 ? NO_MATCH : cost;
}

function shortWordCost(
  q: Uint8Array,
  qFrom: number,
  qTo: number,
  n: Uint8Array,
  nFrom: number,
  nTo: number,
): number {
  const cost = compareLetters(q, qFrom, qTo, n, nFrom, nTo, 1, 1, EDIT).full;
  return cost <= EDIT ? cost : NO_MATCH;
}
