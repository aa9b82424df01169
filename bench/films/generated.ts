/** Generated data where no real data of that size is at hand: it has the shape that costs, not the meaning. */
import type { Interaction } from '../../src/core/recommendations/interactions.ts';
import { normal, seededRandom } from '../../src/core/recommendations/random.ts';

const TASTES = 12;

/**
 * Ratings of `users` people and `items` films, `count` in all: films by a power law of popularity and by how near they are
 * to a person's taste, people's numbers log-normal, times in sittings.
 */
export function* generatedRatings(
  users: number,
  items: number,
  count: number,
  seed: number,
): Generator<Interaction> {
  const random = seededRandom(seed);
  const kind = Uint8Array.from({ length: items }, () => Math.floor(random() * TASTES));
  const byKind = Array.from({ length: TASTES }, (_, one) =>
    [...kind.keys()].filter((item) => kind[item] === one),
  );
  const sizes = Array.from({ length: users }, () => Math.exp(normal(random)));
  const scale = count / sizes.reduce((sum, size) => sum + size, 0);
  // A draw by u^3 puts half the ratings on an eighth of the films, as in MovieLens.
  const among = (list: number): number => Math.floor(list * random() ** 3);
  for (let user = 0; user < users; user++) {
    const wanted = Math.min(Math.floor(items / 3), Math.max(5, Math.round(sizes[user]! * scale)));
    const favourites = [Math.floor(random() * TASTES), Math.floor(random() * TASTES)];
    const chosen = new Set<number>();
    let at = 9e8 + random() * 1e8;
    while (chosen.size < wanted) {
      const own = random() < 0.6 ? byKind[favourites[random() < 0.7 ? 0 : 1]!]! : null;
      const item = own === null || own.length === 0 ? among(items) : own[among(own.length)]!;
      if (chosen.has(item)) {
        // A person who has nearly all of a kind takes any other film.
        const other = Math.floor(random() * items);
        if (chosen.has(other)) continue;
        chosen.add(other);
      } else chosen.add(item);
    }
    for (const item of chosen) {
      at += random() < 0.95 ? random() * 30 : random() * 1e6;
      const likes = favourites.includes(kind[item]!) ? 1 : 0;
      yield {
        user: `u${user}`,
        item: `i${item}`,
        rating: Math.max(1, Math.min(5, Math.round(3.2 + likes * 0.8 + normal(random)))),
        at: Math.round(at),
      };
    }
  }
}
