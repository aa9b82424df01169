import type {
  AttachmentView,
  PlatformId,
  PollOption,
  ReviewInRoom,
  Visibility,
} from '../../protocol/frames.ts';
import type { Actor } from './room.ts';

/** Everything that can be asked of a room. Each kind has one rule, which checks and carries it out. */
export type Action =
  | { kind: 'post'; text: string; replyTo?: number; attachments?: AttachmentView[] }
  /**
   * `keep`: ids of the pictures that stay; absent for all. `late`: what belonged to it from the beginning and came only now;
   * its author changes nothing with it.
   */
  | { kind: 'edit'; seq: number; text: string; keep?: string[]; late?: AttachmentView[] }
  /** `onPlatform`: a platform says that it, or our copy of it, is gone there; who removed it is the platform's affair. */
  | { kind: 'delete'; seq: number; onPlatform?: boolean }
  | { kind: 'react'; seq: number; emoji: string }
  | { kind: 'unreact'; seq: number; emoji: string }
  /** `provenHash`: the password hash that the person's password was checked against. */
  | { kind: 'join'; provenHash?: string }
  | { kind: 'leave' }
  /** `heir`: to whom the room passes where it is the actor's. */
  | { kind: 'leave-for-good'; heir: { person: PersonRef; bySeatOfLink?: true } | null }
  | { kind: 'kick'; person: PersonRef }
  | { kind: 'ban'; person: PersonRef; reason?: string }
  | { kind: 'unban'; person: PersonRef }
  | { kind: 'promote'; person: PersonRef }
  | { kind: 'demote'; person: PersonRef }
  | { kind: 'give-room'; person: PersonRef }
  | { kind: 'change-room'; patch: RoomPatch }
  | { kind: 'add-link'; link: NewLink; invited: boolean }
  | {
      kind: 'remove-link';
      linkId: string;
      platform: PlatformId;
      channel: string;
      onPlatform: boolean;
    }
  /**
   * `version` tells two wordings of a review apart: the higher is newer. `onlyWhere: 'shown'` changes the card that is
   * there and makes none.
   */
  | {
      kind: 'show-review';
      review: ReviewInRoom;
      text: string;
      version: number;
      onlyWhere: 'shown' | 'about';
    }
  | { kind: 'hide-review'; reviewId: string }
  | { kind: 'open-poll'; question: string; options: PollOption[] }
  /** `again`: what choosing the option one has chosen already does; null as option takes back whatever was chosen. */
  | { kind: 'vote'; seq: number; option: number | null; again: 'keeps' | 'takes back' }
  | { kind: 'close-poll'; seq: number }
  | { kind: 'report-link'; linkId: string; platform: PlatformId; channel: string; broken?: string };

export interface PersonRef {
  id: string;
  name: string;
  avatar?: string;
  tag?: string;
}

export interface RoomPatch {
  title?: string;
  topic?: string;
  movieId?: string | null;
  visibility?: Visibility;
  passwordHash?: string | null;
  capacity?: number | null;
}

export interface NewLink {
  id: string;
  platform: PlatformId;
  tenantId: string;
  channelId: string;
  channelName: string;
  /** Whether deleting a line there deletes it for the room; absent: it does. */
  moderation?: 'room' | 'here';
}

/** One wish to append to a room's log. */
export interface Change {
  roomId: string;
  /**
   * Unique per room: the sender's own id, or the platform's key of the message. The same key again has one effect
   * and returns the first number; the same key with another wish is refused (`id_reused`).
   */
  key: string;
  actor: Actor;
  action: Action;
  /** The link it came through; with `remoteId`, where a platform's message already stands, so that it is known as a copy from the first moment. */
  origin?: { linkId: string; remoteId?: string };
  /** True for what a platform may tell twice in different words: the same key then always is a repeat. */
  retold?: boolean;
  /** The actor leaves for good and takes back what is theirs: that takes no seat, and no ban keeps them from it. */
  leaving?: true;
  /** When it happened, where the platform says so; else the time of the append. */
  at?: Date;
}

/** What became of a change: the number it has in the log, or the room's newest number when nothing changed. */
export interface Appended {
  seq: number;
  /** False when the change had been made before, or there was nothing to change. */
  changed: boolean;
}
