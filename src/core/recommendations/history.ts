import type { InteractionMatrix } from './interactions.ts';

/** What one person has said, by item number, oldest first where times are known. */
export interface History {
  items: Int32Array;
  /** As in the interaction matrix; negative for a dislike, which only lowers what is like it. */
  weights: Float32Array;
  /** Seconds since 1970; null when unknown. */
  times: Float64Array | null;
}

/** Each entry's weight times ½ for every `halfLife` entries that came after it. */
export function recentWeights(history: History, halfLife: number): Float32Array {
  const last = history.items.length - 1;
  return history.weights.map((weight, position) => weight * 0.5 ** ((last - position) / halfLife));
}

/** The history of one user of a matrix, without copying. */
export function historyOf(matrix: InteractionMatrix, user: number): History {
  const from = matrix.userAt[user]!;
  const to = matrix.userAt[user + 1]!;
  return {
    items: matrix.itemOf.subarray(from, to),
    weights: matrix.weight.subarray(from, to),
    times: matrix.time?.subarray(from, to) ?? null,
  };
}
