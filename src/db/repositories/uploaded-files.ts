import type { PlatformId } from '../../core/delivery/link.ts';
import type { UploadedFile, UploadedFiles, UploadPlace } from '../../core/delivery/uploaded-files.ts';
import { int, type Database } from '../database.ts';

const HERE = 'platform = $1 and tenant_id = $2 and channel_id = $3 and media_id = $4';

/** What we uploaded to platforms, in Postgres. */
export class SqlUploadedFiles implements UploadedFiles {
  constructor(private readonly database: Database) {}

  async find(
    { platform, tenantId, channelId }: UploadPlace,
    mediaId: string,
  ): Promise<Pick<UploadedFile, 'fileId' | 'shared'> | null> {
    const [row] = await this.database.query(`select file_id, shared from uploaded_files where ${HERE}`, [
      platform,
      tenantId,
      channelId,
      mediaId,
    ]);
    return row ? { fileId: row['file_id'] as string, shared: row['shared'] === true } : null;
  }

  async note({ platform, tenantId, channelId }: UploadPlace, mediaId: string, fileId: string): Promise<void> {
    await this.database.query(
      `insert into uploaded_files (platform, tenant_id, channel_id, media_id, file_id) values ($1, $2, $3, $4, $5)
       on conflict (platform, tenant_id, channel_id, media_id)
       do update set file_id = excluded.file_id, shared = false, attempts = 0, due = now()`,
      [platform, tenantId, channelId, mediaId, fileId],
    );
  }

  async markShared({ platform, tenantId, channelId }: UploadPlace, mediaId: string): Promise<void> {
    await this.database.query(`update uploaded_files set shared = true where ${HERE}`, [
      platform,
      tenantId,
      channelId,
      mediaId,
    ]);
  }

  async gone(platform: PlatformId, limit: number): Promise<UploadedFile[]> {
    const rows = await this.database.query(
      `select u.* from uploaded_files u
       where u.platform = $1 and u.due <= now() and not exists (select 1 from pictures p where p.id = u.media_id)
       order by u.due limit $2`,
      [platform, limit],
    );
    return rows.map((row) => ({
      platform,
      tenantId: row['tenant_id'] as string,
      channelId: row['channel_id'] as string,
      mediaId: row['media_id'] as string,
      fileId: row['file_id'] as string,
      shared: row['shared'] === true,
      attempts: int(row['attempts']),
    }));
  }

  async later({ platform, tenantId, fileId }: UploadedFile, ms: number): Promise<void> {
    await this.database.query(
      `update uploaded_files set due = now() + $4::bigint * interval '1 millisecond', attempts = attempts + 1
       where platform = $1 and tenant_id = $2 and file_id = $3`,
      [platform, tenantId, fileId, ms],
    );
  }

  async forget({
    platform,
    tenantId,
    fileId,
  }: Pick<UploadedFile, 'platform' | 'tenantId' | 'fileId'>): Promise<void> {
    await this.database.query(
      'delete from uploaded_files where platform = $1 and tenant_id = $2 and file_id = $3',
      [platform, tenantId, fileId],
    );
  }
}
