import type {
  Attachment,
  Author,
  Channel,
  JsonObject,
  Message,
  MessageReference,
  MessageTypeNumber,
} from './entities.ts';
import { MessageFlag, MessageType } from './entities.ts';
import { invalidForm, refuse } from './errors.ts';
import { imageSize } from './image-size.ts';
import type { Draft } from './message-form.ts';
import { messagePayload } from './message-payload.ts';
import { isoTime } from './payloads.ts';
import { reachOf, recordPings } from './pings.ts';
import type { Reach } from './pings.ts';
import { Intent } from './platform.ts';
import type { GatewayEvent, Platform } from './platform.ts';
import { unarchive } from './threads.ts';
import { snowflakeTime } from './snowflake.ts';

/** Flags an app may set itself. */
const SETTABLE = MessageFlag.SuppressEmbeds | MessageFlag.SuppressNotifications | MessageFlag.ComponentsV2;
/** How long a nonce is remembered, in milliseconds ("a few minutes" in the documentation). */
const NONCE_MEMORY = 5 * 60 * 1000;

export interface Posting {
  channel: Channel;
  author: Author;
  draft: Draft;
  type?: MessageTypeNumber;
  reference?: MessageReference;
  interaction?: Message['interaction'];
  onlyFor?: string | null;
  /** "… is thinking": stands empty until it is filled. */
  loading?: boolean;
}

/**
 * What a file is called here: special characters become underscores, and of a name with letters beyond ASCII the ending alone
 * is left. What stood before the ending is the title then, if the sender gives no other.
 */
function namesOf(id: string, given: string, title: string | null): Pick<Attachment, 'filename' | 'title'> {
  const ending = /\.[a-z\d]{1,10}$/i.exec(given)?.[0] ?? '';
  const stem = given.slice(0, given.length - ending.length);
  const madeUp = BigInt(id).toString(16).padStart(16, '0');
  const clean = /[^\0-\x7f]/.test(stem) ? madeUp : stem.replace(/[^\w.-]+/g, '_');
  const filename = (clean + ending).replace(/^[._]+/, '') || 'unknown';
  return { filename, title: title ?? (filename === given ? null : stem) };
}

function keepFiles(platform: Platform, draft: Draft): Attachment[] {
  return draft.files.map(({ file, title, description, spoiler }) => {
    const id = platform.ids.next();
    platform.blobs.put(id, file.bytes);
    const size = file.contentType?.startsWith('image/') || !file.contentType ? imageSize(file.bytes) : null;
    return {
      id,
      ...namesOf(id, file.filename, title),
      description,
      contentType: file.contentType,
      size: file.bytes.length,
      width: size?.width ?? null,
      height: size?.height ?? null,
      spoiler,
    };
  });
}

function sameNonce(platform: Platform, posting: Posting): Message | undefined {
  const { draft, channel, author } = posting;
  if (!draft.enforceNonce || draft.nonce === undefined) return undefined;
  const authorId = platform.authorId(author);
  return platform.store
    .messagesIn(channel.id)
    .slice(-500)
    .findLast(
      (message) =>
        message.nonce === draft.nonce &&
        platform.authorId(message.author) === authorId &&
        message.createdAt > platform.now() - NONCE_MEMORY,
    );
}

function referenceOf(platform: Platform, posting: Posting): MessageReference | null {
  const { channel, author, draft } = posting;
  if (posting.reference) return posting.reference;
  const reply = draft.replyTo;
  if (!reply) return null;
  const original = platform.store.message(reply.messageId);
  const found =
    original !== undefined &&
    original.channelId === channel.id &&
    original.onlyFor === null &&
    (reply.channelId ?? channel.id) === channel.id;
  if (!found) {
    if (reply.failIfNotExists)
      throw invalidForm(['message_reference'], 'REPLIES_UNKNOWN_MESSAGE', 'Unknown message');
    return null;
  }
  if (author.kind !== 'webhook' && !platform.can(channel, author.userId, 'ReadMessageHistory'))
    throw refuse('replyNeedsHistory');
  return { channelId: channel.id, guildId: channel.guildId, messageId: reply.messageId };
}

function mentioned(
  reach: Reach,
): Pick<Message, 'mentionedUserIds' | 'mentionedRoleIds' | 'mentionsEveryone'> {
  return {
    mentionedUserIds: reach.userIds,
    mentionedRoleIds: reach.roleIds,
    mentionsEveryone: reach.everyone || reach.here,
  };
}

