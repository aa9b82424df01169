import type { Channel, JsonObject } from '../entities.ts';
import { ChannelType, MessageFlag, MessageType } from '../entities.ts';
import { refuse } from '../errors.ts';
import { FormReader } from '../form-reader.ts';
import { createChannel, deleteChannel, updateChannel } from '../guilds.ts';
import { LIMITS } from '../limits.ts';
import { postMessage, showTyping, touchMessage } from '../messages.ts';
import { channelPayload, isoTime } from '../payloads.ts';
import { created, noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';
import { archiveThread, openThread, setThreadMember } from '../threads.ts';

const ARCHIVE_MINUTES = [60, 1440, 4320, 10080] as const;

function channelOf(call: Call): Channel {
  return call.platform.channelForBot(call.id('channel'));
}

function threadOf(call: Call): Channel {
  const channel = channelOf(call);
  if (!channel.thread) throw refuse('notInThisChannelType');
  return channel;
}

function changeChannel(call: Call): Channel {
  const { platform } = call;
  const channel = channelOf(call);
  const form = new FormReader(call.body);
  const name = form.string('name', { min: 1, max: LIMITS.threadName });
  const topic = form.string('topic', { max: LIMITS.topic });
  const archived = form.boolean('archived');
  const locked = form.boolean('locked');
  form.errors.throwIfAny();
  const ownThread = channel.thread?.ownerId === platform.application.id && locked === undefined;
  if (channel.thread && !ownThread) platform.requireOfBot(channel, 'ManageThreads');
  if (!channel.thread) platform.requireOfBot(channel, 'ManageChannels');
  updateChannel(platform, channel, {
    ...(name === undefined ? {} : { name }),
    ...(form.given('topic') && !channel.thread ? { topic: topic ?? null } : {}),
  });
  if (channel.thread && (archived !== undefined || locked !== undefined)) {
    archiveThread(platform, channel, {
      ...(archived === undefined ? {} : { archived }),
      ...(locked === undefined ? {} : { locked }),
    });
  }
  return channel;
}

function readThread(call: Call): { name: string; autoArchiveMinutes: number | undefined } {
  const form = new FormReader(call.body);
  const name = form.string('name', { required: true, min: 1, max: LIMITS.threadName }) ?? '';
  const autoArchiveMinutes = form.choice('auto_archive_duration', ARCHIVE_MINUTES);
  form.errors.throwIfAny();
  return { name, autoArchiveMinutes };
}

function threadOnMessage(call: Call): Channel {
  const { platform } = call;
  const parent = channelOf(call);
  platform.requireOfBot(parent, 'CreatePublicThreads');
  const starter = platform.messageIn(parent, call.id('message'));
  const ownerId = platform.application.id;
  const thread = openThread(platform, parent, { ownerId, starter, ...readThread(call) });
  starter.flags |= MessageFlag.HasThread;
  touchMessage(platform, starter);
  postMessage(platform, {
    channel: thread,
    author: { kind: 'user', userId: ownerId },
    draft: { files: [] },
    type: MessageType.ThreadStarter,
    reference: { channelId: parent.id, guildId: parent.guildId, messageId: starter.id },
  });
  return thread;
}

function threadAlone(call: Call): Channel {
  const { platform } = call;
  const parent = channelOf(call);
  const type =
    new FormReader(call.body).choice('type', [ChannelType.PublicThread, ChannelType.PrivateThread]) ??
    ChannelType.PrivateThread;
  const isPrivate = type === ChannelType.PrivateThread;
  platform.requireOfBot(parent, isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads');
  const ownerId = platform.application.id;
  const wish = readThread(call);
  const thread = openThread(platform, parent, { ownerId, isPrivate, ...wish });
  if (!isPrivate) {
    postMessage(platform, {
      channel: parent,
      author: { kind: 'user', userId: ownerId },
      draft: { content: wish.name, files: [] },
      type: MessageType.ThreadCreated,
      reference: { channelId: thread.id, guildId: parent.guildId, messageId: null },
    });
  }
  return thread;
}

function threadMember(thread: Channel, userId: string): JsonObject {
  return {
    id: thread.id,
    user_id: userId,
    join_timestamp: isoTime(thread.thread?.archiveChangedAt ?? 0),
    flags: 0,
  };
}

export const channelRoutes: Route[] = [
  {
    method: 'GET',
    template: '/channels/:channel',
    summary: 'one channel or thread',
    auth: 'bot',
    handle: (call) => ok(channelPayload(call.platform, channelOf(call))),
  },
  {
    method: 'PATCH',
    template: '/channels/:channel',
    summary: 'name and topic; of a thread: name, archived, locked',
    auth: 'bot',
    limit: { calls: 5, perMs: 5000 },
    handle: (call) => ok(channelPayload(call.platform, changeChannel(call))),
  },
  {
    method: 'DELETE',
    template: '/channels/:channel',
    summary: 'delete a channel; needs Manage Channels (Manage Threads for a thread)',
    auth: 'bot',
    handle: (call) => {
      const channel = channelOf(call);
      call.platform.requireOfBot(channel, channel.thread ? 'ManageThreads' : 'ManageChannels');
      const payload = channelPayload(call.platform, channel);
      deleteChannel(call.platform, channel);
      return ok(payload);
    },
  },
  {
    method: 'POST',
    template: '/guilds/:guild/channels',
    summary: 'make a text channel; needs Manage Channels',
    auth: 'bot',
    handle: (call) => {
      const guild = call.platform.guildForBot(call.id('guild'));
      call.platform.requireOfBotInGuild(guild, 'ManageChannels');
      const form = new FormReader(call.body);
      const name = form.string('name', { required: true, min: 1, max: 100 }) ?? '';
      const topic = form.string('topic', { max: LIMITS.topic });
      const type = form.choice('type', [ChannelType.Text, ChannelType.Category, ChannelType.Announcement]);
      const parentId = form.snowflake('parent_id');
      form.errors.throwIfAny();
      return created(
        channelPayload(call.platform, createChannel(call.platform, guild, { name, topic, type, parentId })),
      );
    },
  },
  {
    method: 'POST',
    template: '/channels/:channel/typing',
    summary: 'show that the bot is writing',
    auth: 'bot',
    limit: { calls: 5, perMs: 5000 },
    handle: (call) => {
      const channel = channelOf(call);
      call.platform.requireOfBot(channel, 'SendMessages');
      showTyping(call.platform, channel, call.platform.application.id);
      return noContent;
    },
  },
  {
    method: 'POST',
    template: '/channels/:channel/messages/:message/threads',
    summary: 'open a thread on a message',
    auth: 'bot',
    handle: (call) => created(channelPayload(call.platform, threadOnMessage(call))),
  },
  {
    method: 'POST',
    template: '/channels/:channel/threads',
    summary: 'open a thread by itself, public or private',
    auth: 'bot',
    handle: (call) => created(channelPayload(call.platform, threadAlone(call))),
  },
  {
    method: 'GET',
    template: '/guilds/:guild/threads/active',
    summary: 'threads that are not archived',
    auth: 'bot',
    handle: (call) => {
      const { platform } = call;
      const guild = platform.guildForBot(call.id('guild'));
      const threads = platform.store
        .channelsOf(guild.id)
        .filter(
          (channel) =>
            channel.thread &&
            !channel.thread.archived &&
            platform.can(channel, platform.application.id, 'ViewChannel'),
        );
      const own = threads.filter((thread) => thread.thread?.memberIds.includes(platform.application.id));
      return ok({
        threads: threads.map((thread) => channelPayload(platform, thread)),
        members: own.map((thread) => threadMember(thread, platform.application.id)),
        has_more: false,
      });
    },
  },
  {
    method: 'GET',
    template: '/channels/:channel/thread-members',
    summary: 'who is in a thread',
    auth: 'bot',
    handle: (call) => {
      const thread = threadOf(call);
      return ok((thread.thread?.memberIds ?? []).map((id) => threadMember(thread, id)));
    },
  },
  {
    method: 'PUT',
    template: '/channels/:channel/thread-members/@me',
    summary: 'join a thread',
    auth: 'bot',
    handle: (call) => {
      setThreadMember(call.platform, threadOf(call), call.platform.application.id, true);
      return noContent;
    },
  },
  {
    method: 'DELETE',
    template: '/channels/:channel/thread-members/@me',
    summary: 'leave a thread',
    auth: 'bot',
    handle: (call) => {
      setThreadMember(call.platform, threadOf(call), call.platform.application.id, false);
      return noContent;
    },
  },
];
