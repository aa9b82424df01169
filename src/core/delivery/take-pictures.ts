import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import type { MediaLibrary } from '../media/media-library.ts';
import type { Logger } from '../ports/logger.ts';
import type { RemoteMessage } from './chat-adapter.ts';
import type { Link } from './link.ts';
import { fileLine } from './remote-text.ts';

/**
 * Copies a message's pictures into our own store. Never throws: what does not cross over never holds back what was said.
 * @returns the pictures, and a line of text for each file that did not cross over
 */
export async function takePictures(
  { media, logger }: { media: Pick<MediaLibrary, 'take'>; logger: Logger },
  link: Link,
  personId: string,
  message: RemoteMessage,
): Promise<{ pictures: AttachmentView[]; unread: string[] }> {
  const pictures: AttachmentView[] = [];
  const unread: string[] = [];
  for (const file of message.attachments) {
    const { name, type, alt, source, spoiler = false } = file;
    try {
      if (!type.startsWith('image/')) throw new Problem('type_not_allowed', 'Only pictures cross over.');
      const by = {
        roomId: link.roomId,
        personId,
        name,
        source,
        spoiler,
        ...(alt === undefined ? {} : { alt }),
      };
      pictures.push(await media.take(await file.fetch(), by));
    } catch (error) {
      logger.info({ err: error, link: link.id }, 'a file did not cross over');
      unread.push(fileLine(name));
    }
  }
  return { pictures, unread };
}
