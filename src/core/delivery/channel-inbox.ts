import type { ChannelRef, Link } from './link.ts';
import type { RemoteMessage, RemotePerson } from './chat-adapter.ts';

/**
 * What happens in platform channels, inbound. Adapters hand over what their platform tells them, as it comes: repeated,
 * out of order, about channels that are not linked. Calls never throw; they resolve when the effect is durable or it is
 * settled that there is none.
 */
export interface ChannelInbox {
  /** The link of a channel, or null. @throws while the store is away */
  linkOf(channel: ChannelRef): Promise<Link | null>;
  /** Whether work for a channel is worth while; in doubt (the store is away) yes. Never throws. */
  isLinked(channel: ChannelRef): Promise<boolean>;
  /** A platform's links, waited for while the store is away; none when all ends meanwhile. */
  linksOf(platform: ChannelRef['platform']): Promise<Link[]>;
  posted(channel: ChannelRef, message: RemoteMessage): Promise<void>;
  /** The message as it is now; one that was never seen before is taken as posted. */
  edited(channel: ChannelRef, message: RemoteMessage): Promise<void>;
  deleted(channel: ChannelRef, remoteId: string): Promise<void>;
  /** A file is gone, wherever it stood. @param source as in `RemoteAttachment` */
  fileGone(platform: ChannelRef['platform'], source: string): Promise<void>;
  reacted(
    channel: ChannelRef,
    remoteId: string,
    person: RemotePerson,
    emoji: string,
    present: boolean,
  ): Promise<void>;
  /** Every reaction, or every one of an emoji, was taken off a message. */
  reactionsCleared(channel: ChannelRef, remoteId: string, emoji?: string): Promise<void>;
  /**
   * Something was told there that could not be read, for a reason that passes: the channel itself is read, as soon as that
   * can be done. Resolves when that is noted.
   */
  unheard(channel: ChannelRef): Promise<void>;
  /** The adapter is (again) connected: what was said while it was away is read and taken in. */
  catchUp(platform: ChannelRef['platform']): Promise<void>;
  /** The platform tells that a channel can no longer be reached, and why; or that it can again. */
  channelLost(channel: ChannelRef, reason: string): Promise<void>;
  channelFound(channel: ChannelRef): Promise<void>;
}
