import { v7 as uuid } from 'uuid';
import { Problem } from '../../src/core/errors.ts';
import type { MediaLibrary } from '../../src/core/media/media-library.ts';
import { attachmentOf, type Picture } from '../../src/core/media/picture-repository.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlPictureRepository } from '../../src/db/repositories/pictures.ts';
import type { AttachmentView } from '../../src/protocol/frames.ts';

/** Takes as a picture whatever begins with `picture`, and keeps the rest; what is known of it is in a database. */
export class PicturesInMemory implements Pick<MediaLibrary, 'take' | 'keep' | 'sources' | 'copiesOf'> {
  readonly taken: { roomId: string; personId: string; text: string }[] = [];
  readonly #known: SqlPictureRepository;

  constructor(database: Database) {
    this.#known = new SqlPictureRepository(database);
  }

  async take(bytes: Buffer, by: Parameters<MediaLibrary['take']>[1]): Promise<AttachmentView> {
    const text = bytes.toString();
    if (!text.startsWith('picture')) throw new Problem('type_not_allowed', 'This is no picture.');
    return this.#add(text, by, { kind: 'picture', type: 'image/png', width: 4, height: 3 });
  }

  keep(bytes: Buffer, by: Parameters<MediaLibrary['keep']>[1]): Promise<AttachmentView> {
    const nothing = { width: null, height: null };
    return this.#add(bytes.toString(), by, { kind: 'file', type: 'text/plain', ...nothing });
  }

  async #add(
    text: string,
    by: Parameters<MediaLibrary['take']>[1],
    shown: Pick<Picture, 'kind' | 'type' | 'width' | 'height'>,
  ): Promise<AttachmentView> {
    const { roomId, personId, name = 'picture', alt = null, source = null, spoiler = false } = by;
    this.taken.push({ roomId, personId, text });
    const picture: Picture = {
      ...{ id: uuid(), roomId, personId, name, alt, source, spoiler, size: text.length, ...shown },
      ...{ thumbnailId: null, thumbnailType: null, seq: null },
    };
    await this.#known.add(picture);
    return attachmentOf(picture);
  }

  async copiesOf(source: string): Promise<{ id: string; roomId: string; seq: number }[]> {
    const copies = await this.#known.ofSource(source);
    return copies.flatMap(({ id, roomId, seq }) => (seq === null ? [] : [{ id, roomId, seq }]));
  }

  async sources(ids: readonly string[]): Promise<Map<string, string>> {
    const known = await this.#known.some(ids);
    return new Map(known.flatMap(({ id, source }) => (source === null ? [] : [[id, source]])));
  }
}
