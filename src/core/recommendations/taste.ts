import type { TasteEntry, TasteKind } from './taste-repository.ts';

/** Half stars from which a film counts as liked (3½ of 5), and up to which as disliked (2 of 5). */
const LIKED_FROM = 7;
const DISLIKED_TO = 4;
const HIGHEST = 10;

/** A film that speaks for what somebody likes. */
export interface TasteFilm {
  movieId: string;
  kind: TasteKind;
  /** How much they took to it: 1 for five stars, 0 for two. */
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
 * How much a film counts without a rating: one that was watched as one of three and a half stars; one that is wanted a little
 * more; a liked review of somebody else's only a little, for it is agreement about a film perhaps not seen (so the film
 * itself may still be recommended).
 */
const UNRATED_WEIGHT: Record<Exclude<TasteKind, 'rated' | 'dismissed'>, number> = {
  watched: 0.5,
  wanted: 0.6,
  agreed: 0.25,
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
      const weight = ((rating ?? 0) - DISLIKED_TO) / (HIGHEST - DISLIKED_TO);
      films.push({ movieId, kind, weight, liked: (rating ?? 0) >= LIKED_FROM, at });
    } else films.push({ movieId, kind, weight: UNRATED_WEIGHT[kind], liked: kind === 'wanted', at });
  }
  return { films, disliked, seen, dismissed, wanted, never: new Set([...seen, ...dismissed, ...wanted]) };
}
