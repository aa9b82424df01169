import { bestOf } from './best.ts';

/** Share of the catalogue that should be on somebody's list. */
const WANTED_COVERAGE = 0.32;
/** A raise is given only where the film falls short by no more than this many standard deviations of a list's scores. */
const MOST_RAISE = 3;

/**
 * Raises, by item, that bring films nobody would be recommended onto the list of the one person they come nearest to. An
 * item is raised by just what it lacks to the last place of that list; those that lack least come first, until the
 * wanted share of the catalogue is shown to somebody. One last place is all each raise costs.
 * @param scoresOf scores of all items for a user; −Infinity for what is never recommended.
 */
export function raisesForVariety(
  users: number,
  items: number,
  k: number,
  scoresOf: (user: number) => Float32Array,
): Float32Array {
  const shown = new Uint8Array(items);
  const lacks = new Float32Array(items).fill(Infinity);
  const suits = new Int32Array(items).fill(-1);
  for (let user = 0; user < users; user++) {
    const scores = scoresOf(user);
    const list = bestOf(scores, items, k, () => true);
    for (const item of list) shown[item] = 1;
    if (list.length < k) continue;
    const last = scores[list[k - 1]!]!;
    for (let item = 0; item < items; item++) {
      const lack = last - scores[item]!;
      if (lack < lacks[item]!) {
        lacks[item] = lack;
        suits[item] = user;
      }
    }
  }
  const raises = new Float32Array(items);
  let missing = Math.ceil(WANTED_COVERAGE * items) - shown.reduce((sum, flag) => sum + flag, 0);
  const unshown = [...lacks.keys()].filter((item) => shown[item] === 0 && lacks[item]! <= MOST_RAISE);
  unshown.sort((a, b) => lacks[a]! - lacks[b]!);
  const taken = new Set<number>();
  for (const item of unshown) {
    if (missing <= 0) break;
    // Two films raised onto one list would push each other out.
    if (taken.has(suits[item]!)) continue;
    taken.add(suits[item]!);
    raises[item] = lacks[item]! + 1e-4;
    missing--;
  }
  return raises;
}
