import { validate as isUuid, v7 as uuid } from 'uuid';
import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { cleanName, cleanText, firstGraphemes } from '../markup/clean-text.ts';
import type { MediaGrants } from './media-grants.ts';
import {
  noSuchUpload,
  type AllowedFile,
  type Brought,
  type MediaFile,
  type MediaLibrary,
} from './media-library.ts';
import type { MediaStorage } from './media-storage.ts';
import { attachmentOf, type Picture, type PictureRepository } from './picture-repository.ts';
import { PICTURE_LIMITS, type PictureEncoder } from './picture-encoder.ts';

const ALT_LENGTH = 500;
/** Longer than storing two files ever takes: after it, files without a picture are nobody's. */
const STORING_MS = 600_000;

/** Pictures: checked and encoded anew, their bytes in a store, what is known of them in a repository. */
export class Library implements MediaLibrary {
  constructor(
    private readonly encoder: PictureEncoder,
    private readonly storage: MediaStorage,
    private readonly pictures: PictureRepository,
    private readonly grants: Pick<MediaGrants, 'read'>,
  ) {}

  async take(bytes: Buffer, by: Brought): Promise<AttachmentView> {
    if (bytes.length > PICTURE_LIMITS.bytes) {
      throw new Problem('too_large', `A picture may have at most ${PICTURE_LIMITS.bytes / 1024 / 1024} MB.`);
    }
    const encoded = await this.encoder.encode(bytes, { comesBack: by.comesBack ?? false });
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
      seq: null,
      source: by.source ?? null,
      spoiler: by.spoiler ?? false,
    };
    const ids = [picture.id, picture.thumbnailId].filter((id) => id !== null);
    // First the bytes: a picture that is known can always be shown. And before them a note, so that a crash in between
    // leaves nothing that nobody knows.
    await this.pictures.announce(ids, STORING_MS);
    try {
      await this.storage.put(picture.id, encoded.bytes);
      if (thumbnail && picture.thumbnailId !== null)
        await this.storage.put(picture.thumbnailId, thumbnail.bytes);
      await this.pictures.add(picture);
    } catch (error) {
      // What cannot be taken out again now is taken out later: it was announced.
      await Promise.allSettled(ids.map((id) => this.storage.remove(id)));
      throw error;
    }
    return attachmentOf(picture);
  }

  async attach(roomId: string, personId: string, ids: readonly string[]): Promise<AttachmentView[]> {
    const wanted = [...new Set(ids)];
    const known = await this.pictures.some(wanted.filter(isUuid));
    const found = new Map(known.map((picture) => [picture.id, picture]));
    return wanted.map((id) => {
      const picture = found.get(id);
      if (!picture || picture.roomId !== roomId || picture.personId !== personId) throw noSuchUpload();
      return attachmentOf(picture);
    });
  }

  async open(
    fileId: string,
    personId: string | null,
    given: string | undefined,
  ): Promise<AllowedFile | null> {
    // Anything else cannot be one of ours, and is not worth asking the store.
    if (!isUuid(fileId)) return null;
    const grant = this.grants.read(given);
    const found = await this.pictures.find(fileId, personId ?? grant?.personId ?? null);
    if (!found) return null;
    if (!found.open) {
      if (personId === null && !grant?.covers(fileId, found.roomId)) return null;
      if (found.banned || found.role === null) return null;
      if (found.seq === null && found.personId !== (personId ?? grant?.personId)) return null;
    }
    const { open } = found;
    return { ...factsOf(found, fileId), open, read: () => this.#bytes(found, fileId) };
  }

  async read(fileId: string): Promise<MediaFile | null> {
    const picture = isUuid(fileId) ? await this.pictures.find(fileId, null) : null;
    return picture && this.#bytes(picture, fileId);
  }

  async copiesOf(source: string): Promise<{ id: string; roomId: string; seq: number }[]> {
    const copies = await this.pictures.ofSource(source);
    return copies.flatMap(({ id, roomId, seq }) => (seq === null ? [] : [{ id, roomId, seq }]));
  }

  async sources(ids: readonly string[]): Promise<Map<string, string>> {
    const known = await this.pictures.some(ids.filter(isUuid));
    return new Map(known.flatMap(({ id, source }) => (source === null ? [] : [[id, source]])));
  }

  async #bytes(picture: Picture, fileId: string): Promise<MediaFile | null> {
    const bytes = await this.storage.get(fileId);
    return bytes && { bytes, ...factsOf(picture, fileId) };
  }
}

function factsOf(picture: Picture, fileId: string): { type: string; name: string } {
  const { thumbnailId, thumbnailType, type, name } = picture;
  return { type: fileId === thumbnailId ? (thumbnailType ?? type) : type, name };
}
