import type { Movie } from './movie.ts';

/** Films kept in the store, by where they came from. */
export interface MovieRepository {
  all(): Promise<Movie[]>;
  /** Adds films, replacing those of the same id. */
  save(source: string, movies: readonly Movie[]): Promise<void>;
  /** The moment of the latest change, as text; null when there are no films. */
  changedAt(): Promise<string | null>;
  /** Films that changed at a moment or later, in portions. */
  changesSince(moment: string): AsyncIterable<Movie[]>;
  /** What identifies the state of a source, e.g. a hash of the shipped files; null before the first save. */
  version(source: string): Promise<string | null>;
  setVersion(source: string, version: string): Promise<void>;
}
