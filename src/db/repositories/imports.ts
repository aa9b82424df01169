import type { ImportedRating, ImportStep, ImportStore } from '../../core/catalogue/import-store.ts';
import { int, type Database, type Queries } from '../database.ts';
import { AT_LENGTH } from '../limits.ts';

const FILMS_AT_ONCE = 200;
const RATINGS_AT_ONCE = 5_000;
/** An import that has not begun by then waits for another one. */
const WAITING_MS = 1_000;

export class SqlImportStore implements ImportStore {
  constructor(private readonly database: Database) {}

  async state(source: string): Promise<unknown> {
    const [row] = await this.database.query('select state from imports where source = $1', [source]);
    return row?.['state'] ?? null;
  }

  async commit({ source, state, films = [], posters = [], ratings = [] }: ImportStep): Promise<void> {
    await this.database.transaction(async (tx) => {
      for (let from = 0; from < films.length; from += FILMS_AT_ONCE) {
        await tx.query(
          `insert into movies (id, source, body, tmdb_at)
           select body->>'id', $1, body, case when $1 = 'tmdb' then now() end
           from json_array_elements($2::text::json) as w(body)
           on conflict (id) do update set body = excluded.body, updated_at = now(),
             tmdb_at = coalesce(excluded.tmdb_at, movies.tmdb_at)`,
          [source, JSON.stringify(films.slice(from, from + FILMS_AT_ONCE))],
        );
      }
      if (posters.length > 0) {
        await tx.query(
          `insert into posters (id, source) select (w->>'id')::uuid, w->>'source'
           from json_array_elements($1::text::json) as w on conflict (id) do nothing`,
          [JSON.stringify(posters)],
        );
      }
      for (let from = 0; from < ratings.length; from += RATINGS_AT_ONCE)
        await rate(tx, source, ratings.slice(from, from + RATINGS_AT_ONCE));
      if (state) {
        await tx.query(
          `insert into imports (source, state) values ($1, $2::text::jsonb)
           on conflict (source) do update set state = excluded.state, updated_at = now()`,
          [source, JSON.stringify(state)],
        );
      }
    }, AT_LENGTH);
  }

  async toldSince(moment: Date): Promise<number[]> {
    const rows = await this.database.query(
      `select body->>'tmdbId' as number from movies
       where tmdb_at >= $1::text::timestamptz and body ? 'tmdbId'`,
      [moment.toISOString()],
      AT_LENGTH,
    );
    return rows.map((row) => int(row['number']));
  }

  async alone<T>(onWait: () => void, work: () => Promise<T>): Promise<T> {
    const waiting = setTimeout(onWait, WAITING_MS);
    try {
      return await this.database.exclusively('matinee.import', () => {
        clearTimeout(waiting);
        return work();
      });
    } finally {
      clearTimeout(waiting);
    }
  }
}

async function rate(tx: Queries, source: string, ratings: readonly ImportedRating[]): Promise<void> {
  // One statement may not touch a row twice; where a rater rated a film twice, the later line counts.
  const once = new Map(ratings.map((rating) => [`${rating.rater}\u0000${rating.movieId}`, rating]));
  const rows = [...once.values()].map(({ rater, movieId, rating, at }) => [
    rater,
    movieId,
    rating,
    at?.toISOString() ?? null,
  ]);
  await tx.query(
    `insert into imported_ratings (source, rater, movie_id, rating, at)
     select $1, w->>0, w->>1, (w->>2)::smallint, (w->>3)::timestamptz
     from json_array_elements($2::text::json) as w
     on conflict (source, rater, movie_id) do update set rating = excluded.rating, at = excluded.at
     where (imported_ratings.rating, imported_ratings.at) is distinct from (excluded.rating, excluded.at)`,
    [source, JSON.stringify(rows)],
  );
}
