import { isAway, Problem } from '../errors.ts';
import type { MediaFile, MediaLibrary } from '../media/media-library.ts';

/**
 * The bytes of an attachment on its way to a platform; null where they cannot be had, so that its address goes instead.
 * @throws while the store is away, which passes: a line sent meanwhile would lack its picture for good
 */
export async function readAttachment(
  media: Pick<MediaLibrary, 'read'>,
  id: string,
): Promise<MediaFile | null> {
  try {
    return await media.read(id);
  } catch (error) {
    if (isAway(error) || (error instanceof Problem && error.code === 'unavailable')) throw error;
    return null;
  }
}