/** An answer mentions the author of what it answers, unless the sender says no. */
function mentionRepliedAuthor(
  platform: Platform,
  message: Message,
  draft: Draft,
  channel: Channel,
  before?: Set<string>,
): void {
  const original = message.reference?.messageId
    ? platform.store.message(message.reference.messageId)
    : undefined;
  if (message.type !== MessageType.Reply || message.author.kind === 'interaction') return;
  if (!original || original.author.kind === 'webhook') return;
  const wanted = draft.allowedMentions ? draft.allowedMentions.repliedUser : true;
  const { userId } = original.author;
  if (!wanted || message.mentionedUserIds.includes(userId)) return;
  message.mentionedUserIds.push(userId);
  if (before?.has(userId)) return;
  const reach: Reach = { userIds: [userId], roleIds: [], everyone: false, here: false };
  recordPings(platform, channel, message, reach, before ? 'edit' : 'reply');
}

function isEmpty(message: Pick<Message, 'content' | 'embeds' | 'components' | 'attachments'>): boolean {
  return (
    !message.content &&
    message.embeds.length === 0 &&
    message.components.length === 0 &&
    message.attachments.length === 0
  );
}

/** What the gateway tells about a message; blanked for those without MESSAGE_CONTENT unless it is own, direct or a mention. */
function messageEvent(platform: Platform, name: string, message: Message): GatewayEvent {
  const data = messagePayload(platform, message, { gateway: true });
  const botId = platform.application.id;
  const open =
    message.guildId === null ||
    platform.authorId(message.author) === botId ||
    message.mentionedUserIds.includes(botId);
  return {
    name,
    data,
    withoutContent: open ? undefined : { ...data, content: '', embeds: [], attachments: [], components: [] },
    guildId: message.guildId,
    channelId: message.channelId,
    intent: message.guildId === null ? Intent.DirectMessages : Intent.GuildMessages,
  };
}

function tell(platform: Platform, action: 'created' | 'updated', message: Message): void {
  if (message.onlyFor === null)
    platform.publish(
      messageEvent(platform, action === 'created' ? 'MESSAGE_CREATE' : 'MESSAGE_UPDATE', message),
    );
  platform.announce({
    type: 'message',
    action,
    channelId: message.channelId,
    messageId: message.id,
    onlyFor: message.onlyFor,
  });
}

/** Places a message and tells everyone. Throws what Discord would refuse; permissions to send are the caller's matter. */
export function postMessage(platform: Platform, posting: Posting): Message {
  const { channel, author, draft } = posting;
  const known = sameNonce(platform, posting);
  if (known) return known;
  const reference = referenceOf(platform, posting);
  const draftIsEmpty =
    !draft.content && !draft.embeds?.length && !draft.components?.length && draft.files.length === 0;
  if (draftIsEmpty && !posting.loading && posting.type !== MessageType.ThreadStarter)
    throw refuse('emptyMessage');
  const content = draft.content ?? '';
  const reach = reachOf(platform, channel, author, content, draft.allowedMentions);
  const id = platform.ids.next();
  const message: Message = {
    id,
    channelId: channel.id,
    guildId: channel.guildId,
    type: posting.type ?? (reference ? MessageType.Reply : MessageType.Default),
    author,
    content,
    // To the millisecond what its id says.
    createdAt: snowflakeTime(id),
    editedAt: null,
    flags:
      ((draft.flags ?? 0) & SETTABLE) |
      (posting.onlyFor ? MessageFlag.Ephemeral : 0) |
      (posting.loading ? MessageFlag.Loading : 0),
    tts: draft.tts ?? false,
    nonce: draft.nonce ?? null,
    reference,
    ...mentioned(reach),
    attachments: keepFiles(platform, draft),
    embeds: draft.embeds ?? [],
    components: draft.components ?? [],
    reactions: [],
    interaction: posting.interaction ?? null,
    onlyFor: posting.onlyFor ?? null,
  };
  platform.store.putMessage(message);
  if (message.onlyFor === null) channel.lastMessageId = message.id;
  if (channel.thread) {
    channel.thread.messageCount += 1;
    unarchive(platform, channel);
  }
  recordPings(platform, channel, message, reach, 'message');
  mentionRepliedAuthor(platform, message, draft, channel);
  tell(platform, 'created', message);
  return message;
}

