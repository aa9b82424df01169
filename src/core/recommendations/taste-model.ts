import type { FactorModel, FactorOptions } from './factor-model.ts';
import { addFactorScores, FACTOR_DEFAULTS } from './factor-model.ts';
import type { FollowingModel, FollowingOptions } from './following-model.ts';
import { fitFollowing, FOLLOWING_DEFAULTS } from './following-model.ts';
import { fitFactorsOfMany } from './factors-of-many.ts';
import type { History } from './history.ts';
import type { InteractionMatrix } from './interactions.ts';
import type { LinearModel, LinearOptions } from './linear-model.ts';
import { addLinearScores, fitLinear, LINEAR_DEFAULTS } from './linear-model.ts';
import { addSparseScores, type SparseRows } from './sparse-rows.ts';
import { addStandardised } from './standardised.ts';

export interface TasteOptions {
  linear: LinearOptions;
  /** One model each; none fits the linear model alone. */
  factors: FactorOptions[];
  /** Null where nobody will ask what comes next. */
  following: FollowingOptions | null;
}

export const TASTE_DEFAULTS: TasteOptions = {
  linear: LINEAR_DEFAULTS,
  factors: [FACTOR_DEFAULTS, { ...FACTOR_DEFAULTS, dimensions: 64, penalty: 0.022, sweeps: 12, seed: 2 }],
  following: FOLLOWING_DEFAULTS,
};

/** Everything learned from ratings: models by item number, ready to score any history. */
export interface TasteModel {
  items: string[];
  itemCount: Int32Array;
  /** In full as it was fitted, or each item's largest weights (see slim-taste.ts). */
  linear: LinearModel | SparseRows;
  factors: FactorModel[];
  /** One model for each time scale; none where times are unknown or nobody will ask what comes next. */
  following: FollowingModel[];
}

/** Fits all parts. For 100,000 ratings of 1,700 films about 4 s and 150 MiB, see docs/recommendations.md for more. */
export function fitTaste(
  matrix: InteractionMatrix,
  options: TasteOptions = TASTE_DEFAULTS,
  onProgress: (share: number) => void = () => undefined,
): TasteModel {
  const parts = options.factors.length + 1;
  const linear = fitLinear(matrix, options.linear, (share) => onProgress(share / parts));
  const factors = options.factors.map((factor, index) =>
    fitFactorsOfMany(matrix, factor, (share) => onProgress((index + 1 + share) / parts)),
  );
  const following = options.following === null ? [] : fitFollowing(matrix, options.following);
  return { items: matrix.items, itemCount: matrix.itemCount, linear, factors, following };
}

/** Shares of the parts in a blend; each part is standardised over the films the person has not seen. */
export interface Blend {
  linear: number;
  factors: number;
  /** Of the natural log of how many people have the film; negative favours the less known. */
  popularity: number;
  /** Whether much is added to it while a history is short: of whom we know little, we know what most people see. */
  knownWhileShort?: boolean;
}

const BLEND: Blend = { linear: 1, factors: 2, popularity: -2.3, knownWhileShort: true };

/** Share of popularity added for a history of nothing, and the films in a history at which that has fallen to 1/e. */
export interface WhileShort {
  share: number;
  films: number;
}

const WHILE_SHORT: WhileShort = { share: 18, films: 7.5 };

/**
 * Scores of all items for a history, by item number; what is in the history scores −Infinity. A few milliseconds for
 * some thousand items: a new rating counts at the next call, nothing is refitted.
 */
export function scoreTaste(model: TasteModel, history: History, blend: Blend = BLEND): Float32Array {
  const n = model.items.length;
  const { items, weights } = history;
  const seen = new Uint8Array(n);
  for (const item of items) seen[item] = 1;
  const total = new Float32Array(n);
  const add = (share: number, fill: (scores: Float32Array) => void): void => {
    if (share === 0) return;
    const scores = new Float32Array(n);
    fill(scores);
    addStandardised(scores, seen, share, 0, total);
  };
  add(blend.linear, (scores) => addPairScores(model.linear, items, weights, scores));
  for (const factors of model.factors)
    add(blend.factors / model.factors.length, (scores) => addFactorScores(factors, items, weights, scores));
  const more = blend.knownWhileShort === true ? addedWhileShort(WHILE_SHORT, items.length) : 0;
  addPopularity(model, seen, blend.popularity + more, total);
  for (const item of items) total[item] = -Infinity;
  return total;
}

/** Adds the scores of the linear model, in full or slim. */
export function addPairScores(
  linear: TasteModel['linear'],
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  scores: Float32Array,
): void {
  if ('precision' in linear) addLinearScores(linear, items, weights, scores);
  else addSparseScores(linear, items, weights, scores);
}

/** Where all films are about as well known (a small circle, a young room), the little they differ by must not decide. */
const LEAST_POPULARITY_DEVIATION = 1;

/** Adds `share` of how widely each film is known, in standard deviations. */
export function addPopularity(
  { itemCount }: TasteModel,
  seen: Uint8Array,
  share: number,
  total: Float32Array,
): void {
  if (share === 0) return;
  const known = Float32Array.from(itemCount, (count) => Math.log(1 + count));
  addStandardised(known, seen, share, LEAST_POPULARITY_DEVIATION, total);
}

/** What is added to the share of popularity for a history of so many films; it falls as a bell does. */
export function addedWhileShort({ share, films }: WhileShort, history: number): number {
  return share * Math.exp(-((history / films) ** 2));
}
