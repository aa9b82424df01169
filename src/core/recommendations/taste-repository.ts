/**
 * How somebody spoke about a film: `rated` in a review, `watched` without one, `wanted` (on the watchlist, not watched),
 * `agreed` (liked somebody else's favourable review), `dismissed` (never to be recommended).
 */
export type TasteKind = 'rated' | 'watched' | 'wanted' | 'agreed' | 'dismissed';

export interface TasteEntry {
  movieId: string;
  kind: TasteKind;
  /** Half stars, 1 to 10; given for `rated` alone. */
  rating: number | null;
  /** Seconds since 1970. */
  at: number;
}

/** One row of what the model learns from: one rater, one film. */
export interface Rating {
  rater: string;
  movieId: string;
  /** Half stars, 1 to 10; null where only the fact is known. */
  rating: number | null;
  /** Seconds since 1970; null when unknown. */
  at: number | null;
}

/** How much there is to learn from. */
export interface TasteVolume {
  /** What people here said about films. */
  own: number;
  /** Of that, what was said or changed after the moment asked about. */
  ownSince: number;
  /** Ratings from elsewhere. */
  imported: number;
}

/** What people think of films, here and elsewhere. */
export interface TasteRepository {
  /** What some people said about films, each oldest first; who said nothing is absent. */
  histories(personIds: readonly string[]): Promise<Map<string, TasteEntry[]>>;
  /** Members of a room who said anything about films, those who did so last first. */
  speakersOf(roomId: string, limit: number): Promise<{ id: string; name: string }[]>;
  /** The person never wants to be recommended the film. The same twice has one effect. */
  dismiss(personId: string, movieId: string): Promise<void>;
  /** Takes that back. */
  undismiss(personId: string, movieId: string): Promise<void>;
  /** Everything to learn from, people's own and imported, page by page, in no order; one row for a rater and film. */
  ratings(): AsyncIterable<Rating[]>;
  volume(since: Date): Promise<TasteVolume>;
}
