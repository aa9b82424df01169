import { ratingWeight } from './interactions.ts';
import type { TasteEntry, TasteKind } from './taste-repository.ts';

/** Half stars from which a film counts as liked (3½ of 5), and up to which as disliked (2 of 5). */
const LIKED_FROM = 7;
const DISLIKED_TO = 4;

/** A film that speaks for what somebody likes. */
export interface TasteFilm {
  movieId: string;
  kind: TasteKind;
  /** As in the interaction matrix: 1 on average. */
  weight: number;
  /** They said so: a good rating, or a place on the watchlist. Only such films are given as reasons. */
  liked: boolean;
  /** Seconds since 1970. */
  at: number;
}

/** One person's taste, as recommendations need it. */
export interface Taste {
  /** What they took to, oldest first. */
  films: TasteFilm[];
  /** Rated low, or dismissed: films of the kind are wanted less. */
  disliked: string[];
  /** Reviewed or watched. */
  seen: ReadonlySet<string>;
  dismissed: ReadonlySet<string>;
  /** On the watchlist, not yet watched. */
  wanted: ReadonlySet<string>;
  /** All of these: never recommended to them. What is on the watchlist they know already. */
  never: ReadonlySet<string>;
}

/**
 * How much a film counts without a rating: one that was watched as much as an average rating; one that is wanted nearly so;
 * a liked review of somebody else's only a little, for it is agreement about a film perhaps not seen (so the film itself may
 * still be recommended).
 */
const UNRATED_WEIGHT: Record<Exclude<TasteKind, 'rated' | 'dismissed'>, number> = {
  watched: 1,
  wanted: 0.8,
  agreed: 0.4,
};

/** What one film's strongest word is, where there are several. */
const STRENGTH: Record<TasteKind, number> = { dismissed: 4, rated: 3, watched: 2, wanted: 1, agreed: 0 };

/** Somebody's taste from what they said, oldest first; of several words about one film the strongest counts. */
export function tasteOf(entries: readonly TasteEntry[]): Taste {
  const strongest = new Map<string, TasteEntry>();
  for (const entry of entries) {
    const before = strongest.get(entry.movieId);
    if (before && STRENGTH[before.kind] > STRENGTH[entry.kind]) continue;
    strongest.delete(entry.movieId); // the order is that of the word that counts
    strongest.set(entry.movieId, entry);
  }
  const films: TasteFilm[] = [];
  const disliked: string[] = [];
  const [seen, dismissed, wanted] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { movieId, kind, rating, at } of strongest.values()) {
    if (kind === 'rated' || kind === 'watched') seen.add(movieId);
    if (kind === 'dismissed') dismissed.add(movieId);
    if (kind === 'wanted') wanted.add(movieId);
    if (kind === 'dismissed' || (rating !== null && rating <= DISLIKED_TO)) disliked.push(movieId);
    else if (kind === 'rated') {
      films.push({ movieId, kind, weight: ratedWeight(rating), liked: (rating ?? 0) >= LIKED_FROM, at });
    } else films.push({ movieId, kind, weight: UNRATED_WEIGHT[kind], liked: kind === 'wanted', at });
  }
  return { films, disliked, seen, dismissed, wanted, never: new Set([...seen, ...dismissed, ...wanted]) };
}

/** As the model was taught to weigh ratings. */
const ratedWeight = (rating: number | null): number => ratingWeight(rating ?? undefined, 1, 10);
