import { bestOf } from './best.ts';
import type { InteractionMatrix } from './interactions.ts';
import type { SparseRows } from './sparse-rows.ts';

/** The part of a matrix that is about its `most` most spoken of items, and what number each has in the whole. */
export function mostRated(
  matrix: InteractionMatrix,
  most: number,
): { matrix: InteractionMatrix; numbers: Int32Array } {
  const numbers = Int32Array.from(bestOf(matrix.itemCount, matrix.items.length, most, () => true)).sort();
  const within = new Int32Array(matrix.items.length).fill(-1);
  numbers.forEach((item, index) => (within[item] = index));
  const userAt = new Int32Array(matrix.userAt.length);
  const entries = new Int32Array(numbers.reduce((sum, item) => sum + matrix.itemCount[item]!, 0));
  let kept = 0;
  for (let user = 0; user < matrix.users.length; user++) {
    for (let k = matrix.userAt[user]!; k < matrix.userAt[user + 1]!; k++) {
      if (within[matrix.itemOf[k]!]! >= 0) entries[kept++] = k;
    }
    userAt[user + 1] = kept;
  }
  return {
    numbers,
    matrix: {
      users: matrix.users,
      items: Array.from(numbers, (item) => matrix.items[item]!),
      userAt,
      itemOf: entries.map((k) => within[matrix.itemOf[k]!]!),
      weight: Float32Array.from(entries, (k) => matrix.weight[k]!),
      time: matrix.time === null ? null : Float64Array.from(entries, (k) => matrix.time![k]!),
      itemCount: numbers.map((item) => matrix.itemCount[item]!),
    },
  };
}

/** Rows about a part of the items under the numbers of the whole; the rows of all other items are empty. */
export function underNumbers(rows: SparseRows, numbers: Int32Array, items: number): SparseRows {
  const at = new Int32Array(items + 1);
  numbers.forEach((item, index) => (at[item + 1] = rows.at[index + 1]! - rows.at[index]!));
  for (let item = 0; item < items; item++) at[item + 1] = at[item + 1]! + at[item]!;
  // Numbers rise with the index, so that the entries stay in their order.
  return { items, at, column: rows.column.map((column) => numbers[column]!), value: rows.value };
}
