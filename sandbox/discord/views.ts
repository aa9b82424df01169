import type { Channel, JsonObject, Message } from './entities.ts';
import { MessageFlag, MessageType } from './entities.ts';
import type { Choice, Interaction } from './interactions.ts';
import type { Modal } from './components.ts';
import { attachmentUrl, messagePayload } from './message-payload.ts';
import { avatarUrl } from './pictures.ts';
import type { Platform } from './platform.ts';
import { isObject } from './form-reader.ts';

/** What stands on someone's screen: shapes for tests and for the demo page, not Discord's wire format. */

export interface AuthorView {
  id: string;
  name: string;
  avatarUrl: string;
  /** A webhook's message carries the APP tag, as a bot's does. */
  kind: 'user' | 'bot' | 'webhook';
}

export interface ReactionView {
  emoji: string;
  emojiId: string | null;
  imageUrl: string | null;
  count: number;
  users: { id: string; name: string }[];
}

export interface MessageView {
  id: string;
  channelId: string;
  kind: 'message' | 'reply' | 'command' | 'thread-starter' | 'thread-created';
  author: AuthorView;
  /** As sent, with `<@id>` and the like. */
  content: string;
  /** As read: mentions by name. */
  text: string;
  /** ISO 8601. */
  createdAt: string;
  editedAt: string | null;
  /** The message this one answers; `null` inside means it is gone. */
  replyTo: { id: string | null; author: AuthorView | null; content: string | null } | null;
  reactions: ReactionView[];
  embeds: JsonObject[];
  components: JsonObject[];
  attachments: {
    id: string;
    filename: string;
    title: string | null;
    url: string;
    contentType: string | null;
    size: number;
    width: number | null;
    height: number | null;
    description: string | null;
    spoiler: boolean;
  }[];
  /** Only its viewer sees it. */
  ephemeral: boolean;
  /** "… is thinking". */
  thinking: boolean;
  /** Who used which command, above a command's answer. */
  command: { name: string; userId: string; userName: string } | null;
  threadId: string | null;
  mentionsEveryone: boolean;
}

export interface ChannelView {
  id: string;
  guildId: string | null;
  name: string;
  topic: string | null;
  kind: 'text' | 'thread' | 'direct' | 'category';
  parentId: string | null;
  archived: boolean;
  messages: MessageView[];
}

/** What one press of a command, button or form has come to. */
export interface InteractionView {
  id: string;
  kind: Interaction['kind'];
  status: Interaction['status'];
  failure: string | null;
  choices: Choice[];
  modal: Modal | null;
  messages: MessageView[];
}

function authorView(platform: Platform, message: Message): AuthorView {
  const { author } = message;
  if (author.kind === 'webhook') {
    return {
      id: author.webhookId,
      name: author.name,
      avatarUrl: avatarUrl(platform, author.webhookId, author.avatar),
      kind: 'webhook',
    };
  }
  const user = platform.store.users.get(author.userId);
  return {
    id: author.userId,
    name: platform.shownName(author.userId, message.guildId),
    avatarUrl: avatarUrl(platform, author.userId, user?.avatar ?? null),
    kind: user?.bot ? 'bot' : 'user',
  };
}

