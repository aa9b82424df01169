import type { AttachmentView } from '../../protocol/frames.ts';
import type { Role } from '../rooms/room.ts';

/** A stored picture, or a file that is none and is kept as it came: what is known of it besides its bytes. */
export interface Picture {
  id: string;
  roomId: string;
  personId: string;
  kind: 'picture' | 'file';
  type: string;
  /** In bytes; null for one from before it was noted. */
  size: number | null;
  /** Null for a file. */
  width: number | null;
  height: number | null;
  name: string;
  alt: string | null;
  /** Name and type of the smaller picture for the talk; null where there is none. */
  thumbnailId: string | null;
  thumbnailType: string | null;
  /** Number of the message it stands in; null for one that nobody has said yet. */
  seq: number | null;
  /** A platform's own name of the file it was copied from, e.g. `slack:F123`; null for an upload. */
  source: string | null;
  /** To be shown only to who asks for it. */
  spoiler: boolean;
}

/** A picture as somebody finds it who asks for one of its files. */
export interface FoundPicture extends Picture {
  /** Whether everybody may read its room. */
  open: boolean;
  /** What the asking person is in its room; null for no member, and for nobody. */
  role: Role | null;
  banned: boolean;
}

export interface PictureRepository {
  add(picture: Picture): Promise<void>;
  /** The picture whose bytes, or whose thumbnail's, have this name, as a person finds it. */
  find(fileId: string, personId: string | null): Promise<FoundPicture | null>;
  /** Whether a room has this link, so that those who read its channel may read what stands in the room. */
  isLinked(roomId: string, linkId: string): Promise<boolean>;
  some(ids: readonly string[]): Promise<Picture[]>;
  /** Pictures copied from this file of a platform that stand in messages. */
  ofSource(source: string): Promise<Picture[]>;
  /**
   * Says that files are about to be stored: whatever comes between, they are taken out again after `graceMs` unless a
   * picture was noted that has them.
   */
  announce(fileIds: readonly string[], graceMs: number): Promise<void>;
}

/** A picture as it goes along with a message. */
export function attachmentOf(picture: Picture): AttachmentView {
  return {
    id: picture.id,
    url: `/media/${picture.id}`,
    kind: picture.kind,
    type: picture.type,
    ...(picture.size === null ? {} : { size: picture.size }),
    ...(picture.width === null || picture.height === null
      ? {}
      : { width: picture.width, height: picture.height }),
    name: picture.name,
    ...(picture.alt === null ? {} : { alt: picture.alt }),
    ...(picture.thumbnailId === null ? {} : { thumbnailUrl: `/media/${picture.thumbnailId}` }),
    ...(picture.spoiler ? { spoiler: true } : {}),
  };
}
