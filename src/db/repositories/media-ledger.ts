import type { DoomedFile, MediaLedger } from '../../core/media/media-ledger.ts';
import type { StoredFile } from '../../core/media/media-storage.ts';
import { int, type Database } from '../database.ts';

const KNOWN = `exists (select 1 from pictures p where p.id = f.id)
  or exists (select 1 from pictures p where p.thumbnail_id = f.id)`;

export class SqlMediaLedger implements MediaLedger {
  constructor(private readonly database: Database) {}

  async due(limit: number): Promise<DoomedFile[]> {
    // Noted before they were stored, and a picture's by now.
    await this.database.query(`delete from doomed_media f where f.due <= now() and (${KNOWN})`);
    const rows = await this.database.query(
      'select id, attempts from doomed_media where due <= now() order by due limit $1',
      [limit],
    );
    return rows.map((row) => ({ id: row['id'] as string, attempts: int(row['attempts']) }));
  }

  async done(ids: readonly string[]): Promise<void> {
    await this.database.query(
      'delete from doomed_media where id in (select value from json_array_elements_text($1::text::json))',
      [JSON.stringify(ids)],
    );
  }

  async later({ id }: DoomedFile, ms: number): Promise<void> {
    await this.database.query(
      `update doomed_media set due = now() + $2::bigint * interval '1 millisecond', attempts = attempts + 1 where id = $1`,
      [id, ms],
    );
  }

  async dropUnsaid(olderMs: number, limit: number): Promise<number> {
    const rows = await this.database.query(
      `delete from pictures where seq is null and id in (
         select id from pictures where seq is null and created_at < now() - $1::bigint * interval '1 millisecond'
         order by created_at limit $2)
       returning id`,
      [olderMs, limit],
    );
    return rows.length;
  }

  async strays(files: readonly StoredFile[]): Promise<string[]> {
    if (files.length === 0) return [];
    const rows = await this.database.query(
      `select f.id from (select value as id from json_array_elements_text($1::text::json)) f
       where not (${KNOWN}) and not exists (select 1 from posters o where o.id::text = f.id)
         and not exists (select 1 from doomed_media d where d.id = f.id)`,
      [JSON.stringify(files.map(({ id }) => id))],
    );
    return rows.map((row) => row['id'] as string);
  }

  async doom(ids: readonly string[]): Promise<void> {
    await this.database.query(
      'insert into doomed_media (id) select value from json_array_elements_text($1::text::json) on conflict do nothing',
      [JSON.stringify(ids)],
    );
  }

  async expected(part: number, olderMs: number): Promise<string[]> {
    const ending = part.toString(16).padStart(2, '0');
    const rows = await this.database.query(
      `select id from pictures where right(id, 2) = $1 and created_at < now() - $2::bigint * interval '1 millisecond'
       union all
       select thumbnail_id from pictures
       where right(thumbnail_id, 2) = $1 and created_at < now() - $2::bigint * interval '1 millisecond'
       limit 10000`,
      [ending, olderMs],
    );
    return rows.map((row) => row['id'] as string);
  }
}
