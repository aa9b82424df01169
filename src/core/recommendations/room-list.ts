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
 * the list is good on average and unfair to nobody.
 * @param gains by person, then candidate
 * @returns numbers of candidates, best first
 */
export function roomList(gains: readonly Gains[], candidates: number, limit: number): number[] {
  const got = new Float64Array(gains.length).fill(BASE);
  const left = new Set(Array.from({ length: candidates }, (_, candidate) => candidate));
  const list: number[] = [];
  while (list.length < limit && left.size > 0) {
    let best = -1;
    let most = -Infinity;
    for (const candidate of left) {
      let welfare = 0;
      for (let person = 0; person < gains.length; person++)
        welfare += Math.log1p(gains[person]![candidate]! / got[person]!);
      if (welfare > most) {
        most = welfare;
        best = candidate;
      }
    }
    left.delete(best);
    list.push(best);
    for (let person = 0; person < gains.length; person++) got[person] = got[person]! + gains[person]![best]!;
  }
  return list;
}
