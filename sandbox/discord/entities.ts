/** What the stand-in keeps. Times are milliseconds since 1970, ids are snowflakes, permissions decimal strings. */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A picture: drawn from a seed, uploaded (bytes kept under `blob`), or taken from an address. */
export type PictureSource = { drawnFrom: string } | { blob: string; contentType: string } | { url: string };
export interface Picture {
  hash: string;
  source: PictureSource;
}

export interface User {
  id: string;
  username: string;
  globalName: string | null;
  bot: boolean;
  avatar: Picture | null;
  /** Discord locale of the person's client, e.g. `ko` or `en-US`. */
  locale: string;
}

export interface CustomEmoji {
  id: string;
  name: string;
  animated: boolean;
  picture: Picture;
}

export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  icon: Picture | null;
  preferredLocale: string;
  emojis: CustomEmoji[];
}

export interface Role {
  id: string;
  guildId: string;
  name: string;
  permissions: string;
  color: number;
  position: number;
  mentionable: boolean;
  /** The bot this role belongs to, for the role Discord makes when a bot is added. */
  botId: string | null;
}

export interface Member {
  guildId: string;
  userId: string;
  nick: string | null;
  roleIds: string[];
  joinedAt: number;
}

export interface Overwrite {
  id: string;
  type: 'role' | 'member';
  allow: string;
  deny: string;
}

/** Discord's channel type numbers, as far as the stand-in knows them. */
export const ChannelType = {
  Text: 0,
  Dm: 1,
  Voice: 2,
  Category: 4,
  Announcement: 5,
  PublicThread: 11,
  PrivateThread: 12,
} as const;
export type ChannelTypeNumber = (typeof ChannelType)[keyof typeof ChannelType];

export interface ThreadFacts {
  ownerId: string;
  starterMessageId: string | null;
  archived: boolean;
  locked: boolean;
  autoArchiveMinutes: number;
  archiveChangedAt: number;
  memberIds: string[];
  messageCount: number;
}

export interface Channel {
  id: string;
  type: ChannelTypeNumber;
  guildId: string | null;
  name: string | null;
  topic: string | null;
  position: number;
  parentId: string | null;
  overwrites: Overwrite[];
  lastMessageId: string | null;
  /** The people of a direct conversation. */
  recipientIds: string[];
  thread: ThreadFacts | null;
}

export interface Attachment {
  id: string;
  filename: string;
  /** What it was called before its name was cleaned, without its ending; null where the name is the same. */
  title: string | null;
  description: string | null;
  contentType: string | null;
  size: number;
  width: number | null;
  height: number | null;
  spoiler: boolean;
}

export interface EmojiKey {
  id: string | null;
  name: string;
  animated: boolean;
}

export interface Reaction {
  emoji: EmojiKey;
  userIds: string[];
}

export const MessageType = {
  Default: 0,
  ThreadCreated: 18,
  Reply: 19,
  ChatInputCommand: 20,
  ThreadStarter: 21,
} as const;
export type MessageTypeNumber = (typeof MessageType)[keyof typeof MessageType];

export const MessageFlag = {
  SuppressEmbeds: 1 << 2,
  HasThread: 1 << 5,
  Ephemeral: 1 << 6,
  Loading: 1 << 7,
  SuppressNotifications: 1 << 12,
  ComponentsV2: 1 << 15,
} as const;

/** Who put a message there: a person or bot, a webhook under a name, or the bot answering an interaction. */
export type Author =
  | { kind: 'user'; userId: string }
  | { kind: 'webhook'; webhookId: string; applicationId: string | null; name: string; avatar: Picture | null }
  | { kind: 'interaction'; userId: string; applicationId: string };

export interface MessageReference {
  channelId: string;
  guildId: string | null;
  messageId: string | null;
}

export interface Message {
  id: string;
  channelId: string;
  guildId: string | null;
  type: MessageTypeNumber;
  author: Author;
  content: string;
  createdAt: number;
  editedAt: number | null;
  flags: number;
  tts: boolean;
  nonce: string | number | null;
  reference: MessageReference | null;
  mentionedUserIds: string[];
  mentionedRoleIds: string[];
  mentionsEveryone: boolean;
  attachments: Attachment[];
  embeds: JsonObject[];
  components: JsonObject[];
  reactions: Reaction[];
  interaction: { id: string; type: number; name: string; userId: string } | null;
  /** Set for a message that only this person sees. */
  onlyFor: string | null;
}

export interface Webhook {
  id: string;
  token: string;
  guildId: string;
  channelId: string;
  name: string;
  avatar: Picture | null;
  creatorId: string;
  /** The application that made it; null when a person did. */
  applicationId: string | null;
}

export interface Command {
  id: string;
  /** Null for a global command. */
  guildId: string | null;
  type: number;
  name: string;
  description: string;
  version: string;
  nameLocalizations: Record<string, string> | null;
  descriptionLocalizations: Record<string, string> | null;
  options: JsonObject[];
  defaultMemberPermissions: string | null;
  nsfw: boolean;
  contexts: number[] | null;
  integrationTypes: number[];
}

/**
 * A mention that reached people: a new message or answer notifies, an edit that adds the mention (also one that fills a
 * deferred response) highlights without notifying.
 */
export interface Ping {
  messageId: string;
  channelId: string;
  target: 'everyone' | 'here' | 'role' | 'user';
  /** The role or person; null for everyone and here. */
  targetId: string | null;
  sender: { kind: Author['kind']; id: string };
  via: 'message' | 'edit' | 'reply';
  at: number;
}
