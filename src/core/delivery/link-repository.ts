import type { ChannelRef, Copy, Link, Platform } from './link.ts';

/** What has become of one event on one channel; stored together with the cursor. */
export interface Delivered {
  linkId: string;
  fence: number;
  /** The event's number: the cursor moves here. */
  seq: number;
  /** The message's copies as they are now, where they changed. */
  copies?: { seq: number; remoteIds: string[] };
  /** The message's copies are gone. */
  removed?: number;
  /** The platform will never take it. */
  failed?: string;
}

/** How far a linked channel is behind its room. */
export interface LinkLag {
  linkId: string;
  platform: Platform;
  state: Link['state'];
  /** Events it has not been given yet. */
  events: number;
  /** Age of the oldest of them in seconds, by the store's clock; 0 when there is none. */
  oldestS: number;
}

export interface LinkLags {
  /** How far each link of these platforms is behind its room. */
  lags(platforms: readonly Platform[]): Promise<LinkLag[]>;
}

export interface LinkRepository {
  byChannel(channel: ChannelRef): Promise<Link | null>;
  byId(id: string): Promise<Link | null>;
  ofRoom(roomId: string): Promise<Link[]>;
  /** Every link of a platform that is not paused. */
  ofPlatform(platform: Platform): Promise<Link[]>;
  /** False, and nothing stored, when the fence is no longer the link's lease's. */
  advance(delivered: Delivered): Promise<boolean>;
  /** We are about to take these copies away ourselves. False, and nothing stored, without the lease. */
  markLeaving(linkId: string, fence: number, remoteIds: readonly string[]): Promise<boolean>;
  /** Somebody took a copy away there. */
  markGone(linkId: string, remoteId: string): Promise<void>;
  copiesOf(linkId: string, seq: number): Promise<Copy[]>;
  /** The message that a platform message is a copy of. */
  copyAt(linkId: string, remoteId: string): Promise<Copy | null>;
  /** The newest message that was written on this channel, in the platform's own id. */
  newestOrigin(linkId: string): Promise<string | null>;
  /** Copies of the newest `limit` messages on this channel, newest first. */
  recentCopies(linkId: string, limit: number): Promise<Copy[]>;
  /** Who reacted to a message, and through which link. */
  reactionsOf(
    roomId: string,
    seq: number,
  ): Promise<{ emoji: string; personId: string; linkId: string | null }[]>;
}

/** The name of the lease under which a link's courier works. */
export const courierLease = (linkId: string): string => `link:${linkId}`;
