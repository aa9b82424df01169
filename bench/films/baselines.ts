/** What ours is compared with: methods anybody would try first. */
import type { InteractionMatrix } from '../../src/core/recommendations/interactions.ts';
import type { ScoresOf } from '../../src/eval/taste-lists.ts';

/** How many people have each item. */
export function byPopularity(matrix: InteractionMatrix): ScoresOf {
  return (user) => unseen(matrix, user, Float32Array.from(matrix.itemCount));
}

/** Item–item cosine of who has what, summed over the history (Sarwar et al., WWW 2001). */
export function byItemCosine(matrix: InteractionMatrix): ScoresOf {
  const n = matrix.items.length;
  const both = new Float32Array(n * n);
  const { userAt, itemOf, itemCount } = matrix;
  for (let user = 0; user + 1 < userAt.length; user++) {
    for (let a = userAt[user]!; a < userAt[user + 1]!; a++) {
      const row = itemOf[a]! * n;
      for (let b = userAt[user]!; b < userAt[user + 1]!; b++) both[row + itemOf[b]!]! += 1;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) both[i * n + j]! /= Math.sqrt(itemCount[i]! * itemCount[j]!) || 1;
  }
  return (user) => {
    const scores = new Float32Array(n);
    for (let k = userAt[user]!; k < userAt[user + 1]!; k++) {
      const row = itemOf[k]! * n;
      for (let j = 0; j < n; j++) scores[j]! += both[row + j]!;
    }
    return unseen(matrix, user, scores);
  };
}

/** Sets what the user has to −Infinity. */
export function unseen(matrix: InteractionMatrix, user: number, scores: Float32Array): Float32Array {
  for (let k = matrix.userAt[user]!; k < matrix.userAt[user + 1]!; k++) scores[matrix.itemOf[k]!] = -Infinity;
  return scores;
}
