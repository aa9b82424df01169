/**
 * Why a film is recommended, as facts without language. Every reason is true of the two films (or the person's own
 * ratings) it speaks about; `explain.ts` puts it into words.
 */
export type Reason =
  | { kind: 'director'; name: string; nameKo?: string }
  | { kind: 'cast'; names: string[]; namesKo?: string[] }
  /** Lower-case English keywords both films carry, most telling first. */
  | { kind: 'keywords'; keywords: string[] }
  /** Catalogue genres both films have. */
  | { kind: 'genres'; genres: string[] }
  /** First year of the decade both films are from. */
  | { kind: 'era'; decade: number }
  /** ISO 639-1 code of the language both films are in, given only when it is not English. */
  | { kind: 'language'; language: string }
  /** Films the person rated well, which this one is like; the nearest first. */
  | { kind: 'liked'; movieIds: string[] }
  /** A film on the person's watchlist, which this one is like. */
  | { kind: 'wanted'; movieId: string }
  /** Those who took to the same films as the person took to this one too. */
  | { kind: 'kindred' }
  /** People who rate `movieId` highly rate this one highly too. */
  | { kind: 'alsoLiked'; movieId: string }
  /** Widely loved; said to those we know nothing about. */
  | { kind: 'popular' }
  /** Liked lately by many. */
  | { kind: 'trending' }
  /**
   * Fits the tastes of this many of `of` people in a room; `names` has those it suits best, where the reader may know who is
   * there.
   */
  | { kind: 'room'; fits: number; of: number; names: string[] };
