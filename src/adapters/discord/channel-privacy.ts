import { ChannelType, PermissionFlagsBits, type Channel } from 'discord.js';

/**
 * Whether not everybody in its server may view a channel; a thread is as its channel is, or private by itself.
 * @returns `unknown` of a channel that we do not see ourselves, or whose server has not told yet what it grants
 */
export function isHidden(channel: Channel | null | undefined): boolean | 'unknown' {
  if (!channel || !('guild' in channel) || channel.partial) return 'unknown';
  if (channel.type === ChannelType.PrivateThread) return true;
  const everyone = channel.guild.roles.cache.get(channel.guild.id);
  const seen = everyone && channel.permissionsFor(everyone)?.has(PermissionFlagsBits.ViewChannel);
  return seen === undefined ? 'unknown' : !seen;
}
