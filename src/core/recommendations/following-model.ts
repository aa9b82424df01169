import type { InteractionMatrix } from './interactions.ts';

export interface FollowingOptions {
  /** Seconds in which the weight of a pair falls to 1/e. */
  timeScale: number;
  /** Power of the earlier film's count that divides a pair; the rest of 1 goes to the later film's. */
  earlierPower: number;
  /**
   * Share of the opposite order taken off: what people take up before a film just seen, and this person did not, they
   * have passed by.
   */
  passedBy: number;
}

export const FOLLOWING_DEFAULTS: FollowingOptions = { timeScale: 600, earlierPower: 0.7, passedBy: 0.3 };

/**
 * How often film j is taken up soon after film i, per how often either is: a first-order model of what comes next,
 * weighted by time between the two instead of by adjacency (after Garg et al., STAN, SIGIR 2019).
 */
export interface FollowingModel {
  items: number;
  /** Item × item, row-major: `weights[i * items + j]` of j after i. */
  weights: Float32Array;
}

/** Fits the model; null when times are unknown. Cost: pairs of one person within twelve time scales. */
export function fitFollowing(
  matrix: InteractionMatrix,
  { timeScale, earlierPower, passedBy }: FollowingOptions = FOLLOWING_DEFAULTS,
): FollowingModel | null {
  const { time, userAt, itemOf, itemCount } = matrix;
  if (time === null) return null;
  const n = matrix.items.length;
  const weights = new Float32Array(n * n);
  for (let user = 0; user + 1 < userAt.length; user++) {
    const to = userAt[user + 1]!;
    for (let a = userAt[user]!; a < to; a++) {
      const row = itemOf[a]! * n;
      for (let b = a + 1; b < to; b++) {
        const apart = (time[b]! - time[a]!) / timeScale;
        if (apart > 12) break;
        const closeness = Math.exp(-apart);
        weights[row + itemOf[b]!] = weights[row + itemOf[b]!]! + closeness;
        // Of two at the same second neither came first.
        if (apart === 0) {
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
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [there, back] = [weights[i * n + j]!, weights[j * n + i]!];
      weights[i * n + j] = there - passedBy * back;
      weights[j * n + i] = back - passedBy * there;
    }
  }
  return { items: n, weights };
}

/** Adds the scores of all items after a weighted history to `scores`. */
export function addFollowingScores(
  model: FollowingModel,
  items: ArrayLike<number>,
  weights: ArrayLike<number>,
  scores: Float32Array,
): void {
  const n = model.items;
  for (let k = 0; k < items.length; k++) {
    const weight = weights[k]!;
    for (let j = 0, at = items[k]! * n; j < n; j++, at++)
      scores[j] = scores[j]! + weight * model.weights[at]!;
  }
}
