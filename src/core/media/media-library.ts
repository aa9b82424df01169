import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';

/** Who brings a picture, and what is known of it. */
export interface Brought {
  roomId: string;
  personId: string;
  name?: string;
  /** What it shows. */
  alt?: string;
  spoiler?: boolean;
  /** The platform's own name of the file it is a copy of. */
  source?: string;
  /** Whoever brings it can bring it again: it is refused where many wait already. */
  comesBack?: boolean;
}

/** Bytes to show, or to hand on. */
export interface MediaFile {
  bytes: Buffer;
  type: string;
  name: string;
}

/** Bytes of a file from one on, up to and with another. */
export interface ByteRange {
  first: number;
  last: number;
}

/** A file somebody may have, before its bytes are read. */
export interface AllowedFile {
  /** A picture is shown; a file is only ever handed out to be saved. */
  kind: 'picture' | 'file';
  type: string;
  name: string;
  /** In bytes; null for a picture from before it was noted, and for a thumbnail. */
  size: number | null;
  /** Whether everybody may have it: only then may anything on the way keep it. */
  open: boolean;
  /** Whether they may have it still, as when it was opened: what takes long is looked at again. */
  still(): Promise<boolean>;
  /** Null when the bytes are not there. */
  read(): Promise<MediaFile | null>;
  /** The same bit by bit, for what may be large. */
  stream(range?: ByteRange): Promise<AsyncIterable<Uint8Array> | null>;
}

/** Pictures that were checked, re-encoded and stored under a name of our own; and files that are kept as they came. */
export interface MediaLibrary {
  /**
   * Takes a picture in.
   * @throws Problem `type_not_allowed`, `too_large`, `invalid_input` or `unavailable`: nothing is stored then
   */
  take(bytes: Buffer, by: Brought): Promise<AttachmentView>;
  /**
   * Keeps a file as it is, never interpreted, to be handed out again and never shown.
   * @throws Problem `too_large`, `invalid_input` (an empty one) or `unavailable`: nothing is stored then
   */
  keep(bytes: Buffer, by: Brought): Promise<AttachmentView>;
  /**
   * The pictures a person uploaded for a room, to go with a message.
   * @throws Problem `attachment_not_found`
   */
  attach(roomId: string, personId: string, ids: readonly string[]): Promise<AttachmentView[]>;
  /**
   * A picture, or its thumbnail, for somebody: whoever may read its room. Null for all others, as if there were none.
   * @param personId who asks, where that is known
   * @param grant what stood in the address
   */
  open(fileId: string, personId: string | null, grant: string | undefined): Promise<AllowedFile | null>;
  /** The stored bytes of a picture or of a thumbnail, whoever asks; null when there is no such picture. For couriers. */
  read(fileId: string): Promise<MediaFile | null>;
  /** Where pictures stand that were copied from a file of a platform. */
  copiesOf(source: string): Promise<{ id: string; roomId: string; seq: number }[]>;
  /** Names on their platforms of the pictures that were copied from one, by picture. */
  sources(ids: readonly string[]): Promise<Map<string, string>>;
}

/** The refusal of a picture that cannot go with this message. */
export const noSuchUpload = (): Problem =>
  new Problem(
    'attachment_not_found',
    'This picture was not uploaded here by you, or stands in a message already. Upload it first.',
  );
