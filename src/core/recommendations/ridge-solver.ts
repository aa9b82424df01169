/** Entries of a row taken in at once. */
const BATCH = 32;

/**
 * Normal equations of one row: (base + Σ |w| f fᵀ + ridge) x = Σ w f, solved by Cholesky. A negative weight is a dislike: as
 * sure as a like of that weight, but pulling the other way.
 */
export class RidgeSolver {
  private readonly left: Float64Array;
  private readonly right: Float64Array;
  /** Entries in hand, dimension by dimension, plain and weighted: sums over entries then are dot products of rows. */
  private readonly plain: Float64Array;
  private readonly weighted: Float64Array;

  constructor(private readonly d: number) {
    this.left = new Float64Array(d * d);
    this.right = new Float64Array(d);
    this.plain = new Float64Array(d * BATCH);
    this.weighted = new Float64Array(d * BATCH);
  }

  start(base: Float64Array, scale: number): void {
    for (let i = 0; i < base.length; i++) this.left[i] = base[i]! * scale;
    this.right.fill(0);
  }

  /** Takes in entries `from..to` of `rows` and `weights`. */
  addAll(
    factors: Float32Array,
    rows: ArrayLike<number>,
    weights: ArrayLike<number>,
    from: number,
    to: number,
  ): void {
    for (let start = from; start < to; start += BATCH)
      this.addBatch(factors, rows, weights, start, Math.min(to, start + BATCH));
  }

  private addBatch(
    factors: Float32Array,
    rows: ArrayLike<number>,
    weights: ArrayLike<number>,
    from: number,
    to: number,
  ): void {
    const { d, left, right, plain, weighted } = this;
    const count = to - from;
    for (let k = 0; k < count; k++) {
      const weight = weights[from + k]!;
      const sure = Math.abs(weight);
      const start = rows[from + k]! * d;
      for (let i = 0, at = k; i < d; i++, at += BATCH) {
        const factor = factors[start + i]!;
        plain[at] = factor;
        weighted[at] = sure * factor;
        right[i] = right[i]! + weight * factor;
      }
    }
    for (let i = 0; i < d; i += 4) {
      for (let j = 0; j <= i; j += 4) addTile(left, d, i, j, weighted, plain, count);
    }
  }

  solve(penalty: number, rests: number): Float64Array {
    const { d, left, right } = this;
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        const sum =
          left[i * d + j]! +
          (i === j ? penalty * Math.max(rests, 1e-6) : 0) -
          dotOfRows(left, i * d, j * d, j);
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

/**
 * Adds the dot products of rows i..i+4 of `weighted` with rows j..j+4 of `plain` over their first `count` columns to the tile
 * of `left` at (i, j): sixteen products for eight loads.
 */
function addTile(
  left: Float64Array,
  d: number,
  i: number,
  j: number,
  weighted: Float64Array,
  plain: Float64Array,
  count: number,
): void {
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  const a = i * BATCH;
  const b = j * BATCH;
  for (let k = 0; k < count; k++) {
    const a0 = weighted[a + k]!;
    const a1 = weighted[a + BATCH + k]!;
    const a2 = weighted[a + 2 * BATCH + k]!;
    const a3 = weighted[a + 3 * BATCH + k]!;
    const b0 = plain[b + k]!;
    const b1 = plain[b + BATCH + k]!;
    const b2 = plain[b + 2 * BATCH + k]!;
    const b3 = plain[b + 3 * BATCH + k]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  let at = i * d + j;
  left[at] = left[at]! + s00;
  left[at + 1] = left[at + 1]! + s01;
  left[at + 2] = left[at + 2]! + s02;
  left[at + 3] = left[at + 3]! + s03;
  at += d;
  left[at] = left[at]! + s10;
  left[at + 1] = left[at + 1]! + s11;
  left[at + 2] = left[at + 2]! + s12;
  left[at + 3] = left[at + 3]! + s13;
  at += d;
  left[at] = left[at]! + s20;
  left[at + 1] = left[at + 1]! + s21;
  left[at + 2] = left[at + 2]! + s22;
  left[at + 3] = left[at + 3]! + s23;
  at += d;
  left[at] = left[at]! + s30;
  left[at + 1] = left[at + 1]! + s31;
  left[at + 2] = left[at + 2]! + s32;
  left[at + 3] = left[at + 3]! + s33;
}

/** Dot product of `count` numbers from `a` with as many from `b`; four sums, as one would wait for itself. */
function dotOfRows(values: Float64Array, a: number, b: number, count: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let p = 0;
  for (; p + 3 < count; p += 4) {
    s0 += values[a + p]! * values[b + p]!;
    s1 += values[a + p + 1]! * values[b + p + 1]!;
    s2 += values[a + p + 2]! * values[b + p + 2]!;
    s3 += values[a + p + 3]! * values[b + p + 3]!;
  }
  for (; p < count; p++) s0 += values[a + p]! * values[b + p]!;
  return s0 + s1 + s2 + s3;
}
