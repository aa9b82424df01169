import { ClientRefusal } from './client-refusal.ts';
import type { Channel, ChannelTypeNumber, CustomEmoji, Guild, Member, Role, User } from './entities.ts';
import * as guilds from './guilds.ts';
import type { RoleWish } from './guilds.ts';
import { bitsOf } from './permissions.ts';
import type { PermissionName } from './permissions.ts';
import { drawnPicture, uploadedPicture } from './pictures.ts';
import type { Platform } from './platform.ts';

/** What an invited bot is usually granted. */
const BOT_PERMISSIONS: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'ManageMessages',
  'ManageWebhooks',
  'ManageThreads',
  'UseExternalEmojis',
];

/** Who is there and where: accounts, guilds, channels, roles, and who may do what. */
export class Places {
  protected readonly platform: Platform;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  get users(): User[] {
    return [...this.platform.store.users.values()];
  }

  get guilds(): Guild[] {
    return [...this.platform.store.guilds.values()];
  }

  channels(guildId: string): Channel[] {
    return this.platform.store.channelsOf(guildId);
  }

  members(guildId: string): Member[] {
    return this.platform.store.membersOf(guildId);
  }

  roles(guildId: string): Role[] {
    return this.platform.store.rolesOf(guildId);
  }

  /** A new account. Its avatar is drawn from `avatarSeed` (the name by default); `null` leaves Discord's default one. */
  createUser({
    name,
    displayName,
    bot = false,
    locale = 'en-US',
    avatarSeed,
  }: {
    name: string;
    displayName?: string;
    bot?: boolean;
    locale?: string;
    avatarSeed?: string | null;
  }): User {
    const avatar = avatarSeed === null ? null : drawnPicture(avatarSeed ?? name);
    const user: User = {
      id: this.platform.ids.next(),
      username: name,
      globalName: displayName ?? null,
      bot,
      locale,
      avatar,
    };
    this.platform.store.users.set(user.id, user);
    this.platform.announce({ type: 'user', userId: user.id });
    return user;
  }

  /** Changes display name or avatar picture (PNG, JPEG, GIF or WebP bytes). */
  changeUser(
    userId: string,
    {
      displayName,
      avatar,
    }: { displayName?: string | null; avatar?: { bytes: Buffer; contentType: string } | null },
  ): User {
    const user = this.platform.user(userId);
    if (displayName !== undefined) user.globalName = displayName;
    if (avatar !== undefined)
      user.avatar = avatar === null ? null : uploadedPicture(this.platform, avatar.bytes, avatar.contentType);
    this.platform.announce({ type: 'user', userId });
    return user;
  }

  /** A new guild; the bot is invited unless `bot` is false. */
  createGuild({
    name,
    ownerId,
    locale,
    bot = true,
  }: {
    name: string;
    ownerId: string;
    locale?: string;
    bot?: boolean;
  }): Guild {
    const guild = guilds.createGuild(this.platform, { name, ownerId, locale });
    if (bot) this.inviteBot(guild.id);
    return guild;
  }

  /** Adds the bot, with a role of its own that grants these permissions. */
  inviteBot(guildId: string, permissions: readonly PermissionName[] = BOT_PERMISSIONS): void {
    const guild = this.platform.guild(guildId);
    const { application } = this.platform;
    const role = guilds.createRole(this.platform, guild, {
      name: application.name,
      permissions,
      botId: application.id,
    });
    guilds.joinGuild(this.platform, guild, application.id, { roleIds: [role.id] });
  }

  removeBot(guildId: string): void {
    guilds.leaveGuild(this.platform, this.platform.guild(guildId), this.platform.application.id);
  }

  createChannel(guildId: string, wish: { name: string; topic?: string; type?: ChannelTypeNumber }): Channel {
    return guilds.createChannel(this.platform, this.platform.guild(guildId), wish);
  }

  changeChannel(channelId: string, change: { name?: string; topic?: string | null }): Channel {
    const channel = this.platform.channel(channelId);
    guilds.updateChannel(this.platform, channel, change);
    return channel;
  }

  deleteChannel(channelId: string): void {
    guilds.deleteChannel(this.platform, this.platform.channel(channelId));
  }

  createRole(guildId: string, wish: RoleWish): Role {
    return guilds.createRole(this.platform, this.platform.guild(guildId), wish);
  }

  createEmoji(guildId: string, name: string): CustomEmoji {
    const guild = this.platform.guild(guildId);
    const emoji: CustomEmoji = {
      id: this.platform.ids.next(),
      name,
      animated: false,
      picture: drawnPicture(`emoji ${name}`),
    };
    guild.emojis.push(emoji);
    guilds.tellGuild(this.platform, guild);
    return emoji;
  }

  addMember(
    guildId: string,
    userId: string,
    details: { nick?: string | null; roleIds?: string[] } = {},
  ): Member {
    return guilds.joinGuild(
      this.platform,
      this.platform.guild(guildId),
      this.platform.user(userId).id,
      details,
    );
  }

  changeMember(
    guildId: string,
    userId: string,
    change: { nick?: string | null; roleIds?: string[] },
  ): Member {
    const member = this.platform.store.member(guildId, userId);
    if (!member) throw new ClientRefusal('This person is not a member.');
    guilds.updateMember(this.platform, member, change);
    return member;
  }

  removeMember(guildId: string, userId: string): void {
    guilds.leaveGuild(this.platform, this.platform.guild(guildId), userId);
  }

  /** Allows, denies or resets permissions of a member (by default the bot) or a role in one channel. */
  setPermissions(
    channelId: string,
    change: {
      allow?: readonly PermissionName[];
      deny?: readonly PermissionName[];
      reset?: readonly PermissionName[];
    },
    id = this.platform.application.id,
  ): void {
    guilds.overwritePermissions(
      this.platform,
      this.platform.channel(channelId),
      { id, type: this.platform.store.roles.has(id) ? 'role' : 'member' },
      change,
    );
  }

  /** Sets what a role allows in its whole guild. */
  setRolePermissions(roleId: string, permissions: readonly PermissionName[]): void {
    const role = this.platform.store.roles.get(roleId);
    if (!role) throw new ClientRefusal('There is no such role.');
    guilds.setRolePermissions(this.platform, role, bitsOf(permissions));
  }

  /** The direct conversation of somebody with the bot. */
  directChannel(userId: string): Channel {
    return guilds.directChannel(this.platform, this.platform.user(userId).id, this.platform.application.id);
  }
}
