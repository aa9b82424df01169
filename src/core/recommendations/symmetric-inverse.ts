/**
 * Inverse of a symmetric positive definite matrix in place, by blocked Cholesky factors (Golub and Van Loan, Matrix
 * Computations, §4.2): A = L Lᵀ, then Y = L⁻ᵀ, then A⁻¹ = Y Yᵀ. All three steps are dot products of contiguous rows,
 * taken in tiles of four rows by four, which is what keeps a plain-TypeScript inverse of some thousand rows bearable.
 */

const BLOCK = 64;

/** Sixteen dot products of the last call to {@link tile}: `TILE[4 * r + c]` is of the r-th left and c-th right row. */
const TILE = new Float64Array(16);

/**
 * Replaces the symmetric positive definite row-major `n`×`n` matrix `a` (only its lower triangle is read) by its
 * inverse, both triangles. About n³ multiplications; no other memory than `n` numbers.
 * @throws RangeError when the matrix is not positive definite.
 */
export function invertInPlace(a: Float64Array, n: number, onProgress?: (share: number) => void): void {
  const diagonal = factor(a, n, (share) => onProgress?.(share / 3));
  invertFactor(a, n, diagonal, (share) => onProgress?.((1 + share) / 3));
  multiplyOut(a, n, diagonal, (share) => onProgress?.((2 + share) / 3));
}

/** Lower triangle becomes L; its diagonal is returned. */
function factor(a: Float64Array, n: number, onProgress: (share: number) => void): Float64Array {
  const diagonal = new Float64Array(n);
  for (let k0 = 0; k0 < n; k0 += BLOCK) {
    const k1 = Math.min(n, k0 + BLOCK);
    for (let i = k0; i < n; i++) {
      const rowI = i * n;
      for (let j = k0; j < Math.min(i, k1); j++) {
        const rowJ = j * n;
        let sum = a[rowI + j]!;
        for (let p = k0; p < j; p++) sum -= a[rowI + p]! * a[rowJ + p]!;
        a[rowI + j] = sum / diagonal[j]!;
      }
      if (i < k1) {
        let sum = a[rowI + i]!;
        for (let p = k0; p < i; p++) sum -= a[rowI + p]! * a[rowI + p]!;
        if (!(sum > 0)) throw new RangeError('matrix is not positive definite');
        diagonal[i] = Math.sqrt(sum);
        a[rowI + i] = diagonal[i]!;
      }
    }
    for (let i = k1; i < n; i += 4) {
      const rows = Math.min(4, n - i);
      for (let j = k1; j < i + rows; j += 4) {
        const columns = Math.min(4, n - j);
        tile(a, i * n, rows, j * n, columns, n, k0, k1);
        for (let r = 0; r < rows; r++) {
          for (let c = 0; c < columns && j + c <= i + r; c++) {
            const at = (i + r) * n + j + c;
            a[at] = a[at]! - TILE[4 * r + c]!;
          }
        }
      }
    }
    onProgress(1 - (1 - k1 / n) ** 3);
  }
  return diagonal;
}

/** Upper triangle, diagonal included, becomes Y = L⁻ᵀ; the strict lower triangle keeps L. */
function invertFactor(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  onProgress: (share: number) => void,
): void {
  for (let i0 = 0; i0 < n; i0 += BLOCK) {
    const i1 = Math.min(n, i0 + BLOCK);
    // What rows i0..i1 of L make of the columns of Y already known, for four rows and four columns at a time.
    for (let i = i0; i < i1; i += 4) {
      const rows = Math.min(4, i1 - i);
      for (let j = 0; j < i0; j += 4) {
        const columns = Math.min(4, i0 - j);
        tile(a, i * n, rows, j * n, columns, n, j + columns, i0);
        for (let r = 0; r < rows; r++) {
          for (let c = 0; c < columns; c++) {
            // The few entries on and beside the diagonal of Y, where the four rows do not start together.
            let sum = TILE[4 * r + c]!;
            for (let p = j + c; p < j + columns; p++) sum += a[(i + r) * n + p]! * a[(j + c) * n + p]!;
            a[(j + c) * n + i + r] = -sum;
          }
        }
      }
    }
    for (let i = i0; i < i1; i++) {
      for (let j = 0; j < i; j++) {
        const from = Math.max(i0, j);
        let sum = j < i0 ? a[j * n + i]! : 0;
        for (let p = from; p < i; p++) sum -= a[i * n + p]! * a[j * n + p]!;
        a[j * n + i] = sum / diagonal[i]!;
      }
      a[i * n + i] = 1 / diagonal[i]!;
    }
    onProgress((i1 / n) ** 3);
  }
}

/** Both triangles become Y Yᵀ. */
function multiplyOut(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  onProgress: (share: number) => void,
): void {
  // Row i of the product needs rows i and beyond of Y only from column i on, so going down overwrites nothing needed:
  // the product is written below the diagonal, where only L was.
  for (let i = 0; i < n; i += 4) {
    const rows = Math.min(4, n - i);
    for (let j = 0; j <= i; j += 4) {
      const columns = Math.min(4, n - j);
      const common = Math.max(i + rows, j + columns);
      tile(a, i * n, rows, j * n, columns, n, common, n);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          if (j + c > i + r) continue;
          let sum = TILE[4 * r + c]!;
          for (let p = Math.max(i + r, j + c); p < common; p++)
            sum += a[(i + r) * n + p]! * a[(j + c) * n + p]!;
          if (j + c < i + r) a[(i + r) * n + j + c] = sum;
          else diagonal[i + r] = sum;
        }
      }
    }
    onProgress((i + rows) / n);
  }
  for (let i = 0; i < n; i++) {
    a[i * n + i] = diagonal[i]!;
    for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  }
}

/** Dot products over columns `from..to` of up to four rows starting at `left` with up to four starting at `right`. */
function tile(
  a: Float64Array,
  left: number,
  rows: number,
  right: number,
  columns: number,
  n: number,
  from: number,
  to: number,
): void {
  if (rows < 4 || columns < 4) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        let sum = 0;
        for (let p = from; p < to; p++) sum += a[left + r * n + p]! * a[right + c * n + p]!;
        TILE[4 * r + c] = sum;
      }
    }
    return;
  }
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  for (let p = from; p < to; p++) {
    const a0 = a[left + p]!;
    const a1 = a[left + n + p]!;
    const a2 = a[left + 2 * n + p]!;
    const a3 = a[left + 3 * n + p]!;
    const b0 = a[right + p]!;
    const b1 = a[right + n + p]!;
    const b2 = a[right + 2 * n + p]!;
    const b3 = a[right + 3 * n + p]!;
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
  TILE[0] = s00;
  TILE[1] = s01;
  TILE[2] = s02;
  TILE[3] = s03;
  TILE[4] = s10;
  TILE[5] = s11;
  TILE[6] = s12;
  TILE[7] = s13;
  TILE[8] = s20;
  TILE[9] = s21;
  TILE[10] = s22;
  TILE[11] = s23;
  TILE[12] = s30;
  TILE[13] = s31;
  TILE[14] = s32;
  TILE[15] = s33;
}
