import { eq, inArray } from 'drizzle-orm';
import type { FoundPicture, Picture, PictureRepository } from '../../core/media/picture-repository.ts';
import type { Role } from '../../core/rooms/room.ts';
import { int, type Database } from '../database.ts';
import { pictures } from '../schema.ts';

export class SqlPictureRepository implements PictureRepository {
  constructor(private readonly database: Database) {}

  async add(picture: Picture): Promise<void> {
    await this.database.orm.insert(pictures).values(picture);
  }

  async find(fileId: string, personId: string | null): Promise<FoundPicture | null> {
    const [row] = await this.database.query(
      `select p.*, r.visibility <> 'private' and r.password_hash is null as open,
         case when r.owner_id = $2::text::uuid then 'owner' else m.role end as role, b.person_id is not null as banned
       from pictures p join rooms r on r.id = p.room_id
       left join members m on m.room_id = r.id and m.person_id = $2::text::uuid
       left join bans b on b.room_id = r.id and b.person_id = $2::text::uuid
       where p.id = $1 or p.thumbnail_id = $1`,
      [fileId, personId],
    );
    if (!row) return null;
    return {
      id: row['id'] as string,
      roomId: row['room_id'] as string,
      personId: row['person_id'] as string,
      kind: row['kind'] as Picture['kind'],
      type: row['type'] as string,
      size: row['size'] === null ? null : int(row['size']),
      width: row['width'] as number | null,
      height: row['height'] as number | null,
      name: row['name'] as string,
      alt: row['alt'] as string | null,
      thumbnailId: row['thumbnail_id'] as string | null,
      thumbnailType: row['thumbnail_type'] as string | null,
      seq: row['seq'] === null ? null : int(row['seq']),
      source: row['source'] as string | null,
      spoiler: row['spoiler'] === true,
      open: row['open'] === true,
      role: row['role'] as Role | null,
      banned: row['banned'] === true,
    };
  }

  async isLinked(roomId: string, linkId: string): Promise<boolean> {
    const found = await this.database.query('select 1 from links where id = $1 and room_id = $2', [
      linkId,
      roomId,
    ]);
    return found.length > 0;
  }

  some(ids: readonly string[]): Promise<Picture[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return this.database.orm
      .select()
      .from(pictures)
      .where(inArray(pictures.id, [...ids]))
      .execute();
  }

  async ofSource(source: string): Promise<Picture[]> {
    const found = await this.database.orm.select().from(pictures).where(eq(pictures.source, source));
    return found.filter(({ seq }) => seq !== null);
  }

  async announce(fileIds: readonly string[], graceMs: number): Promise<void> {
    await this.database.query(
      `insert into doomed_media (id, due)
       select value, now() + $2::bigint * interval '1 millisecond' from json_array_elements_text($1::text::json)`,
      [JSON.stringify(fileIds), graceMs],
    );
  }
}
