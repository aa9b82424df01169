import { byItemOf } from './by-item.ts';
import { ConjugateGradient } from './conjugate-gradient.ts';
import type { InteractionMatrix } from './interactions.ts';
import { normal, seededRandom } from './random.ts';
import { RidgeSolver } from './ridge-solver.ts';

export interface FactorOptions {
  /** Dimensions of the factors, a multiple of four. */
  dimensions: number;
  /** Weight of what a person has not spoken about, against 1 for what they have. */
  unseen: number;
  /** Penalty, multiplied by how much each row rests on (Rendle et al.'s frequency-scaled regularisation). */
  penalty: number;
  sweeps: number;
  seed: number;
}

export const FACTOR_DEFAULTS: FactorOptions = {
  dimensions: 32,
  unseen: 0.2,
  penalty: 0.02,
  sweeps: 10,
  seed: 1,
};

/**
 * Implicit matrix factorisation by alternating least squares: iALS (Hu, Koren and Volinsky, ICDM 2008) in the form of
 * Rendle, Krichene, Zhang and Koren, "Revisiting the Performance of iALS" (RecSys 2022). Only the item side is kept; a
 * person's factors are solved from their history when asked.
 */
export interface FactorModel {
  items: number;
  options: FactorOptions;
  /** Item × dimension, row-major. */
  itemFactors: Float32Array;
  /** `unseen` × VᵀV, dimension × dimension. */
  base: Float64Array;
}

/**
 * Fits the model: per sweep about (interactions × d² + (users + items) × d³ / 3) multiplications, from 48 dimensions on
 * 16 × interactions × d.
 * @param from item factors to begin with, instead of small random ones
 */
export function fitFactors(
  matrix: InteractionMatrix,
  options: FactorOptions = FACTOR_DEFAULTS,
  onProgress?: (share: number) => void,
  from?: Float32Array,
): FactorModel {
  const { dimensions: d } = options;
  const users = matrix.users.length;
  const items = matrix.items.length;
  const random = seededRandom(options.seed);
  const userFactors = new Float32Array(users * d);
  const itemFactors =
    from?.slice() ?? Float32Array.from({ length: items * d }, () => (0.1 / Math.sqrt(d)) * normal(random));
  const byItem = byItemOf(matrix);
  const itemWeight = Float32Array.from(byItem.entry, (entry) => matrix.weight[entry]!);
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    solveSide(userFactors, itemFactors, matrix.userAt, matrix.itemOf, matrix.weight, items, options);
    onProgress?.((sweep + 0.5) / options.sweeps);
    solveSide(itemFactors, userFactors, byItem.at, byItem.user, itemWeight, users, options);
    onProgress?.((sweep + 1) / options.sweeps);
  }
  return { items, options, itemFactors, base: scaledGram(itemFactors, items, d, options.unseen) };
}

/** A person's factors from their history. Cost: entries × d² + d³ / 6. */
function foldIn(model: FactorModel, items: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const solver = new RidgeSolver(model.options.dimensions);
  const sure = Float32Array.from({ length: items.length }, (_, k) => Math.abs(weights[k]!));
  solver.start(model.base, meanOf(sure));
  solver.addAll(model.itemFactors, items, weights, 0, items.length);
  return solver.solve(model.options.penalty, sumOf(sure) + model.options.unseen * model.items * meanOf(sure));
}

/** Adds the scores of all items for a weighted history to `scores`. */
export function addFactorScores(
  model: FactorModel,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  scores: Float32Array,
): void {
  const d = model.options.dimensions;
  const person = foldIn(model, items, weights);
  for (let item = 0; item < model.items; item++) {
    let sum = 0;
    for (let f = 0, at = item * d; f < d; f++, at++) sum += model.itemFactors[at]! * person[f]!;
    scores[item] = scores[item]! + sum;
  }
}

/** Dimensions from which a few steps from where a row was before are taken instead of solving it outright: they cost less. */
const STEPS_FROM = 48;
const STEPS = 3;

function solveSide(
  side: Float32Array,
  fixed: Float32Array,
  at: Int32Array,
  other: Int32Array,
  weight: Float32Array,
  fixedRows: number,
  { dimensions: d, unseen, penalty }: FactorOptions,
): void {
  const base = scaledGram(fixed, fixedRows, d, unseen);
  const steps = d < STEPS_FROM ? null : new ConjugateGradient(d);
  const outright = new RidgeSolver(d);
  for (let row = 0; row + 1 < at.length; row++) {
    const from = at[row]!;
    const to = at[row + 1]!;
    const rests = to - from + unseen * fixedRows;
    if (steps !== null) {
      steps.take(fixed, other, weight, from, to);
      steps.improve(side, row * d, base, penalty * rests, STEPS);
    } else {
      outright.start(base, 1);
      outright.addAll(fixed, other, weight, from, to);
      side.set(outright.solve(penalty, rests), row * d);
    }
  }
}

function scaledGram(factors: Float32Array, rows: number, d: number, scale: number): Float64Array {
  const gram = new Float64Array(d * d);
  for (let row = 0; row < rows; row++) {
    const start = row * d;
    for (let i = 0; i < d; i++) {
      const scaled = scale * factors[start + i]!;
      for (let j = 0; j <= i; j++) gram[i * d + j] = gram[i * d + j]! + scaled * factors[start + j]!;
    }
  }
  return gram;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function meanOf(values: ArrayLike<number>): number {
  return values.length === 0 ? 1 : sumOf(values) / values.length;
}
