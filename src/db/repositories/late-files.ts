import type { LateFile, LateFileRepository } from '../../core/delivery/late-file-repository.ts';
import type { PlatformId } from '../../core/delivery/link.ts';
import { int, type Database } from '../database.ts';

/** Files that are still to come, in Postgres. */
export class SqlLateFiles implements LateFileRepository {
  constructor(private readonly database: Database) {}

  async note({ linkId, remoteId, source }: Omit<LateFile, 'attempts'>, ms: number): Promise<void> {
    await this.database.query(
      `insert into late_files (link_id, remote_id, source, due)
       select id, $2, $3, now() + $4::bigint * interval '1 millisecond' from links where id = $1
       on conflict (link_id, remote_id, source) do update set due = excluded.due`,
      [linkId, remoteId, source, ms],
    );
  }

  async claim(platforms: readonly PlatformId[], holdMs: number): Promise<LateFile | null> {
    const [row] = await this.database.query(
      `update late_files f set attempts = attempts + 1, due = now() + $2::bigint * interval '1 millisecond'
       from (
         select l.link_id, l.remote_id, l.source from late_files l join links k on k.id = l.link_id
         where l.due <= now() and k.platform in (select value from json_array_elements_text($1::text::json))
         order by l.due limit 1 for update of l skip locked
       ) next
       where f.link_id = next.link_id and f.remote_id = next.remote_id and f.source = next.source
       returning f.link_id, f.remote_id, f.source, f.attempts`,
      [JSON.stringify(platforms), holdMs],
    );
    if (!row) return null;
    return {
      linkId: row['link_id'] as string,
      remoteId: row['remote_id'] as string,
      source: row['source'] as string,
      attempts: int(row['attempts']),
    };
  }

  async nextIn(platforms: readonly PlatformId[]): Promise<number | null> {
    const [row] = await this.database.query(
      `select ceil(extract(epoch from min(f.due) - now()) * 1000)::bigint as ms
       from late_files f join links k on k.id = f.link_id
       where k.platform in (select value from json_array_elements_text($1::text::json))`,
      [JSON.stringify(platforms)],
    );
    return row?.['ms'] === null || row === undefined ? null : Math.max(0, int(row['ms']));
  }

  async has({ linkId, remoteId, source }: Omit<LateFile, 'attempts'>): Promise<boolean> {
    const rows = await this.database.query(
      'select 1 from late_files where link_id = $1 and remote_id = $2 and source = $3',
      [linkId, remoteId, source],
    );
    return rows.length > 0;
  }

  async forgetBut(linkId: string, remoteId: string, sources: readonly string[]): Promise<void> {
    await this.database.query(
      `delete from late_files where link_id = $1 and remote_id = $2
       and source not in (select value from json_array_elements_text($3::text::json))`,
      [linkId, remoteId, JSON.stringify(sources)],
    );
  }

  async forget({ linkId, remoteId, source }: Omit<LateFile, 'attempts'>): Promise<void> {
    await this.database.query(
      'delete from late_files where link_id = $1 and remote_id = $2 and source = $3',
      [linkId, remoteId, source],
    );
  }
}
