import type { Channel, JsonObject, Message } from './entities.ts';
import { ChannelType } from './entities.ts';
import { refuse } from './errors.ts';
import { channelPayload } from './payloads.ts';
import { Intent } from './platform.ts';
import type { Platform } from './platform.ts';

/** Tells the gateway of a thread's birth, change or end. */
function tellThread(platform: Platform, name: 'THREAD_CREATE' | 'THREAD_UPDATE', thread: Channel): void {
  const fresh: JsonObject = name === 'THREAD_CREATE' ? { newly_created: true } : {};
  platform.publish({
    name,
    data: { ...channelPayload(platform, thread), ...fresh },
    guildId: thread.guildId,
    channelId: thread.id,
    intent: Intent.Guilds,
  });
  platform.announce({
    type: 'channel',
    action: name === 'THREAD_CREATE' ? 'created' : 'updated',
    channelId: thread.id,
  });
}

/** Opens a thread in a channel, on a message (whose id it then shares) or by itself. */
export function openThread(
  platform: Platform,
  parent: Channel,
  {
    ownerId,
    name,
    starter,
    autoArchiveMinutes = 1440,
    isPrivate = false,
  }: { ownerId: string; name: string; starter?: Message; autoArchiveMinutes?: number; isPrivate?: boolean },
): Channel {
  if (parent.guildId === null || parent.thread) throw refuse('notInThisChannelType');
  if (starter && platform.store.channels.has(starter.id)) throw refuse('threadExists');
  const thread: Channel = {
    id: starter?.id ?? platform.ids.next(),
    type: isPrivate ? ChannelType.PrivateThread : ChannelType.PublicThread,
    guildId: parent.guildId,
    name,
    topic: null,
    position: 0,
    parentId: parent.id,
    overwrites: [],
    lastMessageId: null,
    recipientIds: [],
    thread: {
      ownerId,
      starterMessageId: starter?.id ?? null,
      archived: false,
      locked: false,
      autoArchiveMinutes,
      archiveChangedAt: platform.now(),
      memberIds: [ownerId],
      messageCount: 0,
    },
  };
  platform.store.channels.set(thread.id, thread);
  tellThread(platform, 'THREAD_CREATE', thread);
  return thread;
}

/** Changes a thread's state and tells. */
export function archiveThread(
  platform: Platform,
  thread: Channel,
  change: { archived?: boolean; locked?: boolean },
): void {
  if (!thread.thread) throw refuse('notInThisChannelType');
  const before = thread.thread.archived;
  Object.assign(thread.thread, change);
  if (thread.thread.archived !== before) thread.thread.archiveChangedAt = platform.now();
  tellThread(platform, 'THREAD_UPDATE', thread);
}

/** A new message wakes an archived thread. */
export function unarchive(platform: Platform, thread: Channel): void {
  if (thread.thread?.archived) archiveThread(platform, thread, { archived: false });
}

/** Refuses to change what stands in an archived thread: only a new message wakes it. */
export function checkNotArchived(channel: Channel): void {
  if (channel.thread?.archived) throw refuse('threadArchived');
}

/** Refuses to write into a locked thread, unless the writer may manage threads. */
export function checkThreadOpen(platform: Platform, channel: Channel, writerId: string | null): void {
  if (!channel.thread?.archived || !channel.thread.locked) return;
  if (writerId === null || !platform.can(channel, writerId, 'ManageThreads')) throw refuse('threadArchived');
}

/** Lets someone into a thread, or out of it, and tells. */
export function setThreadMember(platform: Platform, thread: Channel, userId: string, present: boolean): void {
  if (!thread.thread || thread.guildId === null) throw refuse('notInThisChannelType');
  const { memberIds } = thread.thread;
  if (memberIds.includes(userId) === present) return;
  thread.thread.memberIds = present ? [...memberIds, userId] : memberIds.filter((id) => id !== userId);
  platform.publish({
    name: 'THREAD_MEMBERS_UPDATE',
    data: {
      id: thread.id,
      guild_id: thread.guildId,
      member_count: thread.thread.memberIds.length,
      ...(present
        ? {
            added_members: [
              {
                id: thread.id,
                user_id: userId,
                join_timestamp: new Date(platform.now()).toISOString(),
                flags: 0,
              },
            ],
          }
        : { removed_member_ids: [userId] }),
    },
    guildId: thread.guildId,
    channelId: thread.id,
    intent: Intent.Guilds,
  });
  platform.announce({ type: 'channel', action: 'updated', channelId: thread.id });
}
