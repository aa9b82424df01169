import { validate as isUuid, v7 as uuid } from 'uuid';
import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { cleanName, cleanText, firstGraphemes } from '../markup/clean-text.ts';
import type { MediaLibrary } from './media-library.ts';
import type { MediaStorage } from './media-storage.ts';
import { attachmentOf, type Picture, type PictureRepository } from './picture-repository.ts';
import { PICTURE_LIMITS, type PictureEncoder } from './picture-encoder.ts';

const ALT_LENGTH = 500;

/** Pictures: checked and encoded anew, their bytes in a store, what is known of them in a repository. */
export class Library implements MediaLibrary {
  constructor(
    private readonly encoder: PictureEncoder,
    private readonly storage: MediaStorage,
    private readonly pictures: PictureRepository,
  ) {}

  async take(
    bytes: Buffer,
    by: { roomId: string; personId: string; name?: string; alt?: string },
  ): Promise<AttachmentView> {
    if (bytes.length > PICTURE_LIMITS.bytes) {
      throw new Problem('too_large', `A picture may have at most ${PICTURE_LIMITS.bytes / 1024 / 1024} MB.`);
    }
    const encoded = await this.encoder.encode(bytes);
    const thumbnail = await this.encoder.thumbnail(encoded);
    const picture: Picture = {
      id: uuid(),
      roomId: by.roomId,
      personId: by.personId,
      type: encoded.type,
      width: encoded.width,
      height: encoded.height,
      name: firstGraphemes(cleanName(by.name ?? ''), 80) || 'picture',
      alt: by.alt === undefined ? null : firstGraphemes(cleanText(by.alt), ALT_LENGTH),
      thumbnailId: thumbnail && uuid(),
      thumbnailType: thumbnail && thumbnail.type,
    };
    // First the bytes: a picture that is known can always be shown.
    try {
      await this.storage.put(picture.id, encoded.bytes);
      if (thumbnail && picture.thumbnailId !== null)
        await this.storage.put(picture.thumbnailId, thumbnail.bytes);
      await this.pictures.add(picture);
    } catch (error) {
      // Nobody will ever ask for them. What cannot be taken out again either is no more than lost space.
      const ids = [picture.id, picture.thumbnailId].filter((id) => id !== null);
      await Promise.allSettled(ids.map((id) => this.storage.remove(id)));
      throw error;
    }
    return attachmentOf(picture);
  }

  async attach(roomId: string, personId: string, ids: readonly string[]): Promise<AttachmentView[]> {
    const known = await this.pictures.some(ids.filter(isUuid));
    const found = new Map(known.map((picture) => [picture.id, picture]));
    return ids.map((id) => {
      const picture = found.get(id);
      if (!picture || picture.roomId !== roomId || picture.personId !== personId) {
        throw new Problem(
          'attachment_not_found',
          'This picture was not uploaded here by you. Upload it first.',
        );
      }
      return attachmentOf(picture);
    });
  }

  async roomOf(id: string): Promise<string | null> {
    return (await this.#known(id))?.roomId ?? null;
  }

  async read(id: string): Promise<{ bytes: Buffer; type: string; name: string } | null> {
    const picture = await this.#known(id);
    const bytes = picture && (await this.storage.get(id));
    if (!picture || !bytes) return null;
    const type = id === picture.thumbnailId ? (picture.thumbnailType ?? picture.type) : picture.type;
    return { bytes, type, name: picture.name };
  }
  async #known(id: string): Promise<Picture | null> {
    // Anything else cannot be one of ours, and is not worth asking the store.
    return isUuid(id) ? this.pictures.byFile(id) : null;
  }
}
