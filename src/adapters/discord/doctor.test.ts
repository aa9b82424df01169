import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDiscordStandIn, type DiscordStandIn } from '../../../sandbox/discord/index.ts';
import type { Finding } from '../../doctor/finding.ts';
import { discord as platform } from './platform.ts';

const lines = (findings: Finding[]): string[] =>
  findings.map(({ ok, text }) => `${ok ? 'ok' : 'FAIL'} ${text}`);

describe('the doctor on Discord', () => {
  let discord: DiscordStandIn;
  let blind: DiscordStandIn;
  beforeAll(async () => {
    discord = await createDiscordStandIn({});
    blind = await createDiscordStandIn({ intents: { messageContent: false } });
    const ana = discord.world.createUser({ name: 'ana', displayName: 'Ana', locale: 'en-US' });
    discord.world.createGuild({ name: 'Late Screening', ownerId: ana.id });
  });
  afterAll(() => Promise.all([discord.close(), blind.close()]));

  const of = async (standIn: DiscordStandIn, more: Record<string, string> = {}): Promise<string[]> => {
    const environment = { DISCORD_TOKEN: standIn.token, DISCORD_API_URL: standIn.apiUrl, ...more };
    return lines((await platform.setUp(environment)?.check()) ?? []);
  };

  it('is content with a good token, the intent, and a server', async () => {
    expect(await of(discord, { DISCORD_APPLICATION_ID: discord.applicationId })).toEqual([
      expect.stringMatching(/^ok the bot is ./),
      'ok message content intent is on',
      'ok the bot is in Late Screening',
    ]);
  });

  it('misses the intent and a server, and says how to get each', async () => {
    expect(await of(blind)).toEqual([
      expect.stringMatching(/^ok the bot is ./),
      expect.stringMatching(/^FAIL the bot cannot read messages: turn on MESSAGE CONTENT INTENT/),
      expect.stringMatching(
        /^FAIL the bot is in no server yet: add it with https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+/,
      ),
    ]);
  });

  it('misses permissions, and the server of DISCORD_GUILD_ID, and says how to get them', async () => {
    const poor = await createDiscordStandIn({});
    try {
      const ana = poor.world.createUser({ name: 'ana', displayName: 'Ana', locale: 'en-US' });
      const guild = poor.world.createGuild({ name: 'Bare', ownerId: ana.id });
      expect((await of(poor, { DISCORD_GUILD_ID: '12345678901234567' }))[2]).toMatch(
        /^FAIL the bot is not in the server of DISCORD_GUILD_ID \(12345678901234567\): correct it, or add the bot/,
      );
      for (const role of [...poor.world.roles(guild.id)]) poor.world.setRolePermissions(role.id, []);
      expect((await of(poor))[2]).toMatch(
        /^FAIL the bot lacks View Channel, Send Messages, Manage Webhooks, Read Message History, Add Reactions, .* in Bare: give its role/,
      );
    } finally {
      await poor.close();
    }
  });

  it('tells a wrong token and the id of another application', async () => {
    expect(await of(discord, { DISCORD_TOKEN: 'wrong' })).toEqual([
      expect.stringMatching(/^FAIL Discord refuses DISCORD_TOKEN: copy the bot token anew/),
    ]);
    expect((await of(discord, { DISCORD_APPLICATION_ID: '1' }))[1]).toMatch(
      new RegExp(
        `^FAIL DISCORD_APPLICATION_ID is another application's: this token's is ${discord.applicationId}$`,
      ),
    );
  });

  it('is not taken in by something else that answers', async () => {
    const portal = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => portal.once('listening', resolve));
    const { port } = portal.address() as AddressInfo;
    try {
      expect(await of(discord, { DISCORD_API_URL: `http://127.0.0.1:${port}/api` })).toEqual([
        `FAIL Discord does not answer at http://127.0.0.1:${port} (status 200, and no JSON): check the network, or DISCORD_API_URL`,
      ]);
    } finally {
      portal.closeAllConnections();
      portal.close();
    }
  });
});
