import { askPlatform } from '../../doctor/ask-platform.ts';
import { finding, type Finding } from '../../doctor/finding.ts';
import { inviteUrl, missingPermissions } from './invite.ts';
import type { DiscordSettings } from './settings.ts';

/** Of an application's flags: it may see message content (limited, for up to 100 servers, or in full). */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19);

/** Whether the bot's token is good, the message content intent on, and the bot in a server. */
export async function checkDiscord(discord: DiscordSettings): Promise<Finding[]> {
  const base = `${discord.apiUrl ?? 'https://discord.com/api'}/v10`;
  const get = async <T extends object>(path: string): Promise<T> => {
    const headers = { authorization: `Bot ${discord.token}` };
    const { status, json } = await askPlatform<T>('Discord', 'DISCORD_API_URL', `${base}${path}`, {
      headers,
    });
    if (status === 401) {
      throw new Error(
        'Discord refuses DISCORD_TOKEN: copy the bot token anew from the developer portal, page Bot',
      );
    }
    if (status >= 400) throw new Error(`Discord answers ${status} to ${path}: ${JSON.stringify(json)}`);
    return json;
  };
  const bot = await finding('discord', async () => {
    const me = await get<{ username: string }>('/users/@me');
    return `the bot is ${me.username}`;
  });
  if (!bot.ok) return [bot];
  const findings = [bot];
  let applicationId = '';
  findings.push(
    await finding('discord', async () => {
      const { id, flags } = await get<{ id: string; flags?: number }>('/applications/@me');
      applicationId = id;
      if (discord.applicationId !== undefined && discord.applicationId !== applicationId) {
        throw new Error(`DISCORD_APPLICATION_ID is another application's: this token's is ${applicationId}`);
      }
      if (((flags ?? 0) & MESSAGE_CONTENT) === 0) {
        throw new Error(
          'the bot cannot read messages: turn on MESSAGE CONTENT INTENT in the developer portal, page Bot',
        );
      }
      return 'message content intent is on';
    }),
  );
  findings.push(
    await finding('discord', async () => {
      const guilds = await get<{ id: string; name: string; permissions: string }[]>('/users/@me/guilds');
      if (guilds.length === 0) {
        throw new Error(`the bot is in no server yet: add it with ${inviteUrl(applicationId)}`);
      }
      const { guildId } = discord;
      if (guildId !== undefined && !guilds.some(({ id }) => id === guildId)) {
        throw new Error(
          `the bot is not in the server of DISCORD_GUILD_ID (${guildId}): correct it, or add the bot there with ${inviteUrl(applicationId)}`,
        );
      }
      const lacking = guilds.flatMap(({ name, permissions }) => {
        const missing = missingPermissions(permissions);
        return missing.length === 0 ? [] : [`${missing.join(', ')} in ${name}`];
      });
      if (lacking.length > 0) {
        throw new Error(
          `the bot lacks ${lacking.join('; ')}: give its role these permissions, or add it anew with ${inviteUrl(applicationId)}`,
        );
      }
      return `the bot is in ${guilds.map(({ name }) => name).join(', ')}`;
    }),
  );
  return findings;
}
