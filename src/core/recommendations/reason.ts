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
  /** A film the person rated well or put on their watchlist, which this one is like. */
  | { kind: 'liked'; movieId: string }
  /** People who rate `movieId` highly rate this one highly too. */
  | { kind: 'alsoLiked'; movieId: string }
  /** Widely loved; said to those we know nothing about. */
  | { kind: 'popular' }
  /** Liked lately by many. */
  | { kind: 'trending' }
  /** Fits the tastes of this many of `of` people in a room. */
  | { kind: 'room'; fits: number; of: number };
