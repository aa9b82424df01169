import { bestOf } from './best.ts';
import type { ContentModel, RecommendationFilter, SimilarFilm } from './content-model.ts';
import { gainOf, roomList } from './room-list.ts';
import type { Taste } from './taste.ts';

/** Somebody in a room, and what suits them. */
export interface RoomPerson {
  taste: Taste;
  /** By film of the catalogue, in standard deviations. */
  suits: Float32Array;
  /** It is they who ask. */
  asks: boolean;
  /** Given where the reader may know who is there. */
  name?: string;
}

/** Films each person brings into the choice. */
const CHOICE_EACH = 150;
/** A film suits somebody from so many standard deviations above their average film. */
const SUITS_FROM = 1;
/** What a film on somebody's watchlist counts for them. */
const WANTED_SCORE = 3;
const MOST_NAMES = 2;

/**
 * Films for several people at once. What any of them dismissed, the one who asks has seen, or half of them have seen does
 * not come; what others have seen gives them nothing.
 */
export function recommendToRoom(
  content: ContentModel,
  people: readonly RoomPerson[],
  filter: RecommendationFilter & { limit: number },
): SimilarFilm[] {
  const accept = content.filter({ ...filter, exclude: outOfChoice(people) });
  const choice = new Set<number>();
  for (const { suits, taste } of people) {
    for (const film of bestOf(suits, suits.length, CHOICE_EACH, accept)) choice.add(film);
    for (const movieId of taste.wanted) {
      const film = content.indexOf(movieId);
      if (film !== undefined && accept(film)) choice.add(film);
    }
  }
  const candidates = [...choice].sort((a, b) => a - b);
  const scores = people.map((person) => candidates.map((film) => scoreFor(content, person, film)));
  const gains = scores.map((row) => Float64Array.from(row, (score) => gainOf(score)));
  return roomList(gains, candidates.length, filter.limit).map((candidate) => {
    const each = scores.map((row) => row[candidate]!);
    const least = Math.min(SUITS_FROM, Math.max(...each));
    const fits = people.flatMap(({ name }, index) =>
      each[index]! >= least ? [{ name, score: each[index]! }] : [],
    );
    const names = fits
      .sort((a, b) => b.score - a.score)
      .flatMap(({ name }) => name ?? [])
      .slice(0, MOST_NAMES);
    return {
      id: content.ids[candidates[candidate]!]!,
      score: gains.reduce((sum, row) => sum + row[candidate]!, 0) / people.length,
      because: [{ kind: 'room', fits: fits.length, of: people.length, names }],
    };
  });
}

/** −Infinity for what they have seen: it gives them nothing. */
function scoreFor(content: ContentModel, { taste, suits }: RoomPerson, film: number): number {
  const id = content.ids[film]!;
  if (taste.seen.has(id)) return -Infinity;
  return taste.wanted.has(id) ? Math.max(WANTED_SCORE, suits[film]!) : suits[film]!;
}

function outOfChoice(people: readonly RoomPerson[]): Set<string> {
  const seenBy = new Map<string, number>();
  const out = new Set<string>();
  for (const { taste, asks } of people) {
    for (const id of taste.dismissed) out.add(id);
    for (const id of taste.seen) {
      seenBy.set(id, (seenBy.get(id) ?? 0) + 1);
      if (asks) out.add(id);
    }
  }
  for (const [id, count] of seenBy) if (2 * count >= people.length) out.add(id);
  return out;
}
