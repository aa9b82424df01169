import { createHmac } from 'node:crypto';
import type { Change } from './changes.ts';
import type { Author, Channel, Guild, JsonObject, Member, Message, Ping, User } from './entities.ts';
import { refuse } from './errors.ts';
import { channelPermissions, guildPermissions, PermissionBits } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { BlobStore, Store } from './store.ts';

/** Gateway intents by bit (discord-api-docs, events/gateway). */
export const Intent = {
  Guilds: 1 << 0,
  GuildMembers: 1 << 1,
  GuildModeration: 1 << 2,
  GuildExpressions: 1 << 3,
  GuildWebhooks: 1 << 5,
  GuildPresences: 1 << 8,
  GuildMessages: 1 << 9,
  GuildMessageReactions: 1 << 10,
  GuildMessageTyping: 1 << 11,
  DirectMessages: 1 << 12,
  DirectMessageReactions: 1 << 13,
  DirectMessageTyping: 1 << 14,
  MessageContent: 1 << 15,
} as const;

/** One thing for the gateway to tell. */
export interface GatewayEvent {
  name: string;
  data: JsonObject;
  /** The same without a message's content, for those who may not read it. */
  withoutContent?: JsonObject;
  guildId: string | null;
  /** Told only while the bot can see this channel. */
  channelId?: string;
  /** Told only to those who asked for this intent; 0 goes to everyone. */
  intent: number;
}

export interface EventSink {
  publish(event: GatewayEvent): void;
}

/** The one application that may log in, and how it is configured in the developer portal. */
export interface Application {
  id: string;
  name: string;
  token: string;
  /** Privileged intents switched on for it. */
  intents: { members: boolean; presences: boolean; messageContent: boolean };
}

export interface Timing {
  /** Milliseconds until an unanswered interaction fails; Discord: 3000. */
  interactionAnswerMs: number;
  /** Milliseconds an interaction token lives; Discord: 15 minutes. */
  interactionTokenMs: number;
  /** Milliseconds between heartbeats; Discord: about 41 s. */
  heartbeatMs: number;
}

/** All parts of one stand-in, and the questions about them that every part asks. */
export class Platform {
  readonly application: Application;
  readonly store: Store;
  readonly ids: SnowflakeMint;
  readonly now: () => number;
  readonly blobs: BlobStore;
  readonly timing: Timing;
  readonly signingKey: string;
  /** `http://127.0.0.1:PORT`, once the server listens. */
  origin = '';
  readonly pings: Ping[] = [];
  readonly #listeners = new Set<(change: Change) => void>();
  #sink: EventSink = { publish: () => undefined };

  constructor(
    parts: Pick<Platform, 'application' | 'store' | 'ids' | 'now' | 'blobs' | 'timing' | 'signingKey'>,
  ) {
    this.application = parts.application;
    this.store = parts.store;
    this.ids = parts.ids;
    this.now = parts.now;
    this.blobs = parts.blobs;
    this.timing = parts.timing;
    this.signingKey = parts.signingKey;
  }

  get cdnUrl(): string {
    return `${this.origin}/cdn`;
  }

  connectGateway(sink: EventSink): void {
    this.#sink = sink;
  }

  publish(event: GatewayEvent): void {
    this.#sink.publish(event);
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  sign(text: string): string {
    return createHmac('sha256', this.signingKey).update(text).digest('hex');
  }

  user(id: string): User {
    const user = this.store.users.get(id);
    if (!user) throw refuse('unknownUser');
    return user;
  }

  guild(id: string): Guild {
    const guild = this.store.guilds.get(id);
    if (!guild) throw refuse('unknownGuild');
    return guild;
  }

  /** The guild, if the bot is in it. */
  guildForBot(id: string): Guild {
    const guild = this.guild(id);
    if (!this.store.member(id, this.application.id)) throw refuse('missingAccess');
    return guild;
  }

  channel(id: string): Channel {
    const channel = this.store.channels.get(id);
    if (!channel) throw refuse('unknownChannel');
    return channel;
  }

  /** The channel, if the bot may see it. */
  channelForBot(id: string): Channel {
    const channel = this.channel(id);
    if (!this.can(channel, this.application.id, 'ViewChannel')) throw refuse('missingAccess');
    return channel;
  }

  /** The message, if it is in that channel and not for one person's eyes only. */
  messageIn(channel: Channel, messageId: string): Message {
    const message = this.store.message(messageId);
    if (!message || message.channelId !== channel.id || message.onlyFor !== null)
      throw refuse('unknownMessage');
    return message;
  }

  /** Someone's permissions in a channel; a thread has those of its parent; nobody outside holds any. */
  permissionsIn(channel: Channel, userId: string): bigint {
    if (channel.guildId === null) {
      return channel.recipientIds.includes(userId) ? ~PermissionBits.Administrator : 0n;
    }
    const guild = this.guild(channel.guildId);
    const member = this.store.member(guild.id, userId);
    if (!member) return 0n;
    const parent =
      channel.thread && channel.parentId !== null ? this.store.channels.get(channel.parentId) : channel;
    return channelPermissions(guild, parent ?? channel, member, this.store.rolesOf(guild.id));
  }

  can(channel: Channel, userId: string, permission: PermissionName): boolean {
    return (this.permissionsIn(channel, userId) & PermissionBits[permission]) !== 0n;
  }

  /** Throws 50013 unless the bot holds the permission in the channel. */
  requireOfBot(channel: Channel, permission: PermissionName): void {
    if (!this.can(channel, this.application.id, permission)) throw refuse('missingPermissions');
  }

  /** Throws 50013 unless the bot holds the permission in the guild as a whole. */
  requireOfBotInGuild(guild: Guild, permission: PermissionName): void {
    const member = this.store.member(guild.id, this.application.id);
    const held = member ? guildPermissions(guild, member, this.store.rolesOf(guild.id)) : 0n;
    if (!(held & PermissionBits[permission])) throw refuse('missingPermissions');
  }

  memberOf(guildId: string | null, userId: string): Member | undefined {
    return guildId === null ? undefined : this.store.member(guildId, userId);
  }

  /** The name a client shows for someone: nickname here, else display name, else username. */
  shownName(userId: string, guildId: string | null): string {
    const user = this.store.users.get(userId);
    return this.memberOf(guildId, userId)?.nick ?? user?.globalName ?? user?.username ?? 'Deleted User';
  }

  authorId(author: Author): string {
    return author.kind === 'webhook' ? author.webhookId : author.userId;
  }
}
