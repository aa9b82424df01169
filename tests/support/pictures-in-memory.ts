import { Problem } from '../../src/core/errors.ts';
import type { MediaLibrary } from '../../src/core/media/media-library.ts';
import type { AttachmentView } from '../../src/protocol/frames.ts';

/** Takes as a picture whatever begins with `picture`. */
export class PicturesInMemory implements Pick<MediaLibrary, 'take'> {
  readonly taken: { roomId: string; personId: string; text: string }[] = [];

  take(
    bytes: Buffer,
    { roomId, personId, name, alt }: Parameters<MediaLibrary['take']>[1],
  ): Promise<AttachmentView> {
    const text = bytes.toString();
    if (!text.startsWith('picture'))
      return Promise.reject(new Problem('type_not_allowed', 'This is no picture.'));
    const id = `picture-${this.taken.push({ roomId, personId, text })}`;
    const known = { ...(name === undefined ? {} : { name }), ...(alt === undefined ? {} : { alt }) };
    return Promise.resolve({ id, url: `/media/${id}`, type: 'image/png', width: 4, height: 3, ...known });
  }
}
