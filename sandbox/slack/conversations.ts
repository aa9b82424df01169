import type { Changes } from './changes.ts';
import { SlackError } from './errors.ts';
import type { Block, Channel, CustomFace, JsonObject, Message, MessageMetadata, Ping } from './entities.ts';
import { isEmojiName } from './emoji.ts';
import type { EventFeed } from './event-feed.ts';
import { pingTargets, type PingingContent } from './pings.ts';
import type { SlackStore } from './store.ts';
import type { Wire } from './wire.ts';

/** Who acts: a person, or the app through its bot user. */
export interface Actor {
  userId: string;
  botId?: string;
  appId?: string;
}

export interface NewMessage {
  text: string;
  mrkdwn?: false;
  blocks?: Block[];
  attachments?: JsonObject[];
  threadTs?: string;
  broadcast?: boolean;
  face?: CustomFace;
  metadata?: MessageMetadata;
  fileIds?: string[];
  subtype?: string;
  inviterId?: string;
  linkNames?: boolean;
}

export interface MessageChange {
  text: string;
  blocks?: Block[];
  attachments?: JsonObject[];
  metadata?: MessageMetadata;
  fileIds?: string[];
  linkNames?: boolean;
  /** False for what Slack does by itself (link previews) and for updates made of blocks. */
  marksEdited: boolean;
}

/**
 * What can happen in a channel, whoever does it. Every operation changes the store, counts pings,
 * tells the screens and feeds the Events API.
 */
export class Conversations {
  private readonly store: SlackStore;
  private readonly wire: Wire;
  private readonly feed: EventFeed;
  private readonly changes: Changes;

  constructor(store: SlackStore, wire: Wire, feed: EventFeed, changes: Changes) {
    this.store = store;
    this.wire = wire;
    this.feed = feed;
    this.changes = changes;
  }

  /**
   * The channel if this team has it and this user may see it, else `channel_not_found`. People of another workspace (Slack
   * Connect) see those that they are members of.
   */
  visibleChannel(channelId: string, userId: string, teamId: string): Channel {
    const channel = this.store.channels.get(channelId);
    if (!channel) throw new SlackError('channel_not_found');
    const isForeign = channel.teamId !== teamId;
    if ((isForeign || channel.kind !== 'public') && !channel.memberIds.includes(userId))
      throw new SlackError('channel_not_found');
    return channel;
  }

  /** The same, and the user may write there. */
  writableChannel(channelId: string, userId: string, teamId: string): Channel {
    const channel = this.visibleChannel(channelId, userId, teamId);
    if (channel.archived) throw new SlackError('is_archived');
    if (!channel.memberIds.includes(userId)) throw new SlackError('not_in_channel');
    return channel;
  }

  post(channel: Channel, actor: Actor, content: NewMessage): Message {
    const parent = this.threadParent(channel, content.threadTs);
    const message: Message = {
      ts: this.store.nextTs(),
      channelId: channel.id,
      teamId: channel.teamId,
      userId: actor.userId,
      botId: actor.botId,
      appId: actor.appId,
      text: content.text,
      mrkdwn: content.mrkdwn,
      reactions: [],
      subtype: content.subtype ?? (content.face ? 'bot_message' : undefined),
      face: content.face,
      blocks: content.blocks,
      attachments: content.attachments,
      metadata: content.metadata,
      inviterId: content.inviterId,
      fileIds: content.fileIds?.length ? content.fileIds : undefined,
    };
    if (parent) {
      message.threadTs = parent.ts;
      message.broadcast = content.broadcast === true;
      if (message.broadcast) message.subtype = 'thread_broadcast';
      parent.threadTs = parent.ts;
      parent.replies = [...(parent.replies ?? []), message.ts];
    }
    this.store.addMessage(message);
    for (const id of message.fileIds ?? []) {
      const file = this.store.files.get(id);
      if (file) file.shares[channel.id] = [...(file.shares[channel.id] ?? []), message.ts];
    }
    this.countPings(message, content, 'post');
    this.changes.announce({
      type: 'message.posted',
      channelId: channel.id,
      ts: message.ts,
      threadTs: message.threadTs,
    });
    this.feed.emit(this.postedEvent(channel, message, parent), { teamId: channel.teamId, channel });
    for (const id of message.fileIds ?? []) this.feedFileShared(channel, id, actor.userId);
    if (!actor.botId) this.feedAppMention(channel, message);
    return message;
  }

