import type { FollowingModel } from './following-model.ts';
import type { LinearModel } from './linear-model.ts';
import { largestOfRows, type SparseRows } from './sparse-rows.ts';
import type { TasteModel } from './taste-model.ts';

/** Weights kept per item. On MovieLens 100K NDCG@10 is the same as with all to the fourth digit; with 100 it loses 0.004. */
const KEPT_PER_ITEM = 400;

export type SlimTaste = TasteModel & { linear: SparseRows; following: SparseRows | null };

/** The model with each item's largest weights alone: what is stored and served. Its size grows with the items, not their square. */
export function slimTaste(model: TasteModel, kept: number = KEPT_PER_ITEM): SlimTaste {
  const { linear, following } = model;
  return {
    ...model,
    linear: 'precision' in linear ? slimLinear(linear, kept) : linear,
    following: following !== null && 'weights' in following ? slimFollowing(following, kept) : following,
  };
}

function slimLinear({ items, precision, diagonal }: LinearModel, kept: number): SparseRows {
  return largestOfRows(items, kept, (row, values) => {
    for (let column = 0, at = row * items; column < items; column++, at++)
      values[column] = column === row ? 0 : -precision[at]! / diagonal[column]!;
  });
}

function slimFollowing({ items, weights }: FollowingModel, kept: number): SparseRows {
  return largestOfRows(items, kept, (row, values) =>
    values.set(weights.subarray(row * items, (row + 1) * items)),
  );
}
