import type { Channel, ChannelTypeNumber, Guild, Member, Overwrite, Role } from './entities.ts';
import { ChannelType } from './entities.ts';
import {
  channelPayload,
  guildCreatePayload,
  guildPayload,
  memberPayload,
  rolePayload,
  userPayload,
} from './payloads.ts';
import { bitsOf, EVERYONE_PERMISSIONS } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import { drawnPicture } from './pictures.ts';
import { Intent } from './platform.ts';
import type { Platform } from './platform.ts';

/** Makes a guild with its @everyone role and its owner as first member. */
export function createGuild(
  platform: Platform,
  { name, ownerId, locale = 'en-US' }: { name: string; ownerId: string; locale?: string },
): Guild {
  const id = platform.ids.next();
  const guild: Guild = {
    id,
    name,
    ownerId,
    icon: drawnPicture(`guild ${name}`),
    preferredLocale: locale,
    emojis: [],
  };
  platform.store.guilds.set(id, guild);
  platform.store.roles.set(id, {
    id,
    guildId: id,
    name: '@everyone',
    permissions: EVERYONE_PERMISSIONS.toString(),
    color: 0,
    position: 0,
    mentionable: false,
    botId: null,
  });
  platform.store.putMember({
    guildId: id,
    userId: ownerId,
    nick: null,
    roleIds: [],
    joinedAt: platform.now(),
  });
  platform.announce({ type: 'guild', guildId: id });
  return guild;
}

export interface RoleWish {
  name: string;
  permissions?: readonly PermissionName[];
  mentionable?: boolean;
  color?: number;
  botId?: string;
}

export function createRole(platform: Platform, guild: Guild, wish: RoleWish): Role {
  const role: Role = {
    id: platform.ids.next(),
    guildId: guild.id,
    name: wish.name,
    permissions: bitsOf(wish.permissions ?? []).toString(),
    color: wish.color ?? 0,
    position: platform.store.rolesOf(guild.id).length,
    mentionable: wish.mentionable ?? false,
    botId: wish.botId ?? null,
  };
  platform.store.roles.set(role.id, role);
  platform.publish({
    name: 'GUILD_ROLE_CREATE',
    data: { guild_id: guild.id, role: rolePayload(role) },
    guildId: guild.id,
    intent: Intent.Guilds,
  });
  platform.announce({ type: 'guild', guildId: guild.id });
  return role;
}

/** Changes what a role allows. */
export function setRolePermissions(platform: Platform, role: Role, permissions: bigint): void {
  role.permissions = permissions.toString();
  platform.publish({
    name: 'GUILD_ROLE_UPDATE',
    data: { guild_id: role.guildId, role: rolePayload(role) },
    guildId: role.guildId,
    intent: Intent.Guilds,
  });
  platform.announce({ type: 'guild', guildId: role.guildId });
}

/** Lets someone in. When it is the bot, it learns of the whole guild at once. */
export function joinGuild(
  platform: Platform,
  guild: Guild,
  userId: string,
  { nick = null, roleIds = [] }: { nick?: string | null; roleIds?: string[] } = {},
): Member {
  const known = platform.store.member(guild.id, userId);
  if (known) return known;
  const member: Member = { guildId: guild.id, userId, nick, roleIds: [...roleIds], joinedAt: platform.now() };
  platform.store.putMember(member);
  if (userId === platform.application.id) {
    platform.publish({
      name: 'GUILD_CREATE',
      data: guildCreatePayload(platform, guild, true),
      guildId: guild.id,
      intent: Intent.Guilds,
    });
  } else {
    platform.publish({
      name: 'GUILD_MEMBER_ADD',
      data: { ...memberPayload(member, platform.user(userId)), guild_id: guild.id },
      guildId: guild.id,
      intent: Intent.GuildMembers,
    });
  }
  platform.announce({ type: 'member', action: 'joined', guildId: guild.id, userId });
  return member;
}

/** Puts someone out. The bot is told with GUILD_DELETE when it is the one who goes, and hears nothing more from there. */
export function leaveGuild(platform: Platform, guild: Guild, userId: string): void {
  if (!platform.store.member(guild.id, userId)) return;
  if (userId === platform.application.id) {
    platform.publish({
      name: 'GUILD_DELETE',
      data: { id: guild.id },
      guildId: guild.id,
      intent: Intent.Guilds,
    });
    platform.store.deleteMember(guild.id, userId);
    for (const role of platform.store.rolesOf(guild.id))
      if (role.botId === userId) platform.store.roles.delete(role.id);
  } else {
    platform.store.deleteMember(guild.id, userId);
    platform.publish({
      name: 'GUILD_MEMBER_REMOVE',
      data: { guild_id: guild.id, user: userPayload(platform.user(userId)) },
      guildId: guild.id,
      intent: Intent.GuildMembers,
    });
  }
  platform.announce({ type: 'member', action: 'left', guildId: guild.id, userId });
}

