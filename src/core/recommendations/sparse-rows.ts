import { bestOf } from './best.ts';

/** An item × item matrix of which each row keeps its largest entries: row i is `column`, `value` from `at[i]` to `at[i + 1]`. */
export interface SparseRows {
  items: number;
  at: Int32Array;
  column: Int32Array;
  value: Float32Array;
}

/**
 * Keeps of each row the `most` entries largest by size; zeros are never kept.
 * @param fill writes row `row` of the full matrix, all of it
 */
export function largestOfRows(
  items: number,
  most: number,
  fill: (row: number, values: Float32Array) => void,
): SparseRows {
  const at = new Int32Array(items + 1);
  const columns: Int32Array[] = [];
  const values: Float32Array[] = [];
  const full = new Float32Array(items);
  const size = new Float32Array(items);
  for (let row = 0; row < items; row++) {
    fill(row, full);
    for (let column = 0; column < items; column++) size[column] = Math.abs(full[column]!);
    const kept = Int32Array.from(bestOf(size, items, most, (column) => size[column]! > 0)).sort();
    columns.push(kept);
    values.push(Float32Array.from(kept, (column) => full[column]!));
    at[row + 1] = at[row]! + kept.length;
  }
  const column = new Int32Array(at[items]!);
  const value = new Float32Array(at[items]!);
  for (let row = 0; row < items; row++) {
    column.set(columns[row]!, at[row]);
    value.set(values[row]!, at[row]);
  }
  return { items, at, column, value };
}

/** The entries of a full matrix, row-major, that are not zero. */
export function nonZerosOf(items: number, full: Float32Array): SparseRows {
  const at = new Int32Array(items + 1);
  for (let row = 0, k = 0; row < items; row++) {
    let count = 0;
    for (const to = k + items; k < to; k++) if (full[k] !== 0) count++;
    at[row + 1] = at[row]! + count;
  }
  const column = new Int32Array(at[items]!);
  const value = new Float32Array(at[items]!);
  for (let k = 0, entry = 0; k < full.length; k++) {
    if (full[k] === 0) continue;
    column[entry] = k % items;
    value[entry++] = full[k]!;
  }
  return { items, at, column, value };
}

/** Adds the rows of a weighted history to `scores`. */
export function addSparseScores(
  rows: SparseRows,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  scores: Float32Array,
): void {
  for (let k = 0; k < items.length; k++) {
    const weight = weights[k]!;
    for (let entry = rows.at[items[k]!]!, to = rows.at[items[k]! + 1]!; entry < to; entry++) {
      const column = rows.column[entry]!;
      scores[column] = scores[column]! + weight * rows.value[entry]!;
    }
  }
}

/** Adds the columns of a weighted history to `scores`: to each item what its row has at those of the history. */
export function addSparseColumns(
  rows: SparseRows,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  scores: Float32Array,
): void {
  const weightOf = new Float32Array(rows.items);
  for (let k = 0; k < items.length; k++) weightOf[items[k]!] = weights[k]!;
  for (let item = 0; item < rows.items; item++) {
    let sum = 0;
    for (let entry = rows.at[item]!; entry < rows.at[item + 1]!; entry++)
      sum += weightOf[rows.column[entry]!]! * rows.value[entry]!;
    scores[item] = scores[item]! + sum;
  }
}