  /** Changes a message and says so with `message_changed`. */
  change(channel: Channel, message: Message, actor: Actor, content: MessageChange): Message {
    const previous = this.wire.message(message);
    message.text = content.text;
    message.blocks = content.blocks;
    message.attachments = content.attachments;
    message.fileIds = content.fileIds ?? message.fileIds;
    if (content.metadata) message.metadata = content.metadata;
    if (content.marksEdited) message.edited = { user: actor.userId, ts: this.store.nextTs() };
    this.store.touch();
    this.countPings(message, content, 'update');
    this.feedChanged(channel, message, previous);
    return message;
  }

  /** A link preview arrives some time after posting: same text, no `edited`. */
  unfurl(channel: Channel, message: Message, attachment: JsonObject): void {
    const previous = this.wire.message(message);
    message.attachments = [...(message.attachments ?? []), attachment];
    this.store.touch();
    this.feedChanged(channel, message, previous);
  }

  remove(channel: Channel, message: Message): void {
    const previous = this.wire.message(message);
    for (const id of message.fileIds ?? []) {
      const file = this.store.files.get(id);
      if (file) file.shares[channel.id] = (file.shares[channel.id] ?? []).filter((ts) => ts !== message.ts);
    }
    if ((message.replies?.length ?? 0) > 0) {
      Object.assign(message, { tombstone: true, text: '', reactions: [] });
      delete message.blocks;
      delete message.attachments;
      delete message.fileIds;
      delete message.edited;
      this.store.touch();
      this.feedChanged(channel, message, previous);
      return;
    }
    this.store.dropMessage(channel.id, message.ts);
    this.changes.announce({
      type: 'message.deleted',
      channelId: channel.id,
      ts: message.ts,
      threadTs: message.threadTs,
    });
    const ts = this.store.nextTs();
    this.feed.emit(
      {
        type: 'message',
        subtype: 'message_deleted',
        hidden: true,
        deleted_ts: message.ts,
        channel: channel.id,
        previous_message: previous,
        ts,
        event_ts: ts,
        channel_type: this.wire.channelType(channel),
      },
      { teamId: channel.teamId, channel },
    );
    this.leaveThread(channel, message);
  }

  react(channel: Channel, message: Message, userId: string, name: string): void {
    if (!isEmojiName(name, this.store.customEmoji)) throw new SlackError('invalid_name');
    const reaction = message.reactions.find((existing) => existing.name === name);
    if (reaction?.users.includes(userId)) throw new SlackError('already_reacted');
    if (!reaction && message.reactions.length >= 23) throw new SlackError('too_many_emoji');
    if (reaction) reaction.users.push(userId);
    else message.reactions.push({ name, users: [userId] });
    this.feedReaction('reaction_added', channel, message, userId, name);
  }

  unreact(channel: Channel, message: Message, userId: string, name: string): void {
    const reaction = message.reactions.find((existing) => existing.name === name);
    if (!reaction?.users.includes(userId)) throw new SlackError('no_reaction');
    reaction.users = reaction.users.filter((id) => id !== userId);
    message.reactions = message.reactions.filter((existing) => existing.users.length > 0);
    this.feedReaction('reaction_removed', channel, message, userId, name);
  }

  /** The message, or `message_not_found`; tombstones count as gone. */
  existing(channelId: string, ts: string, code = 'message_not_found'): Message {
    const message = this.store.message(channelId, ts);
    if (!message || message.tombstone) throw new SlackError(code);
    return message;
  }

