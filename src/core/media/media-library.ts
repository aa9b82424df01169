import type { AttachmentView } from '../../protocol/frames.ts';

/** Pictures that were checked, re-encoded and stored under a name of our own. */
export interface MediaLibrary {
  /**
   * Takes a picture in.
   * @param by who brings it, for which room; `alt` says what it shows
   * @throws Problem `type_not_allowed`, `too_large` or `invalid_input`: nothing is stored then
   */
  take(
    bytes: Buffer,
    by: { roomId: string; personId: string; name?: string; alt?: string },
  ): Promise<AttachmentView>;
  /**
   * The pictures a person uploaded for a room, to go with a message.
   * @throws Problem `attachment_not_found`
   */
  attach(roomId: string, personId: string, ids: readonly string[]): Promise<AttachmentView[]>;
  /** The room a picture, or that of a thumbnail, was brought to; null when there is no such picture. */
  roomOf(id: string): Promise<string | null>;
  /** The stored bytes of a picture or of a thumbnail, or null when there is no such picture. */
  read(id: string): Promise<{ bytes: Buffer; type: string; name: string } | null>;
}
