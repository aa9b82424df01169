import type { Channel, Guild, Member, Overwrite, Role } from './entities.ts';

/** Bit of each permission, by the name discord.js gives it (discord-api-docs, topics/permissions). */
export const PermissionBits = {
  CreateInstantInvite: 1n << 0n,
  KickMembers: 1n << 1n,
  BanMembers: 1n << 2n,
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewAuditLog: 1n << 7n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  SendTTSMessages: 1n << 12n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ChangeNickname: 1n << 26n,
  ManageNicknames: 1n << 27n,
  ManageRoles: 1n << 28n,
  ManageWebhooks: 1n << 29n,
  ManageGuildExpressions: 1n << 30n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  UseExternalStickers: 1n << 37n,
  SendMessagesInThreads: 1n << 38n,
  ModerateMembers: 1n << 40n,
  SendPolls: 1n << 49n,
  UseExternalApps: 1n << 50n,
} as const;
export type PermissionName = keyof typeof PermissionBits;

const ALL_PERMISSIONS = Object.values(PermissionBits).reduce((all, bit) => all | bit, 0n);

/** What a new guild grants everyone. */
export const EVERYONE_PERMISSIONS = bitsOf([
  'CreateInstantInvite',
  'AddReactions',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'ChangeNickname',
  'UseApplicationCommands',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'SendMessagesInThreads',
]);

export function bitsOf(names: readonly PermissionName[]): bigint {
  return names.reduce((sum, name) => sum | PermissionBits[name], 0n);
}

export function isPermissionName(name: string): name is PermissionName {
  return Object.hasOwn(PermissionBits, name);
}

/** Permissions in the guild as a whole: owner and administrators hold all, others what their roles add up to. */
export function guildPermissions(guild: Guild, member: Member, roles: Iterable<Role>): bigint {
  if (guild.ownerId === member.userId) return ALL_PERMISSIONS;
  let sum = 0n;
  for (const role of roles) {
    if (role.id === guild.id || member.roleIds.includes(role.id)) sum |= BigInt(role.permissions);
  }
  return sum & PermissionBits.Administrator ? ALL_PERMISSIONS : sum;
}

/** Permissions in one channel, by Discord's order: everyone's overwrite, roles' together, the member's own. */
export function channelPermissions(
  guild: Guild,
  channel: Channel,
  member: Member,
  roles: Iterable<Role>,
): bigint {
  const base = guildPermissions(guild, member, roles);
  if (base === ALL_PERMISSIONS) return base;
  const overwriteFor = (id: string): Overwrite | undefined =>
    channel.overwrites.find((entry) => entry.id === id);
  let result = base;
  const everyone = overwriteFor(guild.id);
  if (everyone) result = (result & ~BigInt(everyone.deny)) | BigInt(everyone.allow);
  let allow = 0n;
  let deny = 0n;
  for (const roleId of member.roleIds) {
    const overwrite = overwriteFor(roleId);
    if (!overwrite) continue;
    allow |= BigInt(overwrite.allow);
    deny |= BigInt(overwrite.deny);
  }
  result = (result & ~deny) | allow;
  const own = overwriteFor(member.userId);
  if (own) result = (result & ~BigInt(own.deny)) | BigInt(own.allow);
  return result & PermissionBits.ViewChannel ? result : 0n;
}
