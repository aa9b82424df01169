import { closenessToNext, FAR } from './closeness.ts';
import type { InteractionMatrix } from './interactions.ts';
import { nonZerosOf, type SparseRows } from './sparse-rows.ts';

export interface FollowingOptions {
  /** Seconds in which the weight of a pair falls to 1/e; one model is fitted for each. */
  timeScales: number[];
  /** Power of the earlier film's count that divides a pair; the rest of 1 goes to the later film's. */
  earlierPower: number;
}

/** Those of one sitting, and of some days. */
export const FOLLOWING_DEFAULTS: FollowingOptions = { timeScales: [600, 86_400], earlierPower: 0.7 };

/**
 * How often film j is taken up soon after film i, per how often either is (row i, column j): a first-order model of what
 * comes next, weighted by time between the two instead of by adjacency (after Garg et al., STAN, SIGIR 2019). Read the
 * other way round (see {@link addSparseColumns}) it tells what somebody has passed by.
 */
export type FollowingModel = SparseRows;

/** Fits one model for each time scale; none when times are unknown. Cost: pairs of one person within twelve time scales. */
export function fitFollowing(matrix: InteractionMatrix, options: FollowingOptions): FollowingModel[] {
  const { time } = matrix;
  return time === null
    ? []
    : options.timeScales.map((timeScale) => fitScale(matrix, time, timeScale, options.earlierPower));
}

function fitScale(
  { userAt, itemOf, itemCount }: InteractionMatrix,
  time: Float64Array,
  timeScale: number,
  earlierPower: number,
): FollowingModel {
  const n = itemCount.length;
  const fading = closenessToNext(time, timeScale);
  const weights = new Float32Array(n * n);
  for (let user = 0; user + 1 < userAt.length; user++) {
    const to = userAt[user + 1]!;
    for (let a = userAt[user]!; a < to; a++) {
      const row = itemOf[a]! * n;
      const until = time[a]! + FAR * timeScale;
      let closeness = 1;
      for (let b = a + 1; b < to && time[b]! <= until; b++) {
        closeness *= fading[b - 1]!;
        weights[row + itemOf[b]!] = weights[row + itemOf[b]!]! + closeness;
        // Of two at the same second neither came first.
        if (time[b] === time[a]) {
          const back = itemOf[b]! * n + itemOf[a]!;
          weights[back] = weights[back]! + closeness;
        }
      }
    }
  }
  const laterScale = Float32Array.from(itemCount, (count) => Math.max(1, count) ** (earlierPower - 1));
  for (let i = 0; i < n; i++) {
    const earlierScale = Math.max(1, itemCount[i]!) ** -earlierPower;
    for (let j = 0, at = i * n; j < n; j++, at++) weights[at] = weights[at]! * earlierScale * laterScale[j]!;
  }
  return nonZerosOf(n, weights);
}
