import type { PlatformId } from '../../protocol/frames.ts';

export type { PlatformId } from '../../protocol/frames.ts';
export type LinkState = 'active' | 'paused' | 'broken';
/** What it means that a copy is deleted in a channel: a moderator's act for the whole room, or an affair of that channel. */
export type Moderation = 'room' | 'here';

/** A channel on a platform. `tenantId` is the guild or workspace it belongs to. */
export interface ChannelRef {
  platform: PlatformId;
  tenantId: string;
  channelId: string;
}

/** A room joined to one platform channel. */
export interface Link extends ChannelRef {
  id: string;
  roomId: string;
  channelName: string;
  state: LinkState;
  /** Absent: `room`. */
  moderation?: Moderation;
  /** Why it is broken. */
  reason: string | null;
  /** Number of the last event this channel has been given. */
  cursor: number;
  madeBy: string;
  createdAt: Date;
}

/** One message's appearance on one link. */
export interface Copy {
  seq: number;
  /** 0 for the first; a long message has several. */
  part: number;
  remoteId: string;
  /** True where the message was written; false where we carried it. */
  origin: boolean;
  /** `leaving` while we take it away ourselves, `gone` once somebody there did; absent: it is there. */
  state?: 'there' | 'leaving' | 'gone';
}

export const isThere = ({ state = 'there' }: Copy): boolean => state === 'there';

/** What we know of a message's appearance on a link, for comparing it with the channel. */
export interface KnownCopy extends Copy {
  /** How many parts the message has there. */
  parts: number;
  /** Whether the message answers another: where platforms have threads it may stand in one. */
  replies: boolean;
  /** False for a message that was deleted in the room, and for a copy that was taken away. */
  stands: boolean;
  /** When the message was said. */
  at: Date;
}

/** Whether the first platform message is older. Ids of a platform rise with time, and a longer one is newer. */
export function isOlderRemote(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

/** The bus topic that tells that links were made or ended, so that their couriers start and stop at once. */
export const LINKS_TOPIC = 'links';
