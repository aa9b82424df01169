/** Entries whose products are taken at once. */
const AT_ONCE = 4;

/**
 * Least squares of one row of a factorisation after another by a few steps of conjugate gradients from where the row was
 * before (Takács, Pilászy and Tikk, "Applications of the Conjugate Gradient Method for Implicit Feedback Collaborative
 * Filtering", RecSys 2011): (base + Σ |w| f fᵀ + ridge) x = Σ w f. A step takes 2 × entries × d multiplications, where
 * forming the matrix takes entries × d² / 2.
 */
export class ConjugateGradient {
  readonly #d: number;
  /** Factors of the entries in hand, entry × d, and their weights; filled up with nothing to a multiple of four. */
  #rows: Float64Array;
  #weights: Float64Array;
  #count = 0;
  readonly #solution: Float64Array;
  readonly #residual: Float64Array;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;

  /** @param d dimensions, a multiple of four */
  constructor(d: number) {
    this.#d = d;
    this.#rows = new Float64Array(256 * d);
    this.#weights = new Float64Array(256);
    this.#solution = new Float64Array(d);
    this.#residual = new Float64Array(d);
    this.#direction = new Float64Array(d);
    this.#image = new Float64Array(d);
  }

  /** Takes entries `from..to` of `rows` (which row of `factors`) and `weights` (each above 0) in hand, instead of those before. */
  take(factors: Float32Array, rows: Int32Array, weights: Float32Array, from: number, to: number): void {
    const d = this.#d;
    const count = AT_ONCE * Math.ceil((to - from) / AT_ONCE);
    if (count > this.#weights.length) {
      this.#rows = new Float64Array(2 * count * d);
      this.#weights = new Float64Array(2 * count);
    }
    this.#count = count;
    for (let k = 0, at = 0; k < count; k++) {
      const within = from + k < to;
      this.#weights[k] = within ? weights[from + k]! : 0;
      const start = within ? rows[from + k]! * d : 0;
      for (let i = 0; i < d; i++) this.#rows[at++] = within ? factors[start + i]! : 0;
    }
  }

  /**
   * Betters the solution at `at` of `solutions` by `steps` steps.
   * @param base d × d, its lower triangle
   */
  improve(solutions: Float32Array, at: number, base: Float64Array, ridge: number, steps: number): void {
    const d = this.#d;
    const [x, r, p, image] = [this.#solution, this.#residual, this.#direction, this.#image];
    for (let i = 0; i < d; i++) x[i] = solutions[at + i]!;
    this.#start(base, ridge);
    p.set(r);
    let size = dot(r, r);
    for (let step = 0; step < steps && size > 1e-20; step++) {
      this.#apply(p, base, ridge);
      const along = size / dot(p, image);
      for (let i = 0; i < d; i++) {
        x[i] = x[i]! + along * p[i]!;
        r[i] = r[i]! - along * image[i]!;
      }
      const after = dot(r, r);
      const kept = after / size;
      for (let i = 0; i < d; i++) p[i] = r[i]! + kept * p[i]!;
      size = after;
    }
    solutions.set(x, at);
  }

  /** Residual of the solution: Σ w f (1 − f·x) − (base + ridge) x. */
  #start(base: Float64Array, ridge: number): void {
    const residual = this.#residual;
    this.#apply(this.#solution, base, ridge);
    for (let i = 0; i < this.#d; i++) residual[i] = -this.#image[i]!;
    const [rows, weights, d] = [this.#rows, this.#weights, this.#d];
    for (let k = 0, at = 0; k < this.#count; k++) {
      const weight = weights[k]!;
      for (let i = 0; i < d; i++) residual[i] = residual[i]! + weight * rows[at++]!;
    }
  }

  /** What the matrix makes of a vector, into `#image`. */
  #apply(vector: Float64Array, base: Float64Array, ridge: number): void {
    const [rows, weights, image, d] = [this.#rows, this.#weights, this.#image, this.#d];
    for (let i = 0; i < d; i++) {
      const own = vector[i]!;
      let sum = (base[i * d + i]! + ridge) * own;
      for (let j = 0, at = i * d; j < i; j++, at++) {
        const value = base[at]!;
        sum += value * vector[j]!;
        image[j] = image[j]! + value * own;
      }
      image[i] = sum;
    }
    for (let k = 0; k < this.#count; k += AT_ONCE) {
      const [a, b, c, e] = [k * d, (k + 1) * d, (k + 2) * d, (k + 3) * d];
      let [sa, sb, sc, se] = [0, 0, 0, 0];
      for (let i = 0; i < d; i++) {
        const value = vector[i]!;
        sa += rows[a + i]! * value;
        sb += rows[b + i]! * value;
        sc += rows[c + i]! * value;
        se += rows[e + i]! * value;
      }
      sa *= weights[k]!;
      sb *= weights[k + 1]!;
      sc *= weights[k + 2]!;
      se *= weights[k + 3]!;
      for (let i = 0; i < d; i++)
        image[i] =
          image[i]! + (sa * rows[a + i]! + sb * rows[b + i]!) + (sc * rows[c + i]! + se * rows[e + i]!);
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