/** Changes a member's nickname or roles and tells. */
export function updateMember(
  platform: Platform,
  member: Member,
  change: { nick?: string | null; roleIds?: string[] },
): void {
  Object.assign(member, change);
  platform.publish({
    name: 'GUILD_MEMBER_UPDATE',
    data: { ...memberPayload(member, platform.user(member.userId)), guild_id: member.guildId },
    guildId: member.guildId,
    intent: Intent.GuildMembers,
  });
  platform.announce({ type: 'member', action: 'updated', guildId: member.guildId, userId: member.userId });
}

export function createChannel(
  platform: Platform,
  guild: Guild,
  wish: { name: string; topic?: string | null; type?: ChannelTypeNumber; parentId?: string | null },
): Channel {
  const channel: Channel = {
    id: platform.ids.next(),
    type: wish.type ?? ChannelType.Text,
    guildId: guild.id,
    name: wish.name,
    topic: wish.topic ?? null,
    position: platform.store.channelsOf(guild.id).length,
    parentId: wish.parentId ?? null,
    overwrites: [],
    lastMessageId: null,
    recipientIds: [],
    thread: null,
  };
  platform.store.channels.set(channel.id, channel);
  tellChannel(platform, 'CHANNEL_CREATE', channel);
  platform.announce({ type: 'channel', action: 'created', channelId: channel.id });
  return channel;
}

function tellChannel(platform: Platform, name: string, channel: Channel, always = false): void {
  platform.publish({
    name,
    data: channelPayload(platform, channel),
    guildId: channel.guildId,
    channelId: always ? undefined : channel.id,
    intent: Intent.Guilds,
  });
}

/** Changes a channel's name or topic and tells. */
export function updateChannel(
  platform: Platform,
  channel: Channel,
  change: { name?: string; topic?: string | null },
): void {
  Object.assign(channel, change);
  tellChannel(platform, channel.thread ? 'THREAD_UPDATE' : 'CHANNEL_UPDATE', channel);
  platform.announce({ type: 'channel', action: 'updated', channelId: channel.id });
}

/** Deletes a channel with its messages, webhooks and threads. */
export function deleteChannel(platform: Platform, channel: Channel): void {
  const threads =
    channel.guildId === null
      ? []
      : platform.store
          .channelsOf(channel.guildId)
          .filter((other) => other.thread && other.parentId === channel.id);
  for (const thread of threads) deleteChannel(platform, thread);
  tellChannel(platform, channel.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE', channel);
  for (const message of platform.store.messagesIn(channel.id))
    for (const file of message.attachments) platform.blobs.delete(file.id);
  platform.store.deleteChannel(channel.id);
  platform.announce({ type: 'channel', action: 'deleted', channelId: channel.id });
}

/** Grants and denies permissions to one role or member in one channel, beyond what holds there already. */
export function overwritePermissions(
  platform: Platform,
  channel: Channel,
  target: { id: string; type: Overwrite['type'] },
  change: {
    allow?: readonly PermissionName[];
    deny?: readonly PermissionName[];
    reset?: readonly PermissionName[];
  },
): void {
  const found = channel.overwrites.find((entry) => entry.id === target.id);
  const entry: Overwrite = found ?? { ...target, allow: '0', deny: '0' };
  if (!found) channel.overwrites.push(entry);
  const allow = bitsOf(change.allow ?? []);
  const deny = bitsOf(change.deny ?? []);
  const reset = bitsOf(change.reset ?? []);
  entry.allow = (((BigInt(entry.allow) & ~reset) | allow) & ~deny).toString();
  entry.deny = (((BigInt(entry.deny) & ~reset) | deny) & ~allow).toString();
  tellChannel(platform, 'CHANNEL_UPDATE', channel, true);
  platform.announce({ type: 'channel', action: 'updated', channelId: channel.id });
}

/** The direct conversation of these two, made on first use. */
export function directChannel(platform: Platform, a: string, b: string): Channel {
  for (const channel of platform.store.channels.values()) {
    if (channel.guildId === null && channel.recipientIds.includes(a) && channel.recipientIds.includes(b))
      return channel;
  }
  const channel: Channel = {
    id: platform.ids.next(),
    type: ChannelType.Dm,
    guildId: null,
    name: null,
    topic: null,
    position: 0,
    parentId: null,
    overwrites: [],
    lastMessageId: null,
    recipientIds: [a, b],
    thread: null,
  };
  platform.store.channels.set(channel.id, channel);
  platform.announce({ type: 'channel', action: 'created', channelId: channel.id });
  return channel;
}

/** Tells that the guild itself changed, e.g. its emojis. */
export function tellGuild(platform: Platform, guild: Guild): void {
  platform.publish({
    name: 'GUILD_UPDATE',
    data: guildPayload(platform, guild),
    guildId: guild.id,
    intent: Intent.Guilds,
  });
  platform.publish({
    name: 'GUILD_EMOJIS_UPDATE',
    data: { guild_id: guild.id, emojis: guildPayload(platform, guild).emojis ?? [] },
    guildId: guild.id,
    intent: Intent.GuildExpressions,
  });
  platform.announce({ type: 'guild', guildId: guild.id });
}
