import type { Channel, JsonObject } from '../entities.ts';
import { ChannelType, MessageFlag, MessageType } from '../entities.ts';
import { refuse } from '../errors.ts';
import { FormReader } from '../form-reader.ts';
import { LIMITS } from '../limits.ts';
import { postMessage, touchMessage } from '../messages.ts';
import { channelPayload, isoTime, memberPayload } from '../payloads.ts';
import { created, noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';
import { openThread, setThreadMember } from '../threads.ts';

const ARCHIVE_MINUTES = [60, 1440, 4320, 10080] as const;

function parentOf(call: Call): Channel {
  return call.platform.channelForBot(call.id('channel'));
}

function threadOf(call: Call): Channel {
  const channel = parentOf(call);
  if (!channel.thread) throw refuse('notInThisChannelType');
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
  const parent = parentOf(call);
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
  const parent = parentOf(call);
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

/** Whom a membership route means: `@me` is the bot. */
function memberIdOf(call: Call): string {
  return call.param('user') === '@me' ? call.platform.application.id : call.id('user');
}

/** The bot may come and go; to move others it needs the permission. */
function setMember(call: Call, present: boolean): void {
  const thread = threadOf(call);
  const userId = memberIdOf(call);
  if (userId !== call.platform.application.id) {
    call.platform.user(userId);
    if (!present) call.platform.requireOfBot(thread, 'ManageThreads');
  }
  setThreadMember(call.platform, thread, userId, present);
}

function visibleThreads(call: Call, guildId: string, archived: boolean): Channel[] {
  const { platform } = call;
  return platform.store
    .channelsOf(guildId)
    .filter(
      (channel) =>
        channel.thread?.archived === archived &&
        platform.can(channel, platform.application.id, 'ViewChannel'),
    );
}

function threadList(call: Call, threads: Channel[]): JsonObject {
  const { platform } = call;
  const botId = platform.application.id;
  const own = threads.filter((thread) => thread.thread?.memberIds.includes(botId));
  return {
    threads: threads.map((thread) => channelPayload(platform, thread)),
    members: own.map((thread) => threadMember(thread, botId)),
    has_more: false,
  };
}

export const threadRoutes: Route[] = [
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
    summary: 'a guild’s threads that are not archived',
    auth: 'bot',
    handle: (call) =>
      ok(threadList(call, visibleThreads(call, call.platform.guildForBot(call.id('guild')).id, false))),
  },
  {
    method: 'GET',
    template: '/channels/:channel/threads/archived/public',
    summary: 'a channel’s archived public threads, all on one page',
    auth: 'bot',
    handle: (call) => {
      const parent = parentOf(call);
      call.platform.requireOfBot(parent, 'ReadMessageHistory');
      const threads = visibleThreads(call, parent.guildId ?? '', true);
      return ok(
        threadList(
          call,
          threads.filter(
            (thread) => thread.parentId === parent.id && thread.type === ChannelType.PublicThread,
          ),
        ),
      );
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
    method: 'GET',
    template: '/channels/:channel/thread-members/:user',
    summary: 'whether someone is in a thread; with_member',
    auth: 'bot',
    handle: (call) => {
      const thread = threadOf(call);
      const userId = memberIdOf(call);
      if (!thread.thread?.memberIds.includes(userId)) throw refuse('unknownMember');
      const member = call.flag('with_member') ? call.platform.memberOf(thread.guildId, userId) : undefined;
      return ok({
        ...threadMember(thread, userId),
        ...(member ? { member: memberPayload(member, call.platform.user(userId)) } : {}),
      });
    },
  },
  {
    method: 'PUT',
    template: '/channels/:channel/thread-members/:user',
    summary: 'join a thread (@me), or let someone in',
    auth: 'bot',
    handle: (call) => {
      setMember(call, true);
      return noContent;
    },
  },
  {
    method: 'DELETE',
    template: '/channels/:channel/thread-members/:user',
    summary: 'leave a thread (@me), or put someone out; needs Manage Threads',
    auth: 'bot',
    handle: (call) => {
      setMember(call, false);
      return noContent;
    },
  },
];
