import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AttachmentView, MessageView } from '../../protocol/frames.ts';
import type { Room } from '../rooms/room.ts';

/** Grants change at the full five minutes and live for five to ten, so that an address stays the same for a while. */
const STEP_S = 300;
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const FORM = new RegExp(`^([frl])\\.(${UUID})\\.([0-9a-z]{1,10})\\.([\\w-]{43})$`);

/** Stands where a grant has no end of its own. */
const ENDLESS = '0';

/** What a grant that holds says: whose it is (a person's, or that of a linked channel's readers), and what for. */
export interface Grant {
  personId: string | null;
  linkId: string | null;
  /** Whether it is for this file of this room. */
  covers(fileId: string, roomId: string): boolean;
}

/**
 * Signs what stands in the address of a picture where a page cannot send a token: who asks, until when, and for which
 * file or room. It is no right by itself: it says who asks, and what they may read is looked up each time.
 */
export class MediaGrants {
  readonly #key: Buffer;

  /** @param secret of the installation; the key is derived from it and is good for nothing else */
  constructor(
    secret: string,
    private readonly now: () => number = Date.now,
  ) {
    this.#key = createHmac('sha256', secret).update('media addresses').digest();
  }

  /** For every picture of a room. @returns what goes into the address, and for how many seconds it holds */
  ofRoom(roomId: string, personId: string): { grant: string; expiresIn: number } {
    const until = this.#until();
    return {
      grant: this.#sign('r', roomId, personId, until),
      expiresIn: until - Math.floor(this.now() / 1000),
    };
  }

  /** The grant of an address; null for one that was not signed here, or has run out. */
  read(grant: string | undefined): Grant | null {
    const [, kind, holder = '', until = '', signature = ''] = FORM.exec(grant ?? '') ?? [];
    if (kind !== 'f' && kind !== 'r' && kind !== 'l') return null;
    if (kind === 'l' ? until !== ENDLESS : parseInt(until, 36) * 1000 <= this.now()) return null;
    const given = Buffer.from(signature);
    return {
      personId: kind === 'l' ? null : holder,
      linkId: kind === 'l' ? holder : null,
      covers: (fileId, roomId) => {
        const wanted = this.#signature(kind, kind === 'r' ? roomId : fileId, holder, until);
        return given.length === wanted.length && timingSafeEqual(given, wanted);
      },
    };
  }

  /** An attachment with addresses that a page of this person can show; as it is where everybody may read the room. */
  address(room: Room, personId: string | null, attachment: AttachmentView): AttachmentView {
    if (personId === null || isOpen(room)) return attachment;
    const until = this.#until();
    const signed = (url: string): string => {
      const fileId = /^\/media\/([0-9a-f-]{36})$/.exec(url)?.[1];
      return fileId === undefined ? url : `${url}?grant=${this.#sign('f', fileId, personId, until)}`;
    };
    const { url, thumbnailUrl } = attachment;
    return {
      ...attachment,
      url: signed(url),
      ...(thumbnailUrl === undefined ? {} : { thumbnailUrl: signed(thumbnailUrl) }),
    };
  }

  /** Messages with such addresses. */
  addressAll(room: Room, personId: string | null, messages: readonly MessageView[]): MessageView[] {
    return messages.map((message) =>
      message.attachments
        ? { ...message, attachments: message.attachments.map((one) => this.address(room, personId, one)) }
        : message,
    );
  }

  /**
   * An attachment with an address for those who read a linked channel, who have no name here: what stands in a message on a
   * platform cannot be renewed, so it holds as long as the channel is linked and the file stands in the room.
   */
  onLink(linkId: string, attachment: AttachmentView): AttachmentView {
    const fileId = /^\/media\/([0-9a-f-]{36})$/.exec(attachment.url)?.[1];
    if (fileId === undefined) return attachment;
    const signature = this.#signature('l', fileId, linkId, ENDLESS).toString();
    return { ...attachment, url: `${attachment.url}?grant=l.${linkId}.${ENDLESS}.${signature}` };
  }

  #until(): number {
    return (Math.ceil(this.now() / 1000 / STEP_S) + 1) * STEP_S;
  }

  #sign(kind: 'f' | 'r', subject: string, personId: string, until: number): string {
    const end = until.toString(36);
    return `${kind}.${personId}.${end}.${this.#signature(kind, subject, personId, end).toString()}`;
  }

  #signature(kind: 'f' | 'r' | 'l', subject: string, holder: string, until: string): Buffer {
    const said = `${kind} ${subject} ${holder} ${until}`;
    return Buffer.from(createHmac('sha256', this.#key).update(said).digest('base64url'));
  }
}

/** Whether everybody may read a room, and so have its pictures. */
export const isOpen = ({ visibility, passwordHash }: Pick<Room, 'visibility' | 'passwordHash'>): boolean =>
  visibility !== 'private' && passwordHash === null;
