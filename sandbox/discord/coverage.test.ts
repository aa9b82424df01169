import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTROL_ACTIONS } from './control-actions.ts';
import { CONTROL_VIEWS } from './control.ts';
import type { JsonObject } from './entities.ts';
import { isObject } from './form-reader.ts';
import { routeName } from './router.ts';
import { CDN_PATHS } from './routes/cdn.ts';
import { ROUTES } from './routes/index.ts';
import { logIn, openStarterGuild } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';

const README = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** The code-formatted first cells of the table under a heading, with the second cells. */
function table(heading: string): Map<string, string> {
  const section = README.split(`### ${heading}\n`)[1]?.split(/\n#{2,3} /)[0] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)` \| (.*?) \|$/gm)];
  return new Map(rows.map((row) => [row[1] ?? '', row[2] ?? '']));
}

describe('the README', () => {
  it('lists exactly the REST calls that are answered', () => {
    expect(table('REST calls that are answered')).toEqual(
      new Map(ROUTES.map((route) => [routeName(route), route.summary])),
    );
  });

  it('lists exactly what the CDN serves', () => {
    expect(table('CDN')).toEqual(
      new Map(CDN_PATHS.map(({ template, summary }) => [`GET ${template}`, summary])),
    );
  });

  it('lists exactly what the control API does', () => {
    const views = CONTROL_VIEWS.map(({ path, summary }): [string, string] => [
      `GET /control${path ? `/${path}` : ''}`,
      summary,
    ]);
    const actions = CONTROL_ACTIONS.map(({ name, summary }): [string, string] => [
      `POST /control/${name}`,
      summary,
    ]);
    expect(table('Control API')).toEqual(new Map([...views, ...actions]));
  });
});

describe('every REST call', () => {
  let town: StarterGuild;

  beforeAll(async () => {
    town = await openStarterGuild();
  });

  afterAll(async () => {
    await town.discord.close();
  });

  async function call(method: string, path: string, body?: unknown): Promise<JsonObject> {
    const { apiUrl, token } = town.discord;
    const answer = await fetch(`${apiUrl}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${path} answered ${answer.status} ${text}`).toBe(true);
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  }

  async function lookAround(): Promise<void> {
    const { guild, jun, discord } = town;
    await call('GET', '/gateway');
    await call('GET', '/gateway/bot');
    await call('GET', '/users/@me');
    await call('GET', `/users/${jun.id}`);
    await call('GET', '/users/@me/guilds');
    await call('POST', '/users/@me/channels', { recipient_id: jun.id });
    await call('GET', '/applications/@me');
    await call('GET', '/oauth2/applications/@me');
    await call('POST', '/attachments/refresh-urls', {
      attachment_urls: [`${discord.cdnUrl}/attachments/1/2/a.png`],
    });
    for (const part of ['', '/channels', '/roles', '/members?limit=10', `/members/${jun.id}`])
      await call('GET', `/guilds/${guild.id}${part}`);
  }

  async function talk(): Promise<void> {
    const { guild, channel, jun } = town;
    const at = `/channels/${channel.id}`;
    const first = await call('POST', `${at}/messages`, { content: 'first' });
    const second = await call('POST', `${at}/messages`, { content: 'second' });
    const third = await call('POST', `${at}/messages`, { content: 'third' });
    await call('GET', `${at}/messages?limit=2`);
    await call('GET', `${at}/messages/${String(first.id)}`);
    await call('PATCH', `${at}/messages/${String(first.id)}`, { content: 'mended' });
    const reactions = `${at}/messages/${String(first.id)}/reactions`;
    const emoji = encodeURIComponent('🎬');
    await call('PUT', `${reactions}/${emoji}/@me`);
    town.discord.world.react(jun.id, String(first.id), '🎬');
    await call('GET', `${reactions}/${emoji}`);
    await call('DELETE', `${reactions}/${emoji}/${jun.id}`);
    await call('DELETE', `${reactions}/${emoji}/@me`);
    town.discord.world.react(jun.id, String(first.id), '🎬');
    await call('DELETE', `${reactions}/${emoji}`);
    await call('DELETE', reactions);
    await call('POST', `${at}/typing`);
    await call('DELETE', `${at}/messages/${String(first.id)}`);
    await call('POST', `${at}/messages/bulk-delete`, { messages: [second.id, third.id] });
    await call('GET', at);
    town.discord.world.setRolePermissions(guild.id, [
      'ViewChannel',
      'SendMessages',
      'ManageChannels',
      'ReadMessageHistory',
      'CreatePublicThreads',
      'CreatePrivateThreads',
    ]);
    await call('PATCH', at, { topic: 'new topic' });
    const made = await call('POST', `/guilds/${guild.id}/channels`, { name: 'made' });
    await call('DELETE', `/channels/${String(made.id)}`);
  }

  async function openThreads(): Promise<void> {
    const { guild, channel, jun } = town;
    const at = `/channels/${channel.id}`;
    const starter = await call('POST', `${at}/messages`, { content: 'starter' });
    await call('POST', `${at}/messages/${String(starter.id)}/threads`, { name: 'on a message' });
    const thread = await call('POST', `${at}/threads`, { name: 'alone', type: 11 });
    await call('POST', `${at}/threads`, { name: 'hidden', type: 12 });
    const members = `/channels/${String(thread.id)}/thread-members`;
    await call('PUT', `${members}/${jun.id}`);
    await call('GET', members);
    await call('GET', `${members}/${jun.id}?with_member=true`);
    await call('DELETE', `${members}/@me`);
    await call('GET', `/guilds/${guild.id}/threads/active`);
    await call('PATCH', `/channels/${String(thread.id)}`, { archived: true });
    expect(await call('GET', `${at}/threads/archived/public`)).toMatchObject({
      threads: [{ name: 'alone' }],
    });
  }

  async function useWebhooks(): Promise<void> {
    const { guild, channel } = town;
    const webhook = await call('POST', `/channels/${channel.id}/webhooks`, { name: 'relay' });
    await call('GET', `/channels/${channel.id}/webhooks`);
    town.discord.world.setRolePermissions(guild.id, ['ViewChannel', 'SendMessages', 'ManageWebhooks']);
    await call('GET', `/guilds/${guild.id}/webhooks`);
    const own = `/webhooks/${String(webhook.id)}`;
    const open = `${own}/${String(webhook.token)}`;
    for (const path of [own, open]) {
      await call('GET', path);
      await call('PATCH', path, { name: 'renamed' });
    }
    const sent = await call('POST', `${open}?wait=true`, { content: 'relayed' });
    const message = `${open}/messages/${String(sent.id)}`;
    await call('GET', message);
    await call('PATCH', message, { content: 'mended' });
    await call('DELETE', message);
    await call('DELETE', open);
    const another = await call('POST', `/channels/${channel.id}/webhooks`, { name: 'another' });
    await call('DELETE', `/webhooks/${String(another.id)}`);
  }

  async function useCommands(): Promise<void> {
    const { guild, discord } = town;
    for (const base of [
      `/applications/${discord.applicationId}/commands`,
      `/applications/${discord.applicationId}/guilds/${guild.id}/commands`,
    ]) {
      await call('PUT', base, [{ name: 'movie', description: 'Films' }]);
      await call('GET', base);
      const command = await call('POST', base, { name: 'help', description: 'What can be said' });
      await call('GET', `${base}/${String(command.id)}`);
      expect(
        await call('PATCH', `${base}/${String(command.id)}`, { description: 'Everything' }),
      ).toMatchObject({ name: 'help', description: 'Everything' });
      await call('DELETE', `${base}/${String(command.id)}`);
    }
  }

  async function answerAnInteraction(): Promise<void> {
    const { channel, mina, discord } = town;
    const client = await logIn(discord);
    client.once('interactionCreate', (interaction) => {
      if (interaction.isChatInputCommand()) void interaction.reply('Films');
    });
    const press = await discord.world.slash(mina.id, channel.id, 'movie');
    expect(press.state.status).toBe('answered');
    await client.destroy();
  }

  it('is answered when it is asked as it should be', async () => {
    await lookAround();
    await talk();
    await openThreads();
    await useWebhooks();
    await useCommands();
    await answerAnInteraction();
    await call('DELETE', `/users/@me/guilds/${town.guild.id}`);
    const carriedOut = town.discord.world.carriedOut;
    const never = ROUTES.map(routeName).filter((name) => !carriedOut.has(name));
    expect(never).toEqual([]);
    expect(town.discord.world.unanswered).toEqual([]);
  });
});
