/** What one of several people would get out of each candidate: 0 nothing (they have seen it), the more the better. */
export type Gains = ArrayLike<number>;

/**
 * What everybody has before the list begins, and how a score in standard deviations becomes a gain. Chosen on the groups of
 * MovieLens 100K; the list changes little around these values.
 */
const BASE = 0.5;
const SCALE = 1.5;
const HIGH_SCORE = 4;

/** What somebody gets out of a film that scores so many standard deviations above the average film for them. */
export const gainOf = (score: number): number => Math.exp((score - HIGH_SCORE) / SCALE);

/**
 * A list for several people at once, by greedy log-welfare (Nash welfare of the list as a whole): each place goes to the
 * candidate that raises Σ ln(base + what each got so far) most. Whoever got little counts more at the next place, so that
 * the list is good on average and unfair to nobody. What a candidate adds only falls as the list grows (the welfare is
 * submodular), so that few are looked at again for each place (lazy greedy: Minoux, 1978).
 * @param gains by person, then candidate
 * @returns numbers of candidates, best first
 */
export function roomList(gains: readonly Gains[], candidates: number, limit: number): number[] {
  const got = new Float64Array(gains.length).fill(BASE);
  const welfareOf = (candidate: number): number =>
    gains.reduce((sum, gain, person) => sum + Math.log1p(gain[candidate]! / got[person]!), 0);
  /** What a candidate raised the welfare by when it was last looked at. It only falls: most need no second look. */
  const atMost = Float64Array.from({ length: candidates }, (_, candidate) => welfareOf(candidate));
  const list: number[] = [];
  while (list.length < Math.min(limit, candidates)) {
    let best = largest(atMost);
    for (let again = true; again;) {
      atMost[best] = welfareOf(best);
      const next = largest(atMost);
      again = next !== best;
      best = next;
    }
    list.push(best);
    atMost[best] = -Infinity;
    gains.forEach((gain, person) => (got[person] = got[person]! + gain[best]!));
  }
  return list;
}

function largest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
