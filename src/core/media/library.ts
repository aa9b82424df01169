import { validate as isUuid, v7 as uuid } from 'uuid';
import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { cleanName, cleanText, firstGraphemes } from '../markup/clean-text.ts';
import { MAX_FILE_BYTES } from './file-limits.ts';
import { safeFileName } from './file-name.ts';
import { typeOfBytes } from './file-type.ts';
import type { Grant, MediaGrants } from './media-grants.ts';
import {
  noSuchUpload,
  type AllowedFile,
  type Brought,
  type MediaFile,
  type MediaLibrary,
} from './media-library.ts';
import type { MediaStorage } from './media-storage.ts';
import {
  attachmentOf,
  type FoundPicture,
  type Picture,
  type PictureRepository,
} from './picture-repository.ts';
import { PICTURE_LIMITS, type PictureEncoder } from './picture-encoder.ts';

const ALT_LENGTH = 500;
/** Longer than storing two files ever takes: after it, files without a picture are nobody's. */
const STORING_MS = 600_000;

/** Pictures, checked and encoded anew, and files as they are: their bytes in a store, what is known of them in a repository. */
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
      ...broughtBy(by),
      kind: 'picture',
      type: encoded.type,
      size: encoded.bytes.length,
      width: encoded.width,
      height: encoded.height,
      name: firstGraphemes(cleanName(by.name ?? ''), 80) || 'picture',
      thumbnailId: thumbnail && uuid(),
      thumbnailType: thumbnail && thumbnail.type,
    };
    return this.#store(picture, encoded.bytes, thumbnail?.bytes);
  }

  async keep(bytes: Buffer, by: Brought): Promise<AttachmentView> {
    if (bytes.length > MAX_FILE_BYTES) {
      throw new Problem('too_large', `A file may have at most ${MAX_FILE_BYTES / 1024 / 1024} MB.`);
    }
    if (bytes.length === 0) throw new Problem('invalid_input', 'The file is empty.');
    const file: Picture = {
      ...broughtBy(by),
      kind: 'file',
      type: typeOfBytes(bytes),
      size: bytes.length,
      width: null,
      height: null,
      name: safeFileName(by.name ?? ''),
      thumbnailId: null,
      thumbnailType: null,
    };
    return this.#store(file, bytes);
  }

  async #store(picture: Picture, bytes: Buffer, thumbnail?: Buffer): Promise<AttachmentView> {
    const ids = [picture.id, picture.thumbnailId].filter((id) => id !== null);
    // First the bytes: a picture that is known can always be shown. And before them a note, so that a crash in between
    // leaves nothing that nobody knows.
    await this.pictures.announce(ids, STORING_MS);
    try {
      await this.storage.put(picture.id, bytes);
      if (thumbnail && picture.thumbnailId !== null) await this.storage.put(picture.thumbnailId, thumbnail);
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
    const found = await this.#findFor(fileId, personId, grant);
    if (!found) return null;
    const { open } = found;
    return {
      ...factsOf(found, fileId),
      kind: found.kind,
      size: fileId === found.id ? found.size : null,
      open,
      // An address that runs out meanwhile was good enough to begin.
      still: async () => (await this.#findFor(fileId, personId, grant)) !== null,
      read: () => this.#bytes(found, fileId),
      stream: (range) => this.storage.stream(fileId, range),
    };
  }

  async #findFor(fileId: string, personId: string | null, grant: Grant | null): Promise<FoundPicture | null> {
    const found = await this.pictures.find(fileId, personId ?? grant?.personId ?? null);
    if (!found || found.open) return found;
    if (personId === null && !grant?.covers(fileId, found.roomId)) return null;
    if (grant?.linkId && personId === null) {
      // What nobody has posted yet stands in no channel.
      const isThere = found.seq !== null && (await this.pictures.isLinked(found.roomId, grant.linkId));
      return isThere ? found : null;
    }
    if (found.banned || found.role === null) return null;
    return found.seq === null && found.personId !== (personId ?? grant?.personId) ? null : found;
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

/** What is known of it whatever it is. */
const broughtBy = ({ roomId, personId, alt, source, spoiler = false }: Brought) => ({
  id: uuid(),
  roomId,
  personId,
  alt: alt === undefined ? null : firstGraphemes(cleanText(alt), ALT_LENGTH),
  seq: null,
  source: source ?? null,
  spoiler,
});

function factsOf(picture: Picture, fileId: string): { type: string; name: string } {
  const { thumbnailId, thumbnailType, type, name } = picture;
  return { type: fileId === thumbnailId ? (thumbnailType ?? type) : type, name };
}