/** The text with mentions of people, roles and channels by their names. */
function readableText(platform: Platform, content: string, guildId: string | null): string {
  return content
    .replace(/<@!?(\d+)>/g, (whole, id: string) =>
      platform.store.users.has(id) ? `@${platform.shownName(id, guildId)}` : whole,
    )
    .replace(/<@&(\d+)>/g, (_, id: string) => `@${platform.store.roles.get(id)?.name ?? 'deleted-role'}`)
    .replace(/<#(\d+)>/g, (_, id: string) => `#${platform.store.channels.get(id)?.name ?? 'deleted-channel'}`)
    .replace(/<a?:(\w+):\d+>/g, (_, name: string) => `:${name}:`);
}

function replyView(platform: Platform, message: Message): MessageView['replyTo'] {
  if (message.type !== MessageType.Reply || !message.reference) return null;
  const original =
    message.reference.messageId === null ? undefined : platform.store.message(message.reference.messageId);
  if (!original) return { id: message.reference.messageId, author: null, content: null };
  return { id: original.id, author: authorView(platform, original), content: original.content };
}

function kindOf(message: Message): MessageView['kind'] {
  if (message.type === MessageType.Reply) return 'reply';
  if (message.type === MessageType.ChatInputCommand) return 'command';
  if (message.type === MessageType.ThreadStarter) return 'thread-starter';
  return message.type === MessageType.ThreadCreated ? 'thread-created' : 'message';
}

function objects(value: JsonObject[string] | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** One message as a client draws it. */
export function messageView(platform: Platform, message: Message): MessageView {
  const wire = messagePayload(platform, message);
  const attached = new Set(objects(wire.attachments).map((attachment) => attachment.id));
  const { interaction } = message;
  return {
    id: message.id,
    channelId: message.channelId,
    kind: kindOf(message),
    author: authorView(platform, message),
    content: message.content,
    text: readableText(platform, message.content, message.guildId),
    createdAt: new Date(message.createdAt).toISOString(),
    editedAt: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    replyTo: replyView(platform, message),
    reactions: message.reactions.map(({ emoji, userIds }) => ({
      emoji: emoji.name,
      emojiId: emoji.id,
      imageUrl: emoji.id === null ? null : `${platform.cdnUrl}/emojis/${emoji.id}.png`,
      count: userIds.length,
      users: userIds.map((id) => ({ id, name: platform.shownName(id, message.guildId) })),
    })),
    embeds: message.flags & MessageFlag.SuppressEmbeds ? [] : objects(wire.embeds),
    components: objects(wire.components),
    attachments: message.attachments
      .filter((attachment) => attached.has(attachment.id))
      .map(({ id, filename, title, contentType, size, width, height, description, spoiler }) => ({
        id,
        filename,
        title: title ?? null,
        contentType,
        size,
        width,
        height,
        description,
        spoiler,
        url: attachmentUrl(platform, message.channelId, { id, filename }),
      })),
    ephemeral: message.onlyFor !== null,
    thinking: (message.flags & MessageFlag.Loading) !== 0,
    command:
      interaction?.type === 2
        ? {
            name: interaction.name,
            userId: interaction.userId,
            userName: platform.shownName(interaction.userId, message.guildId),
          }
        : null,
    threadId: message.flags & MessageFlag.HasThread ? message.id : null,
    mentionsEveryone: message.mentionsEveryone,
  };
}

function channelKind(channel: Channel): ChannelView['kind'] {
  if (channel.guildId === null) return 'direct';
  if (channel.thread) return 'thread';
  return channel.type === 4 ? 'category' : 'text';
}

/** A channel as it stands on a viewer's screen; without a viewer, what everyone sees. Oldest message first. */
export function channelView(platform: Platform, channel: Channel, viewerId?: string): ChannelView {
  const visible = platform.store
    .messagesIn(channel.id)
    .filter((message) => message.onlyFor === null || message.onlyFor === viewerId);
  return {
    id: channel.id,
    guildId: channel.guildId,
    name: channel.name ?? channel.recipientIds.map((id) => platform.shownName(id, null)).join(', '),
    topic: channel.topic,
    kind: channelKind(channel),
    parentId: channel.parentId,
    archived: channel.thread?.archived ?? false,
    messages: visible.map((message) => messageView(platform, message)),
  };
}

export function interactionView(platform: Platform, interaction: Interaction): InteractionView {
  const ids = new Set([
    ...(interaction.originalId === null ? [] : [interaction.originalId]),
    ...interaction.messageIds,
  ]);
  return {
    id: interaction.id,
    kind: interaction.kind,
    status: interaction.status,
    failure: interaction.failure,
    choices: interaction.choices,
    modal: interaction.modal,
    messages: [...ids].flatMap((id) => {
      const message = platform.store.message(id);
      return message ? [messageView(platform, message)] : [];
    }),
  };
}
