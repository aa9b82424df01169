import { OAuth2Scopes, PermissionFlagsBits, PermissionsBitField } from 'discord.js';

/** Permissions without which a link cannot work, as Discord's settings name them. */
export const NEEDED_PERMISSIONS = [
  [PermissionFlagsBits.ViewChannel, 'View Channel'],
  [PermissionFlagsBits.SendMessages, 'Send Messages'],
  [PermissionFlagsBits.ManageWebhooks, 'Manage Webhooks'],
  [PermissionFlagsBits.ReadMessageHistory, 'Read Message History'],
] as const;

/** Permissions without which something is missing: reactions, film cards, pictures, deleting. */
const WISHED_PERMISSIONS = [
  [PermissionFlagsBits.AddReactions, 'Add Reactions'],
  [PermissionFlagsBits.EmbedLinks, 'Embed Links'],
  [PermissionFlagsBits.AttachFiles, 'Attach Files'],
  [PermissionFlagsBits.ManageMessages, 'Manage Messages'],
] as const;

/** What we ask for and do not hold. @param held the bot's permissions in a server, as Discord writes them */
export function missingPermissions(held: string): string[] {
  const bits = new PermissionsBitField(BigInt(held));
  return [...NEEDED_PERMISSIONS, ...WISHED_PERMISSIONS]
    .filter(([bit]) => !bits.has(bit))
    .map(([, name]) => name);
}

/** The address that adds the bot to a server with exactly the permissions it uses. */
export function inviteUrl(applicationId: string): string {
  const wanted = [...NEEDED_PERMISSIONS, ...WISHED_PERMISSIONS].map(([bit]) => bit);
  const { bitfield } = new PermissionsBitField(wanted);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: bitfield.toString(),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
