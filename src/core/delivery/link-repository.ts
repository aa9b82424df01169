import type { ChannelRef, Copy, KnownCopy, Link, PlatformId } from './link.ts';

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
  platform: PlatformId;
  state: Link['state'];
  /** Events it has not been given yet. */
  events: number;
  /** Age of the oldest of them in seconds, by the store's clock; 0 when there is none. */
  oldestS: number;
}

export interface LinkLags {
  /** How far each link of these platforms is behind its room. */
  lags(platforms: readonly PlatformId[]): Promise<LinkLag[]>;
}

export interface LinkRepository {
  byChannel(channel: ChannelRef): Promise<Link | null>;
  byId(id: string): Promise<Link | null>;
  ofRoom(roomId: string): Promise<Link[]>;
  /** Every link of a platform that is not paused. */
  ofPlatform(platform: PlatformId): Promise<Link[]>;
  /** False, and nothing stored, when the fence is no longer the link's lease's. */
  advance(delivered: Delivered): Promise<boolean>;
  /** We are about to take these copies away ourselves. False, and nothing stored, without the lease. */
  markLeaving(linkId: string, fence: number, remoteIds: readonly string[]): Promise<boolean>;
  /** Somebody took a copy away there. */
  markGone(linkId: string, remoteId: string): Promise<void>;
  copiesOf(linkId: string, seq: number): Promise<Copy[]>;
  /** The messages shown on this channel, by copies of ours, that answer this one. */
  answersShown(linkId: string, seq: number): Promise<number[]>;
  /** The messages of somebody that are shown there by copies of ours, and those that answer one of theirs. */
  shownOf(linkId: string, personId: string): Promise<number[]>;
  /** The message that a platform message is a copy of. */
  copyAt(linkId: string, remoteId: string): Promise<Copy | null>;
  /**
   * Notes that what was said on this channel may not all have been taken in, unless that is noted already.
   * @returns the message written there since which that is so, in the platform's own id; null: since the link was made
   */
  fallBehind(linkId: string): Promise<string | null>;
  /** Everything that was said there has been taken in. */
  caughtUp(linkId: string): Promise<void>;
  /** Copies on this channel from the newest back by the platform's ids. @param before only older ones than this */
  copiesBefore(linkId: string, before: string | null, limit: number): Promise<KnownCopy[]>;
  /** The platform's id of the oldest of the newest `count` messages on this channel; null without any. */
  oldestOfNewest(linkId: string, count: number): Promise<string | null>;
  /** Who reacted to these messages on this channel itself, by message. */
  reactionsThrough(
    linkId: string,
    seqs: readonly number[],
  ): Promise<Map<number, { emoji: string; personId: string }[]>>;
  /** Who reacted to a message, and through which link. */
  reactionsOf(
    roomId: string,
    seq: number,
  ): Promise<{ emoji: string; personId: string; linkId: string | null }[]>;
}

/** The name of the lease under which a link's courier works. */
export const courierLease = (linkId: string): string => `link:${linkId}`;
