import type { Movie } from '../../core/catalogue/movie.ts';
import type { MovieRepository } from '../../core/catalogue/movie-repository.ts';
import type { Database } from '../database.ts';
import { AT_LENGTH } from '../limits.ts';

const AT_ONCE = 500;

export class SqlMovieRepository implements MovieRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<Movie[]> {
    const rows = await this.database.query<{ body: Movie }>(
      'select body from movies order by id',
      [],
      AT_LENGTH,
    );
    return rows.map((row) => row.body);
  }

  async save(source: string, films: readonly Movie[]): Promise<void> {
    for (let start = 0; start < films.length; start += AT_ONCE) {
      await this.database.query(
        `insert into movies (id, source, body)
         select body->>'id', $1, body from json_array_elements($2::text::json) as w(body)
         on conflict (id) do update set source = excluded.source, body = excluded.body, updated_at = now()`,
        [source, JSON.stringify(films.slice(start, start + AT_ONCE))],
        AT_LENGTH,
      );
    }
  }

  async changedAt(): Promise<string | null> {
    const [row] = await this.database.query('select max(updated_at)::text as moment from movies');
    return (row?.['moment'] as string | null | undefined) ?? null;
  }

  async *changesSince(moment: string): AsyncIterable<Movie[]> {
    let after = { moment, id: '' };
    for (;;) {
      const rows = await this.database.query<{ id: string; moment: string; body: Movie }>(
        `select id, updated_at::text as moment, body from movies
         where (updated_at, id) > ($1::text::timestamptz, $2::text) order by updated_at, id limit ${AT_ONCE}`,
        [after.moment, after.id],
        AT_LENGTH,
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map((row) => row.body);
      after = { moment: last.moment, id: last.id };
    }
  }

  async version(source: string): Promise<string | null> {
    const [row] = await this.database.query('select version from movie_sources where source = $1', [source]);
    return (row?.['version'] as string | undefined) ?? null;
  }

  async setVersion(source: string, version: string): Promise<void> {
    await this.database.query(
      `insert into movie_sources (source, version) values ($1, $2)
       on conflict (source) do update set version = excluded.version`,
      [source, version],
    );
  }
}
