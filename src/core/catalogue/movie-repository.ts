import type { Movie } from './movie.ts';

/** Films kept in the store, by where they came from. */
export interface MovieRepository {
  all(): Promise<Movie[]>;
  /** Adds films, replacing those of the same id. */
  save(source: string, movies: readonly Movie[]): Promise<void>;
  /** What identifies the state of a source, e.g. a hash of the shipped files; null before the first save. */
  version(source: string): Promise<string | null>;
  setVersion(source: string, version: string): Promise<void>;
}
