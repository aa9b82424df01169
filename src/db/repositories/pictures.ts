import { eq, inArray, or } from 'drizzle-orm';
import type { Picture, PictureRepository } from '../../core/media/picture-repository.ts';
import type { Database } from '../database.ts';
import { pictures } from '../schema.ts';

export class SqlPictureRepository implements PictureRepository {
  constructor(private readonly database: Database) {}

  async add(picture: Picture): Promise<void> {
    await this.database.orm.insert(pictures).values(picture);
  }

  async byFile(id: string): Promise<Picture | null> {
    const [picture] = await this.database.orm
      .select()
      .from(pictures)
      .where(or(eq(pictures.id, id), eq(pictures.thumbnailId, id)));
    return picture ?? null;
  }

  some(ids: readonly string[]): Promise<Picture[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.database.orm
      .select()
      .from(pictures)
      .where(inArray(pictures.id, [...ids]))
      .execute();
  }
}