  countPings(
    message: Pick<Message, 'ts' | 'channelId' | 'teamId' | 'userId' | 'botId' | 'subtype'>,
    content: PingingContent,
    cause: Ping['cause'],
  ): void {
    // "<@U…> has joined" and the like name people without calling them, and nobody pings themselves.
    if (message.subtype === 'channel_join') return;
    for (const target of pingTargets(content, this.store, message.teamId)) {
      if (target.targetId === message.userId) continue;
      this.store.pings.push({
        at: new Date(this.store.now()).toISOString(),
        ...target,
        channelId: message.channelId,
        messageTs: message.ts,
        byUserId: message.userId,
        by: message.botId === undefined ? 'person' : 'app',
        cause,
      });
    }
  }

  private threadParent(channel: Channel, threadTs: string | undefined): Message | undefined {
    if (threadTs === undefined) return undefined;
    if (!/^\d{9,11}\.\d{6}$/.test(threadTs)) throw new SlackError('invalid_thread_ts');
    const parent = this.store.message(channel.id, threadTs);
    if (!parent) throw new SlackError('thread_not_found');
    // Slack makes a broken thread of a reply to a reply; refusing shows the mistake.
    if (parent.threadTs !== undefined && parent.threadTs !== parent.ts)
      throw new SlackError('cannot_reply_to_message');
    return parent;
  }

  private leaveThread(channel: Channel, reply: Message): void {
    if (reply.threadTs === undefined || reply.threadTs === reply.ts) return;
    const parent = this.store.message(channel.id, reply.threadTs);
    if (!parent) return;
    parent.replies = (parent.replies ?? []).filter((ts) => ts !== reply.ts);
    if (parent.replies.length > 0) {
      this.changes.announce({ type: 'message.changed', channelId: channel.id, ts: parent.ts });
      return;
    }
    delete parent.replies;
    delete parent.threadTs;
    if (parent.tombstone) this.remove(channel, parent);
    else this.changes.announce({ type: 'message.changed', channelId: channel.id, ts: parent.ts });
  }

  private postedEvent(channel: Channel, message: Message, parent: Message | undefined): JsonObject {
    return {
      ...this.wire.message(message),
      ...(message.broadcast && parent ? { root: this.wire.message(parent) } : {}),
      channel: channel.id,
      event_ts: message.ts,
      channel_type: this.wire.channelType(channel),
    };
  }

  private feedChanged(channel: Channel, message: Message, previous: JsonObject): void {
    this.changes.announce({
      type: 'message.changed',
      channelId: channel.id,
      ts: message.ts,
      threadTs: message.threadTs,
    });
    const ts = this.store.nextTs();
    this.feed.emit(
      {
        type: 'message',
        subtype: 'message_changed',
        hidden: true,
        message: this.wire.message(message),
        previous_message: previous,
        channel: channel.id,
        ts,
        event_ts: ts,
        channel_type: this.wire.channelType(channel),
      },
      { teamId: channel.teamId, channel },
    );
  }

  private feedReaction(
    type: 'reaction_added' | 'reaction_removed',
    channel: Channel,
    message: Message,
    userId: string,
    name: string,
  ): void {
    this.store.touch();
    this.changes.announce({
      type: 'message.changed',
      channelId: channel.id,
      ts: message.ts,
      threadTs: message.threadTs,
    });
    this.feed.emit(
      {
        type,
        user: userId,
        reaction: name,
        item: { type: 'message', channel: channel.id, ts: message.ts },
        // Slack leaves item_user out for messages a bot posted under another name.
        ...(message.face ? {} : { item_user: message.userId }),
        event_ts: this.store.nextTs(),
      },
      { teamId: channel.teamId, channel },
    );
  }

  private feedFileShared(channel: Channel, fileId: string, userId: string): void {
    this.feed.emit(
      {
        type: 'file_shared',
        file_id: fileId,
        user_id: userId,
        file: { id: fileId },
        channel_id: channel.id,
        event_ts: this.store.nextTs(),
      },
      { teamId: channel.teamId, channel },
    );
  }

  private feedAppMention(channel: Channel, message: Message): void {
    const bot = this.store.botOf(channel.teamId);
    if (!bot || !message.text.includes(`<@${bot.userId}>`)) return;
    this.feed.emit(
      { ...this.wire.message(message), type: 'app_mention', channel: channel.id, event_ts: message.ts },
      { teamId: channel.teamId, channel },
    );
  }
}
