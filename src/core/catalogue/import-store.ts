import type { Movie } from './movie.ts';

/** A rating from elsewhere: it teaches the model, and belongs to nobody here. */
export interface ImportedRating {
  /** The rater's name at the source; kept apart by source. */
  rater: string;
  movieId: string;
  /** Half stars, 1 to 10. */
  rating: number;
  at: Date | null;
}

/** Where a poster is fetched from when it is first needed. */
export interface PosterPlace {
  id: string;
  source: string;
}

/** One portion of an import: all of it is stored, or nothing. */
export interface ImportStep {
  /** Name of the import, under which its state is kept and its ratings are told apart. */
  source: string;
  state?: object;
  films?: readonly Movie[];
  posters?: readonly PosterPlace[];
  ratings?: readonly ImportedRating[];
}

/** What imports keep. */
export interface ImportStore {
  /** Where an import stands, as it was committed last; null when there is nothing. */
  state(source: string): Promise<unknown>;
  commit(step: ImportStep): Promise<void>;
  /** TMDB's numbers of the films it told us about since a moment. */
  toldSince(moment: Date): Promise<number[]>;
  /**
   * Runs an import while no other process imports.
   * @param onWait called when another one is under way and is waited for
   */
  alone<T>(onWait: () => void, work: () => Promise<T>): Promise<T>;
}
