import { ClientRefusal } from './client-refusal.ts';
import type { Author, Channel, Message } from './entities.ts';
import { MessageFlag, MessageType } from './entities.ts';
import { readDraft } from './message-form.ts';
import type { UploadedFile } from './message-form.ts';
import { deleteMessage, editMessage, postMessage, showTyping, touchMessage } from './messages.ts';
import type { Platform } from './platform.ts';
import { addReaction, readEmoji, removeReaction } from './reactions.ts';
import { checkNotArchived, checkThreadOpen, openThread, setThreadMember } from './threads.ts';

/** A file somebody attaches. */
export interface AttachedFile {
  filename: string;
  bytes: Buffer;
  contentType?: string;
  description?: string;
}

export interface Saying {
  content?: string;
  /** Id of the message to answer. */
  replyTo?: string;
  /** Whether answering pings its author; the client's switch is on by default. */
  pingRepliedAuthor?: boolean;
  attachments?: AttachedFile[];
}

const TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  txt: 'text/plain; charset=utf-8',
  mp4: 'video/mp4',
};

export function uploads(files: readonly AttachedFile[]): UploadedFile[] {
  return files.map((file, index) => ({
    index,
    filename: file.filename,
    contentType: file.contentType ?? TYPES[file.filename.split('.').at(-1)?.toLowerCase() ?? ''] ?? null,
    bytes: file.bytes,
  }));
}

/** The channel, if that person sees it. */
export function channelSeenBy(platform: Platform, channelId: string, userId: string): Channel {
  platform.user(userId);
  const channel = platform.channel(channelId);
  if (!platform.can(channel, userId, 'ViewChannel'))
    throw new ClientRefusal('This person does not see that channel.');
  return channel;
}

/** The message, if that person sees it. */
export function messageSeenBy(
  platform: Platform,
  messageId: string,
  userId: string,
): { message: Message; channel: Channel } {
  const message = platform.store.message(messageId);
  if (!message || (message.onlyFor !== null && message.onlyFor !== userId))
    throw new ClientRefusal('There is no such message.');
  return { message, channel: channelSeenBy(platform, message.channelId, userId) };
}

/** The same, to be changed; what stands in an archived thread is not. */
function changeable(
  platform: Platform,
  messageId: string,
  userId: string,
): { message: Message; channel: Channel } {
  const found = messageSeenBy(platform, messageId, userId);
  checkNotArchived(found.channel);
  return found;
}

/** Somebody (a person, or another bot) writes a message. */
export function say(
  platform: Platform,
  userId: string,
  channelId: string,
  { content = '', replyTo, pingRepliedAuthor = true, attachments = [] }: Saying,
): Message {
  const channel = channelSeenBy(platform, channelId, userId);
  if (!platform.can(channel, userId, channel.thread ? 'SendMessagesInThreads' : 'SendMessages'))
    throw new ClientRefusal('This person may not write there.');
  checkThreadOpen(platform, channel, userId);
  const draft = readDraft(
    {
      content,
      attachments: attachments.map((file, id) => ({ id, description: file.description ?? null })),
      ...(replyTo === undefined
        ? {}
        : {
            message_reference: { message_id: replyTo },
            allowed_mentions: { parse: ['users', 'roles', 'everyone'], replied_user: pingRepliedAuthor },
          }),
    },
    uploads(attachments),
  );
  if (channel.thread) setThreadMember(platform, channel, userId, true);
  return postMessage(platform, { channel, author: { kind: 'user', userId }, draft });
}

/** A webhook that is not the bot's own posts, under a name of its own. */
export function sayAsForeignWebhook(
  platform: Platform,
  channelId: string,
  { name, content }: { name: string; content: string },
): Message {
  const channel = platform.channel(channelId);
  const author: Author = {
    kind: 'webhook',
    webhookId: platform.ids.next(),
    applicationId: null,
    name,
    avatar: null,
  };
  return postMessage(platform, { channel, author, draft: readDraft({ content }, []) });
}

export function edit(
  platform: Platform,
  userId: string,
  messageId: string,
  change: { content: string },
): Message {
  const { message } = changeable(platform, messageId, userId);
  if (message.author.kind !== 'user' || message.author.userId !== userId)
    throw new ClientRefusal('Only its author can edit a message.');
  return editMessage(platform, message, readDraft({ content: change.content }, [], { editing: true }));
}

export function remove(platform: Platform, userId: string, messageId: string): void {
  const { message, channel } = changeable(platform, messageId, userId);
  const own = message.author.kind === 'user' && message.author.userId === userId;
  // Dismissing what only oneself sees is always possible.
  if (!own && message.onlyFor !== userId && !platform.can(channel, userId, 'ManageMessages'))
    throw new ClientRefusal('This person may not delete that message.');
  deleteMessage(platform, message);
}

export function react(platform: Platform, userId: string, messageId: string, emoji: string): Message {
  const { message, channel } = changeable(platform, messageId, userId);
  addReaction(platform, channel, message, readEmoji(platform, emoji), userId);
  return message;
}

export function unreact(platform: Platform, userId: string, messageId: string, emoji: string): Message {
  const { message } = changeable(platform, messageId, userId);
  if (!removeReaction(platform, message, readEmoji(platform, emoji), userId))
    throw new ClientRefusal('There is no such reaction by this person.');
  return message;
}

export function typing(platform: Platform, userId: string, channelId: string): void {
  showTyping(platform, channelSeenBy(platform, channelId, userId), userId);
}

/** Opens a thread, on a message or by itself. */
export function startThread(
  platform: Platform,
  userId: string,
  channelId: string,
  { name, messageId, isPrivate = false }: { name: string; messageId?: string; isPrivate?: boolean },
): Channel {
  const channel = channelSeenBy(platform, channelId, userId);
  if (!platform.can(channel, userId, isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads'))
    throw new ClientRefusal('This person may not open threads there.');
  const starter = messageId === undefined ? undefined : platform.messageIn(channel, messageId);
  const thread = openThread(platform, channel, { ownerId: userId, name, starter, isPrivate });
  // Nothing in the channel tells of a private one.
  if (isPrivate) return thread;
  if (starter) {
    starter.flags |= MessageFlag.HasThread;
    touchMessage(platform, starter);
  }
  postMessage(platform, {
    channel: starter ? thread : channel,
    author: { kind: 'user', userId },
    draft: { content: starter ? undefined : name, files: [] },
    type: starter ? MessageType.ThreadStarter : MessageType.ThreadCreated,
    reference: starter
      ? { channelId: channel.id, guildId: channel.guildId, messageId: starter.id }
      : { channelId: thread.id, guildId: channel.guildId, messageId: null },
  });
  return thread;
}
