import { request } from 'undici';
import type { Config } from '../config/config.ts';
import { finding, type Finding } from './finding.ts';

/** Of an application's flags: it may see message content (limited, for up to 100 servers, or in full). */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19);

/** Whether the bot's token is good, the message content intent on, and the bot in a server. */
export async function checkDiscord(config: Config): Promise<Finding[]> {
  const { discord } = config;
  if (!discord) return [{ part: 'discord', ok: true, text: 'off: DISCORD_TOKEN is not set' }];
  const base = `${discord.apiUrl ?? 'https://discord.com/api'}/v10`;
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const { statusCode, body } = await request(`${base}${path}`, { headers: { authorization: `Bot ${discord.token}` } });
    const answer = (await body.json()) as Record<string, unknown>;
    if (statusCode === 401) {
      throw new Error('Discord refuses DISCORD_TOKEN: copy the bot token anew from the developer portal, page Bot');
    }
    if (statusCode >= 400) throw new Error(`Discord answers ${statusCode} to ${path}: ${String(answer['message'])}`);
    return answer;
  };
  const bot = await finding('discord', async () => {
    const me = await get('/users/@me');
    return `the bot is ${String(me['username'])}`;
  });
  if (!bot.ok) return [bot];
  const intents = await finding('discord', async () => {
    const { flags } = await get('/applications/@me');
    if ((Number(flags ?? 0) & MESSAGE_CONTENT) === 0) {
      throw new Error('the bot cannot read messages: turn on MESSAGE CONTENT INTENT in the developer portal, page Bot');
    }
    return 'message content intent is on';
  });
  return [bot, intents];
}
