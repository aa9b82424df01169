import { addFactorScores } from './factor-model.ts';
import { recentWeights, type History } from './history.ts';
import { addSparseColumns, addSparseScores } from './sparse-rows.ts';
import { addStandardised } from './standardised.ts';
import {
  addedWhileShort,
  addPairScores,
  addPopularity,
  type TasteModel,
  type WhileShort,
} from './taste-model.ts';

/** What one way of scoring has to say about what comes next, of a history in which older entries count less. */
interface NextPart {
  /** `following`: what is taken up after the history's films; `passed`: what is taken up before them, and was not. */
  of: 'linear' | 'factors' | 'following' | 'passed' | 'popularity';
  /** Which of the following model's time scales; 0 for all others. */
  scale: number;
  /** Entries after which an entry of the history counts half. */
  halfLife: number;
  /** Share of the standardised scores for a history of middle length … */
  share: number;
  /** … and what is added to it for each standard deviation of the log of the length. */
  byLength: number;
}

const part = (
  of: NextPart['of'],
  scale: number,
  halfLife: number,
  share: number,
  byLength: number,
): NextPart => ({ of, scale, halfLife, share, byLength });

/**
 * Shares learned by a softmax over the films of each person (Cao et al., ListNet, ICML 2007) on what people of MovieLens
 * 100K rated last of their first three quarters, with everything fitted on what they rated before.
 */
const PARTS: readonly NextPart[] = [
  part('linear', 0, Infinity, 0.028, 0.054),
  part('factors', 0, Infinity, 0.269, 0.117),
  part('factors', 0, 10, 0.217, 0.01),
  part('factors', 0, 3, 0.139, -0.084),
  part('following', 0, 2, 0.165, -0.106),
  part('following', 0, 5, 0.109, -0.005),
  part('following', 0, 15, -0.015, -0.028),
  part('following', 0, Infinity, -0.147, -0.052),
  part('following', 1, 15, 0.082, 0.111),
  part('following', 1, Infinity, 0.036, 0.059),
  part('passed', 0, Infinity, -0.214, -0.125),
  part('popularity', 0, Infinity, -0.128, 0.002),
];

/** Mean and deviation of the natural log of how long the histories were on which the shares were learned. */
const LENGTH = { mean: 3.7022, deviation: 0.877 };
/** Histories outside of what the shares were learned on are taken to be as long as the shortest or longest there. */
const LENGTH_MOST = 2;
/** Added to the share of popularity while little is known. */
const WHILE_SHORT: WhileShort = { share: 3.6, films: 7 };

/**
 * Scores of all items for what somebody takes up next, by item number; what is in the history scores −Infinity. The order
 * of the history counts, and where times were known to the fit, what people took up soon after what.
 */
export function scoreNext(model: TasteModel, history: History): Float32Array {
  const seen = new Uint8Array(model.items.length);
  for (const item of history.items) seen[item] = 1;
  const lengths = (Math.log(Math.max(1, history.items.length)) - LENGTH.mean) / LENGTH.deviation;
  const length = Math.max(-LENGTH_MOST, Math.min(LENGTH_MOST, lengths));
  const total = new Float32Array(model.items.length);
  for (const one of PARTS) {
    const more = one.of === 'popularity' ? addedWhileShort(WHILE_SHORT, history.items.length) : 0;
    addNextPart(one, one.share + one.byLength * length + more, model, history, seen, total);
  }
  for (const item of history.items) total[item] = -Infinity;
  return total;
}

/** Adds `share` of a part's standardised scores to `total`. */
function addNextPart(
  { of, scale, halfLife }: NextPart,
  share: number,
  model: TasteModel,
  history: History,
  seen: Uint8Array,
  total: Float32Array,
): void {
  const { items } = history;
  const weights = recentWeights(history, halfLife);
  const add = (shareOf: number, fill: (scores: Float32Array) => void, leastDeviation = 0): void => {
    const scores = new Float32Array(model.items.length);
    fill(scores);
    addStandardised(scores, seen, shareOf, leastDeviation, total);
  };
  const following = model.following[scale];
  if (of === 'linear') add(share, (scores) => addPairScores(model.linear, items, weights, scores));
  else if (of === 'popularity') addPopularity(model, seen, share, total);
  else if (of === 'factors') {
    for (const factors of model.factors)
      add(share / model.factors.length, (scores) => addFactorScores(factors, items, weights, scores));
  } else if (following !== undefined) {
    const addRows = of === 'following' ? addSparseScores : addSparseColumns;
    add(share, (scores) => addRows(following, items, weights, scores));
  }
}
