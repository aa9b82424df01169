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
  PermissionFlagsBits.AddReactions,
  PermissionFlagsBits.EmbedLinks,
  PermissionFlagsBits.AttachFiles,
  PermissionFlagsBits.ManageMessages,
];

/** The address that adds the bot to a server with exactly the permissions it uses. */
export function inviteUrl(applicationId: string): string {
  const needed = NEEDED_PERMISSIONS.map(([bit]) => bit);
  const { bitfield } = new PermissionsBitField([...needed, ...WISHED_PERMISSIONS]);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: bitfield.toString(),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