/** Changes a message; fields the draft leaves out stay. `silently` keeps it unmarked as edited (a filled deferral). */
export function editMessage(
  platform: Platform,
  message: Message,
  draft: Draft,
  { silently = false } = {},
): Message {
  const channel = platform.channel(message.channelId);
  const kept = message.attachments.filter(
    (attachment) => draft.keepAttachments?.includes(attachment.id) ?? true,
  );
  const next = {
    content: draft.content ?? message.content,
    embeds: draft.embeds ?? message.embeds,
    components: draft.components ?? message.components,
    attachments: [...kept, ...keepFiles(platform, draft)],
  };
  if (isEmpty(next)) throw refuse('emptyMessage');
  for (const attachment of message.attachments)
    if (!kept.includes(attachment)) platform.blobs.delete(attachment.id);
  Object.assign(message, next);
  if (draft.content !== undefined) {
    const before = new Set([...message.mentionedUserIds, ...message.mentionedRoleIds]);
    const reach = reachOf(platform, channel, message.author, message.content, draft.allowedMentions);
    const fresh: Reach = {
      userIds: reach.userIds.filter((id) => !before.has(id)),
      roleIds: reach.roleIds.filter((id) => !before.has(id)),
      everyone: reach.everyone && !message.mentionsEveryone,
      here: reach.here && !message.mentionsEveryone,
    };
    Object.assign(message, mentioned(reach));
    recordPings(platform, channel, message, fresh, 'edit');
    // Without a word on mentions an edit of an answer mentions its author again: Discord does not remember the first wish.
    if (message.author.kind !== 'user' || platform.user(message.author.userId).bot)
      mentionRepliedAuthor(platform, message, draft, channel, before);
  }
  if (draft.flags !== undefined)
    message.flags =
      (message.flags & ~MessageFlag.SuppressEmbeds) |
      (draft.flags & SETTABLE) |
      (message.flags & MessageFlag.ComponentsV2);
  message.flags &= ~MessageFlag.Loading;
  if (!silently) message.editedAt = platform.now();
  tell(platform, 'updated', message);
  return message;
}

/** Adds what a link preview adds: embeds, and no mark of an edit. */
export function unfurlMessage(platform: Platform, message: Message, embeds: JsonObject[]): void {
  message.embeds = [...message.embeds, ...embeds];
  tell(platform, 'updated', message);
}

/** Tells that a message changed without being edited, for example when a thread grew from it. */
export function touchMessage(platform: Platform, message: Message): void {
  tell(platform, 'updated', message);
}

function forget(platform: Platform, message: Message): void {
  platform.store.deleteMessage(message.id);
  for (const attachment of message.attachments) platform.blobs.delete(attachment.id);
  platform.announce({
    type: 'message',
    action: 'deleted',
    channelId: message.channelId,
    messageId: message.id,
    onlyFor: message.onlyFor,
  });
}

function guildPart(message: Message): JsonObject {
  return message.guildId === null ? {} : { guild_id: message.guildId };
}

export function deleteMessage(platform: Platform, message: Message): void {
  forget(platform, message);
  if (message.onlyFor !== null) return;
  platform.publish({
    name: 'MESSAGE_DELETE',
    data: { id: message.id, channel_id: message.channelId, ...guildPart(message) },
    guildId: message.guildId,
    channelId: message.channelId,
    intent: message.guildId === null ? Intent.DirectMessages : Intent.GuildMessages,
  });
}

/** Removes several messages at once; one event tells of all. */
export function deleteMessages(platform: Platform, channel: Channel, messages: Message[]): void {
  for (const message of messages) forget(platform, message);
  platform.publish({
    name: 'MESSAGE_DELETE_BULK',
    data: {
      ids: messages.map((message) => message.id),
      channel_id: channel.id,
      ...(channel.guildId === null ? {} : { guild_id: channel.guildId }),
    },
    guildId: channel.guildId,
    channelId: channel.id,
    intent: Intent.GuildMessages,
  });
}

/** Shows that someone is writing. */
export function showTyping(platform: Platform, channel: Channel, userId: string): void {
  const member = platform.memberOf(channel.guildId, userId);
  platform.publish({
    name: 'TYPING_START',
    data: {
      channel_id: channel.id,
      user_id: userId,
      timestamp: Math.floor(platform.now() / 1000),
      ...(channel.guildId === null ? {} : { guild_id: channel.guildId }),
      ...(member
        ? {
            member: {
              user: { id: userId },
              roles: [...member.roleIds],
              joined_at: isoTime(member.joinedAt),
              deaf: false,
              mute: false,
              flags: 0,
            },
          }
        : {}),
    },
    guildId: channel.guildId,
    channelId: channel.id,
    intent: channel.guildId === null ? Intent.DirectMessageTyping : Intent.GuildMessageTyping,
  });
  platform.announce({ type: 'typing', channelId: channel.id, userId });
}
