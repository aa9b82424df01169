import type { AttachmentView } from '../../protocol/frames.ts';

/** A stored picture: what is known of it besides its bytes. */
export interface Picture {
  id: string;
  roomId: string;
  personId: string;
  type: string;
  width: number;
  height: number;
  name: string;
  alt: string | null;
  /** Name and type of the smaller picture for the talk; null where there is none. */
  thumbnailId: string | null;
  thumbnailType: string | null;
}

export interface PictureRepository {
  add(picture: Picture): Promise<void>;
  /** The picture whose bytes, or whose thumbnail's, have this name. */
  byFile(id: string): Promise<Picture | null>;
  some(ids: readonly string[]): Promise<Picture[]>;
}

/** A picture as it goes along with a message. */
export function attachmentOf(picture: Picture): AttachmentView {
  return {
    id: picture.id,
    url: `/media/${picture.id}`,
    type: picture.type,
    width: picture.width,
    height: picture.height,
    name: picture.name,
    ...(picture.alt === null ? {} : { alt: picture.alt }),
    ...(picture.thumbnailId === null ? {} : { thumbnailUrl: `/media/${picture.thumbnailId}` }),
  };
}
