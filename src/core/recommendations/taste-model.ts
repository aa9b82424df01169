import type { FactorModel, FactorOptions } from './factor-model.ts';
import { addFactorScores, FACTOR_DEFAULTS } from './factor-model.ts';
import type { FollowingModel, FollowingOptions } from './following-model.ts';
import { addFollowingScores, fitFollowing, FOLLOWING_DEFAULTS } from './following-model.ts';
import { fitFactorsOfMany } from './factors-of-many.ts';
import type { History } from './history.ts';
import { recentWeights } from './history.ts';
import type { InteractionMatrix } from './interactions.ts';
import type { LinearModel, LinearOptions } from './linear-model.ts';
import { addLinearScores, fitLinear, LINEAR_DEFAULTS } from './linear-model.ts';
import { addSparseScores, type SparseRows } from './sparse-rows.ts';

/**
 * What is asked of the model: which films a person may take up at any time (`any`), or which they take up next (`next`),
 * where their latest films and the order of things count.
 */
export type Question = 'any' | 'next';

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
  following: FollowingModel | SparseRows | null;
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
  const following = options.following === null ? null : fitFollowing(matrix, options.following);
  return { items: matrix.items, itemCount: matrix.itemCount, linear, factors, following };
}

/** Shares of the parts in a blend; each part is standardised over the films the person has not seen. */
export interface Blend {
  linear: number;
  factors: number;
  following: number;
  /** Of the natural log of how many people have the film; negative favours the less known. */
  popularity: number;
  /** Added to it for a history of nothing, less for a longer one: of whom we know little, we know what most people see. */
  whileShort?: number;
}

/** Films in a history at which the share added for short ones has fallen to 1/e; it falls as a bell does. */
const SHORT_HISTORY = 7;

const BLENDS: Record<Question, Blend> = {
  any: { linear: 1, factors: 2, following: 0, popularity: -2.3, whileShort: 9 },
  next: { linear: 0.3, factors: 0.8, following: 0.9, popularity: -0.5, whileShort: 8 },
};

/** Entries after which an entry of the history counts half, by part, when the question is what comes next. */
const HALF_LIVES = { linear: 5, factors: 5, following: 5 };

/**
 * Scores of all items for a history, by item number; what is in the history scores −Infinity. A few milliseconds for
 * some thousand items: a new rating counts at the next call, nothing is refitted.
 */
export function scoreTaste(
  model: TasteModel,
  history: History,
  question: Question = 'any',
  blend: Blend = BLENDS[question],
): Float32Array {
  const n = model.items.length;
  const { linear, following } = model;
  const seen = new Uint8Array(n);
  for (const item of history.items) seen[item] = 1;
  const weights = (halfLife: number): Float32Array =>
    question === 'next' ? recentWeights(history, halfLife) : history.weights;
  const total = new Float32Array(n);
  const add = (share: number, fill: (scores: Float32Array) => void, leastDeviation = 0): void => {
    if (share === 0) return;
    const scores = new Float32Array(n);
    fill(scores);
    addStandardised(scores, seen, share, leastDeviation, total);
  };
  add(blend.linear, (scores) =>
    'precision' in linear
      ? addLinearScores(linear, history.items, weights(HALF_LIVES.linear), scores)
      : addSparseScores(linear, history.items, weights(HALF_LIVES.linear), scores),
  );
  for (const factors of model.factors) {
    add(blend.factors / model.factors.length, (scores) =>
      addFactorScores(factors, history.items, weights(HALF_LIVES.factors), scores),
    );
  }
  if (following !== null) {
    add(blend.following, (scores) =>
      'weights' in following
        ? addFollowingScores(following, history.items, weights(HALF_LIVES.following), scores)
        : addSparseScores(following, history.items, weights(HALF_LIVES.following), scores),
    );
  }
  add(
    blend.popularity + (blend.whileShort ?? 0) * Math.exp(-((history.items.length / SHORT_HISTORY) ** 2)),
    (scores) => {
      for (let item = 0; item < n; item++) scores[item] = Math.log(1 + model.itemCount[item]!);
    },
    LEAST_POPULARITY_DEVIATION,
  );
  for (const item of history.items) total[item] = -Infinity;
  return total;
}

/** Where all films are about as well known (a small circle, a young room), the little they differ by must not decide. */
const LEAST_POPULARITY_DEVIATION = 1;

/** Adds `share` × (scores − mean) / deviation to `total`, both taken over unseen items. */
function addStandardised(
  scores: Float32Array,
  seen: Uint8Array,
  share: number,
  leastDeviation: number,
  total: Float32Array,
): void {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let i = 0; i < scores.length; i++) {
    if (seen[i] === 1) continue;
    sum += scores[i]!;
    squares += scores[i]! * scores[i]!;
    count++;
  }
  const mean = count === 0 ? 0 : sum / count;
  const spread = count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean));
  const deviation = Math.max(spread, leastDeviation);
  if (deviation < 1e-9) return;
  for (let i = 0; i < scores.length; i++) total[i] = total[i]! + (share * (scores[i]! - mean)) / deviation;
}
