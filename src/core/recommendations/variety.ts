import { bestOf } from './best.ts';

/** Share of the catalogue that should be on somebody's list. */
const WANTED_COVERAGE = 0.32;
/** A raise is given only where the film falls short by no more than this many standard deviations of a list's scores. */
const MOST_RAISE = 3;

/** Places of one list that may go to raised films. */
const PLACES = 3;

/**
 * Raises, by item, that bring films nobody would be recommended onto the list of the one person they come nearest to. An
 * item is raised by just what it lacks to a place at the end of that list; those that lack least come first, until the
 * wanted share of the catalogue is shown to somebody. The last places of some lists are all it costs.
 * @param scoresOf scores of all items for a user; −Infinity for what is never recommended.
 */
export function raisesForVariety(
  users: number,
  items: number,
  k: number,
  scoresOf: (user: number) => Float32Array,
): Float32Array {
  const shownOn = new Int32Array(items);
  const lacks = new Float32Array(items).fill(Infinity);
  const suits = new Int32Array(items).fill(-1);
  /** By user, the ends of their list, last place first: items and their scores. */
  const ends: { item: number; score: number }[][] = [];
  for (let user = 0; user < users; user++) {
    const scores = scoresOf(user);
    const list = bestOf(scores, items, k, () => true);
    for (const item of list) shownOn[item] = shownOn[item]! + 1;
    const end = list.length < k ? [] : list.slice(-PLACES).reverse();
    ends.push(end.map((item) => ({ item, score: scores[item]! })));
    const last = end[0];
    if (last === undefined) continue;
    for (let item = 0; item < items; item++) {
      const lack = scores[last]! - scores[item]!;
      if (lack < lacks[item]!) {
        lacks[item] = lack;
        suits[item] = user;
      }
    }
  }
  const raises = new Float32Array(items);
  let missing = Math.ceil(WANTED_COVERAGE * items) - shownOn.filter((lists) => lists > 0).length;
  const candidates = [...lacks.keys()].filter((item) => shownOn[item] === 0 && lacks[item]! <= MOST_RAISE);
  candidates.sort((a, b) => lacks[a]! - lacks[b]!);
  const taken = new Map<number, number>();
  for (const item of candidates) {
    if (missing <= 0) break;
    const user = suits[item]!;
    const places = taken.get(user) ?? 0;
    const displaced = ends[user]?.[places];
    // Bringing one film in by pushing out another that nobody else is shown gains nothing.
    if (displaced === undefined || shownOn[displaced.item]! < 2) continue;
    raises[item] = lacks[item]! + displaced.score - ends[user]![0]!.score + 1e-3;
    taken.set(user, places + 1);
    shownOn[displaced.item] = shownOn[displaced.item]! - 1;
    missing--;
  }
  return raises;
}
