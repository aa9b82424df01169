import type { Changes } from './changes.ts';
import type { Conversations } from './conversations.ts';
import type { Channel } from './entities.ts';
import type { EventFeed } from './event-feed.ts';
import type { SlackStore } from './store.ts';

/** Who is in a channel and whether it is still open, with the messages and events Slack makes of changes. */
export class Membership {
  private readonly store: SlackStore;
  private readonly feed: EventFeed;
  private readonly conversations: Conversations;
  private readonly changes: Changes;

  constructor(store: SlackStore, feed: EventFeed, conversations: Conversations, changes: Changes) {
    this.store = store;
    this.feed = feed;
    this.conversations = conversations;
    this.changes = changes;
  }

  join(channel: Channel, userId: string, inviterId?: string): void {
    if (channel.memberIds.includes(userId)) return;
    channel.memberIds.push(userId);
    this.conversations.post(
      channel,
      { userId },
      { text: `<@${userId}> has joined the channel`, subtype: 'channel_join', inviterId },
    );
    this.feed.emit(
      {
        type: 'member_joined_channel',
        user: userId,
        channel: channel.id,
        channel_type: channel.kind === 'private' ? 'G' : 'C',
        team: channel.teamId,
        ...(inviterId === undefined ? {} : { inviter: inviterId }),
        event_ts: this.store.nextTs(),
      },
      { teamId: channel.teamId, channel },
    );
    this.changed(channel);
  }

  /** A person leaves or is removed; the app hears of its own removal only as `channel_left`. */
  leave(channel: Channel, userId: string, removedBy?: string): void {
    if (!channel.memberIds.includes(userId)) return;
    channel.memberIds = channel.memberIds.filter((id) => id !== userId);
    const own = userId === this.store.botOf(channel.teamId)?.userId;
    const event = own
      ? {
          type: channel.kind === 'private' ? 'group_left' : 'channel_left',
          channel: channel.id,
          actor_id: removedBy ?? userId,
        }
      : {
          type: 'member_left_channel',
          user: userId,
          channel: channel.id,
          channel_type: channel.kind === 'private' ? 'G' : 'C',
          team: channel.teamId,
        };
    this.feed.emit({ ...event, event_ts: this.store.nextTs() }, { teamId: channel.teamId, channel });
    this.changed(channel);
  }

  archive(channel: Channel, userId: string): void {
    this.setArchived(channel, userId, true);
  }

  unarchive(channel: Channel, userId: string): void {
    this.setArchived(channel, userId, false);
  }

  rename(channel: Channel, name: string): void {
    channel.name = name;
    const type = channel.kind === 'private' ? 'group_rename' : 'channel_rename';
    this.feed.emit(
      { type, channel: { id: channel.id, name, created: channel.created }, event_ts: this.store.nextTs() },
      { teamId: channel.teamId, channel },
    );
    this.changed(channel);
  }

  private setArchived(channel: Channel, userId: string, archived: boolean): void {
    if (channel.archived === archived) return;
    channel.archived = archived;
    const kind = channel.kind === 'private' ? 'group' : 'channel';
    this.feed.emit(
      {
        type: `${kind}_${archived ? 'archive' : 'unarchive'}`,
        channel: channel.id,
        user: userId,
        is_moved: 0,
        event_ts: this.store.nextTs(),
      },
      { teamId: channel.teamId, channel },
    );
    this.changed(channel);
  }

  private changed(channel: Channel): void {
    this.store.touch();
    this.changes.announce({ type: 'channel.changed', channelId: channel.id });
  }
}
