import type { InteractionMatrix } from './interactions.ts';
import { normal, seededRandom } from './random.ts';

export interface FactorOptions {
  /** Dimensions of the factors. */
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

/** Fits the model: per sweep about (interactions × d² + (users + items) × d³ / 3) multiplications. */
export function fitFactors(
  matrix: InteractionMatrix,
  options: FactorOptions = FACTOR_DEFAULTS,
  onProgress?: (share: number) => void,
): FactorModel {
  const { dimensions: d } = options;
  const users = matrix.users.length;
  const items = matrix.items.length;
  const random = seededRandom(options.seed);
  const userFactors = new Float32Array(users * d);
  const itemFactors = Float32Array.from({ length: items * d }, () => (0.1 / Math.sqrt(d)) * normal(random));
  const byItem = transpose(matrix);
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    solveSide(userFactors, itemFactors, matrix.userAt, matrix.itemOf, matrix.weight, items, options);
    onProgress?.((sweep + 0.5) / options.sweeps);
    solveSide(itemFactors, userFactors, byItem.at, byItem.other, byItem.weight, users, options);
    onProgress?.((sweep + 1) / options.sweeps);
  }
  return { items, options, itemFactors, base: scaledGram(itemFactors, items, d, options.unseen) };
}

/** A person's factors from their history. Cost: entries × d² + d³ / 6. */
function foldIn(model: FactorModel, items: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const solver = new RidgeSolver(model.options.dimensions);
  solver.start(model.base, meanOf(weights));
  solver.addAll(model.itemFactors, items, weights, 0, items.length);
  return solver.solve(
    model.options.penalty,
    sumOf(weights) + model.options.unseen * model.items * meanOf(weights),
  );
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
  const solver = new RidgeSolver(d);
  for (let row = 0; row + 1 < at.length; row++) {
    const from = at[row]!;
    const to = at[row + 1]!;
    solver.start(base, 1);
    solver.addAll(fixed, other, weight, from, to);
    side.set(solver.solve(penalty, to - from + unseen * fixedRows), row * d);
  }
}

/** Normal equations of one row: (base + Σ w f fᵀ + ridge) x = Σ w f, solved by Cholesky. */
class RidgeSolver {
  private readonly left: Float64Array;
  private readonly right: Float64Array;

  constructor(private readonly d: number) {
    this.left = new Float64Array(d * d);
    this.right = new Float64Array(d);
  }

  start(base: Float64Array, scale: number): void {
    for (let i = 0; i < base.length; i++) this.left[i] = base[i]! * scale;
    this.right.fill(0);
  }

  /** Takes in entries `from..to` of `rows` and `weights`, four at a time: one pass over the matrix then does for four. */
  addAll(
    factors: Float32Array,
    rows: ArrayLike<number>,
    weights: ArrayLike<number>,
    from: number,
    to: number,
  ): void {
    const { d, left, right } = this;
    let k = from;
    for (; k + 3 < to; k += 4) {
      const a = rows[k]! * d;
      const b = rows[k + 1]! * d;
      const c = rows[k + 2]! * d;
      const e = rows[k + 3]! * d;
      for (let i = 0; i < d; i++) {
        const ai = weights[k]! * factors[a + i]!;
        const bi = weights[k + 1]! * factors[b + i]!;
        const ci = weights[k + 2]! * factors[c + i]!;
        const ei = weights[k + 3]! * factors[e + i]!;
        right[i] = right[i]! + ai + bi + ci + ei;
        for (let j = 0, at = i * d; j <= i; j++, at++) {
          left[at] =
            left[at]! +
            ai * factors[a + j]! +
            bi * factors[b + j]! +
            ci * factors[c + j]! +
            ei * factors[e + j]!;
        }
      }
    }
    for (; k < to; k++) this.add(factors, rows[k]!, weights[k]!);
  }

  private add(factors: Float32Array, row: number, weight: number): void {
    const { d, left, right } = this;
    const start = row * d;
    for (let i = 0; i < d; i++) {
      const scaled = weight * factors[start + i]!;
      right[i] = right[i]! + scaled;
      for (let j = 0, at = i * d; j <= i; j++, at++) left[at] = left[at]! + scaled * factors[start + j]!;
    }
  }

  solve(penalty: number, rests: number): Float64Array {
    const { d, left, right } = this;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = left[i * d + j]! + (i === j ? penalty * Math.max(rests, 1e-6) : 0);
        for (let p = 0; p < j; p++) sum -= left[i * d + p]! * left[j * d + p]!;
        left[i * d + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / left[j * d + j]!;
      }
    }
    for (let i = 0; i < d; i++) {
      let sum = right[i]!;
      for (let p = 0; p < i; p++) sum -= left[i * d + p]! * right[p]!;
      right[i] = sum / left[i * d + i]!;
    }
    for (let i = d - 1; i >= 0; i--) {
      let sum = right[i]!;
      for (let p = i + 1; p < d; p++) sum -= left[p * d + i]! * right[p]!;
      right[i] = sum / left[i * d + i]!;
    }
    return right;
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

function transpose(matrix: InteractionMatrix): { at: Int32Array; other: Int32Array; weight: Float32Array } {
  const items = matrix.items.length;
  const at = new Int32Array(items + 1);
  for (let item = 0; item < items; item++) at[item + 1] = at[item]! + matrix.itemCount[item]!;
  const next = at.slice();
  const other = new Int32Array(matrix.itemOf.length);
  const weight = new Float32Array(matrix.itemOf.length);
  for (let user = 0; user < matrix.users.length; user++) {
    for (let k = matrix.userAt[user]!; k < matrix.userAt[user + 1]!; k++) {
      const item = matrix.itemOf[k]!;
      const slot = next[item]!;
      next[item] = slot + 1;
      other[slot] = user;
      weight[slot] = matrix.weight[k]!;
    }
  }
  return { at, other, weight };
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function meanOf(values: ArrayLike<number>): number {
  return values.length === 0 ? 1 : sumOf(values) / values.length;
}
