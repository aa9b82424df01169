import { z } from 'zod';
import { cursorAfter, cursorMoment, keysOf, pageOf, type Page } from '../../core/pages/cursor.ts';
import type { WatchlistEntry, WatchlistRepository } from '../../core/watchlist/watchlist.ts';
import { moment, type Database, type Row } from '../database.ts';

const COLUMNS = `*, to_char(added_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as moment`;

export class SqlWatchlistRepository implements WatchlistRepository {
  constructor(private readonly database: Database) {}

  async page(
    personId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<WatchlistEntry>> {
    const keys = keysOf(cursor, 'watchlist', z.tuple([cursorMoment, z.string()]));
    // The index runs down in time and up in films, so the place is told in two steps.
    const rows = await this.database.query(
      `select ${COLUMNS} from watchlist where person_id = $1
       ${keys ? 'and added_at <= $3::timestamptz and (added_at < $3::timestamptz or movie_id > $4)' : ''}
       order by added_at desc, movie_id limit $2`,
      [personId, limit + 1, ...(keys ?? [])],
    );
    return pageOf(rows, limit, toEntry, (row) =>
      cursorAfter('watchlist', [row['moment'] as string, row['movie_id'] as string]),
    );
  }

  async entry(personId: string, movieId: string): Promise<WatchlistEntry | null> {
    const [row] = await this.database.query(
      'select * from watchlist where person_id = $1 and movie_id = $2',
      [personId, movieId],
    );
    return row ? toEntry(row) : null;
  }

  async put(
    personId: string,
    movieId: string,
    { note, watched }: { note?: string | undefined; watched?: boolean | undefined },
  ): Promise<WatchlistEntry> {
    const [row] = await this.database.query(
      `insert into watchlist as w (person_id, movie_id, note, watched_at)
       values ($1, $2, coalesce($3::text, ''), case when $4::boolean then now() end)
       on conflict (person_id, movie_id) do update set note = coalesce($3::text, w.note),
         watched_at = case when $4::boolean is null then w.watched_at when $4::boolean then coalesce(w.watched_at, now()) end
       returning *`,
      [personId, movieId, note ?? null, watched ?? null],
    );
    if (!row) throw new Error('a film was not put on the watchlist');
    return toEntry(row);
  }

  async remove(personId: string, movieId: string): Promise<boolean> {
    const gone = await this.database.query(
      'delete from watchlist where person_id = $1 and movie_id = $2 returning 1',
      [personId, movieId],
    );
    return gone.length > 0;
  }

  async markWatched(personId: string, movieId: string): Promise<void> {
    await this.database.query(
      'update watchlist set watched_at = now() where person_id = $1 and movie_id = $2 and watched_at is null',
      [personId, movieId],
    );
  }
}

const toEntry = (row: Row): WatchlistEntry => ({
  movieId: row['movie_id'] as string,
  note: row['note'] as string,
  addedAt: moment(row['added_at']),
  watchedAt: row['watched_at'] === null ? null : moment(row['watched_at']),
});
