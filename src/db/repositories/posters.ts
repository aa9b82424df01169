import type { EncodedPicture } from '../../core/media/picture-encoder.ts';
import type { Poster, PosterRepository } from '../../core/media/posters.ts';
import { int, moment, type Database } from '../database.ts';

export class SqlPosterRepository implements PosterRepository {
  constructor(private readonly database: Database) {}

  async byId(id: string): Promise<Poster | null> {
    const [row] = await this.database.query(
      'select source, type, fetched_at, failures, failed_at from posters where id = $1::text::uuid',
      [id],
    );
    if (!row) return null;
    const fetchedAt = row['fetched_at'];
    const failedAt = row['failed_at'];
    return {
      id,
      source: row['source'] as string,
      fetched: fetchedAt === null ? null : { type: row['type'] as string, at: moment(fetchedAt) },
      failures: int(row['failures']),
      failedAt: failedAt === null ? null : moment(failedAt),
    };
  }

  async fetched(id: string, picture: Pick<EncodedPicture, 'type' | 'width' | 'height'>): Promise<void> {
    await this.database.query(
      `update posters set type = $2, width = $3, height = $4, fetched_at = now(), failures = 0, failed_at = null
       where id = $1::text::uuid`,
      [id, picture.type, picture.width, picture.height],
    );
  }

  async failed(id: string): Promise<void> {
    await this.database.query(
      'update posters set failures = failures + 1, failed_at = now() where id = $1::text::uuid',
      [id],
    );
  }
}
