import type { InteractionMatrix } from './interactions.ts';

/** The matrix by item: who spoke about item i is `user[at[i] .. at[i + 1])`, and `entry` is where in the matrix. */
export interface ByItem {
  at: Int32Array;
  user: Int32Array;
  entry: Int32Array;
}

/** Gathers the entries of each item, in the order of users. 8 bytes an entry. */
export function byItemOf(matrix: InteractionMatrix): ByItem {
  const items = matrix.items.length;
  const at = new Int32Array(items + 1);
  for (let k = 0; k < matrix.itemOf.length; k++) at[matrix.itemOf[k]! + 1] = at[matrix.itemOf[k]! + 1]! + 1;
  for (let item = 0; item < items; item++) at[item + 1] = at[item + 1]! + at[item]!;
  const next = at.slice();
  const user = new Int32Array(matrix.itemOf.length);
  const entry = new Int32Array(matrix.itemOf.length);
  for (let u = 0; u + 1 < matrix.userAt.length; u++) {
    for (let k = matrix.userAt[u]!; k < matrix.userAt[u + 1]!; k++) {
      const slot = next[matrix.itemOf[k]!]!;
      next[matrix.itemOf[k]!] = slot + 1;
      user[slot] = u;
      entry[slot] = k;
    }
  }
  return { at, user, entry };
}
