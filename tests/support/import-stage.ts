import { join } from 'node:path';
import { shippedFilms } from '../../src/catalogue-sources/shipped-catalogue.ts';
import type { ImportProgress } from '../../src/catalogue-sources/import-progress.ts';
import type { Movie } from '../../src/core/catalogue/movie.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlImportStore } from '../../src/db/repositories/imports.ts';
import { SqlMovieRepository } from '../../src/db/repositories/movies.ts';

/** Films that ship with the project. */
export const ourFilms = async (): Promise<Movie[]> =>
  (await shippedFilms(join(import.meta.dirname, '../../catalogue'))).films;

/** A catalogue into which things are brought. */
export class ImportStage {
  readonly store: SqlImportStore;
  readonly movies: SqlMovieRepository;
  /** What the operator was told. */
  readonly told: string[] = [];
  readonly progress: ImportProgress = {
    say: (line, kind = 'lasting') => {
      if (kind === 'lasting') this.told.push(line);
    },
    begin: () => undefined,
    at: () => undefined,
    end: () => undefined,
  };

  constructor(readonly database: Database) {
    this.store = new SqlImportStore(database);
    this.movies = new SqlMovieRepository(database);
  }

  /** Forgets everything but the films given. */
  async reset(films: readonly Movie[] = []): Promise<void> {
    await this.database.query('delete from movies');
    await this.database.query('delete from imports');
    await this.database.query('delete from imported_ratings');
    await this.database.query('delete from posters');
    await this.movies.save('shipped', films);
    this.told.length = 0;
  }

  async film(id: string): Promise<Movie | undefined> {
    return (await this.movies.all()).find((movie) => movie.id === id);
  }

  /** `rater film rating` of every rating, in order. */
  async ratings(): Promise<string[]> {
    const rows = await this.database.query(
      `select rater || ' ' || movie_id || ' ' || rating as line from imported_ratings order by source, rater, movie_id`,
    );
    return rows.map((row) => row['line'] as string);
  }
}
