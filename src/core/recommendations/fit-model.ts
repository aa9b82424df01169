import { fitFactorsOfMany } from './factors-of-many.ts';
import type { FittedModel } from './fitted-model.ts';
import type { InteractionMatrix } from './interactions.ts';
import { mostRated, underNumbers } from './most-rated.ts';
import { fitNeighbours } from './neighbour-model.ts';
import { slimTaste, type SlimTaste } from './slim-taste.ts';
import { fitTaste, TASTE_DEFAULTS, type TasteModel, type TasteOptions } from './taste-model.ts';

/**
 * Items up to which every part is fitted on all of them. The linear part takes time with the cube of the items and memory
 * with their square; above, it and what follows what are fitted on the most rated ones, and the factors cover the rest.
 */
const MOST_IN_FULL = 4_000;
/** Share of the time that is over when the neighbours are found. */
const NEIGHBOURS_SHARE = 0.1;

/** Fits everything that is served. For what it takes, see docs/recommendations.md. */
export function fitModel(
  matrix: InteractionMatrix,
  onProgress: (share: number) => void = () => undefined,
  mostInFull = MOST_IN_FULL,
): FittedModel {
  const neighbours = fitNeighbours(matrix);
  onProgress(NEIGHBOURS_SHARE);
  const onTaste = (share: number): void => onProgress(NEIGHBOURS_SHARE + (1 - NEIGHBOURS_SHARE) * share);
  // What one takes up next in a sitting is not asked here: people come to choose a film, not to rate a list of them.
  const taste = slimTaste(
    fitTasteWithin(matrix, onTaste, mostInFull, { ...TASTE_DEFAULTS, following: null }),
  );
  return { taste, neighbours };
}

/** The taste model alone, with its pairs in full up to `mostInFull` items. */
export function fitTasteWithin(
  matrix: InteractionMatrix,
  onProgress: (share: number) => void = () => undefined,
  mostInFull = MOST_IN_FULL,
  options = TASTE_DEFAULTS,
): TasteModel {
  return matrix.items.length <= mostInFull
    ? fitTaste(matrix, options, onProgress)
    : fitLarge(matrix, mostInFull, onProgress, options);
}

function fitLarge(
  matrix: InteractionMatrix,
  mostInFull: number,
  onProgress: (share: number) => void,
  options: TasteOptions,
): SlimTaste {
  const { items, itemCount } = matrix;
  const most = mostRated(matrix, mostInFull);
  const parts = options.factors.length + 1;
  const { linear, following } = slimTaste(
    fitTaste(most.matrix, { ...options, factors: [] }, (share) => onProgress(share / parts)),
  );
  const factors = options.factors.map((factor, index) =>
    fitFactorsOfMany(matrix, factor, (share) => onProgress((index + 1 + share) / parts)),
  );
  return {
    items,
    itemCount,
    linear: underNumbers(linear, most.numbers, items.length),
    factors,
    following: following.map((rows) => underNumbers(rows, most.numbers, items.length)),
  };
}
