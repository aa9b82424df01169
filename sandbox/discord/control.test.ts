import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SlashCommandBuilder } from 'discord.js';
import { CONTROL_ACTIONS } from './control-actions.ts';
import { isObject } from './form-reader.ts';
import { logIn, openStarterGuild } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';
import { until } from './waiting.ts';

let town: StarterGuild;

beforeAll(async () => {
  town = await openStarterGuild();
});

afterEach(() => {
  town.discord.faults.clear();
});

afterAll(async () => {
  await town.discord.close();
});

async function look(path: string): Promise<unknown> {
  const answer = await fetch(`${town.discord.controlUrl}/${path}`);
  expect(answer.status).toBe(200);
  return answer.json();
}

async function ask(
  action: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${town.discord.controlUrl}/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function done(action: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await ask(action, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return isObject(answer.body) ? answer.body : {};
}

describe('the control API', () => {
  it('lists everything it can do', async () => {
    const list = await look('');
    expect(list).toMatchObject({
      actions: CONTROL_ACTIONS.map(({ name }) => expect.objectContaining({ name })),
    });
  });

  it('lets people talk, and shows the channel as one of them sees it', async () => {
    const userId = town.mina.id;
    const channelId = town.channel.id;
    const file = { filename: 'a.txt', data: Buffer.from('hello').toString('base64') };
    const said = await done('say', { userId, channelId, content: 'first', attachments: [file] });
    await done('say', { userId: town.jun.id, channelId, content: 'second', replyTo: said.id });
    await done('edit', { userId, messageId: said.id, content: 'first, mended' });
    await done('react', { userId, messageId: said.id, emoji: '👍' });
    await done('typing', { userId, channelId });
    expect(await look(`channels/${channelId}?viewer=${userId}`)).toMatchObject({
      name: 'movies',
      messages: [
        {
          content: 'first, mended',
          attachments: [{ filename: 'a.txt' }],
          reactions: [{ emoji: '👍', count: 1 }],
        },
        { content: 'second', replyTo: { content: 'first, mended', author: { name: '미나' } } },
      ],
    });
    await done('unreact', { userId, messageId: said.id, emoji: '👍' });
    await done('remove', { userId, messageId: said.id });
    await done('sayAsForeignWebhook', { channelId, name: 'News', content: 'a feed' });
    const thread = await done('startThread', { userId, channelId, name: 'aside' });
    expect(await look(`channels/${String(thread.id)}`)).toMatchObject({
      kind: 'thread',
      parentId: channelId,
    });
  });

  it('builds guilds, channels and people', async () => {
    const person = await done('createUser', { name: 'sora', displayName: '소라', locale: 'ko' });
    const guild = await done('createGuild', { name: 'Second club', ownerId: person.id });
    const channel = await done('createChannel', { guildId: guild.id, name: 'talk' });
    await done('changeChannel', { channelId: channel.id, topic: 'about films' });
    await done('addMember', { guildId: guild.id, userId: town.jun.id, nick: 'J' });
    const role = await done('createRole', {
      guildId: guild.id,
      name: 'critics',
      permissions: ['MentionEveryone'],
    });
    await done('createEmoji', { guildId: guild.id, name: 'popcorn' });
    await done('setPermissions', { channelId: channel.id, deny: ['ManageWebhooks'] });
    expect(await look('state')).toMatchObject({
      people: expect.arrayContaining([
        expect.objectContaining({ name: '소라', avatarUrl: expect.stringContaining('/cdn/avatars/') }),
      ]),
      guilds: expect.arrayContaining([
        expect.objectContaining({
          id: guild.id,
          channels: [expect.objectContaining({ topic: 'about films' })],
          roles: expect.arrayContaining([expect.objectContaining({ id: role.id })]),
          members: expect.arrayContaining([expect.objectContaining({ name: 'J' })]),
        }),
      ]),
    });
    await done('removeMember', { guildId: guild.id, userId: town.jun.id });
    await done('removeBot', { guildId: guild.id });
    await done('inviteBot', { guildId: guild.id });
    await done('deleteChannel', { channelId: channel.id });
    expect(await done('directChannel', { userId: town.jun.id })).toMatchObject({ guildId: null });
  });

  it('types commands, and reports that nobody answered when no bot is there', async () => {
    const client = await logIn(town.discord);
    await client.application.commands.set([
      new SlashCommandBuilder().setName('movie').setDescription('Films'),
    ]);
    client.once('interactionCreate', (interaction) => {
      if (interaction.isChatInputCommand()) void interaction.reply('here');
    });
    const userId = town.mina.id;
    const channelId = town.channel.id;
    expect(await look(`commands?user=${userId}&channel=${channelId}`)).toMatchObject([{ name: 'movie' }]);
    const press = await done('slash', { userId, channelId, name: 'movie' });
    expect(press).toMatchObject({ status: 'answered', messages: [{ content: 'here' }] });
    expect(await look(`interactions/${String(press.id)}`)).toMatchObject({ status: 'answered' });
    await client.destroy();
    expect(await ask('slash', { userId, channelId, name: 'film' })).toMatchObject({
      status: 409,
      body: { error: 'There is no command /film here.' },
    });
  });

  it('sends every change to whoever listens, but not what others see alone', async () => {
    const heard: string[] = [];
    const request = get(`${town.discord.controlUrl}/events?viewer=${town.jun.id}`, (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => heard.push(chunk));
      response.on('error', () => undefined);
    });
    await until(() => heard.length > 0);
    await done('say', { userId: town.mina.id, channelId: town.channel.id, content: 'on the wire' });
    await until(() => heard.join('').includes('on the wire'));
    expect(heard.join('')).toMatch(/event: message\ndata: \{"type":"message","action":"created"/);
    request.destroy();
  });

  it('sets faults, lists and clears them', async () => {
    const { id } = await done('faults/rateLimit', { calls: 2, retryAfter: 0.1, only: 'POST /webhooks/' });
    await done('faults/serverError', { forMs: 1000, status: 500, only: 'nowhere' });
    await done('faults/slow', { ms: 5, calls: 1, only: 'nowhere' });
    await done('faults/loseAnswer', { calls: 1, only: 'nowhere' });
    await done('faults/duplicateEvents', { atMost: 2 });
    await done('faults/reorderEvents', { window: 3 });
    expect(await look('faults')).toMatchObject({
      rest: [
        { id, kind: 'rateLimit', callsLeft: 2 },
        { kind: 'serverError' },
        { kind: 'slow' },
        { kind: 'lostAnswer' },
      ],
      duplication: { atMost: 2 },
      disorder: { window: 3 },
      rateLimits: 'lenient',
    });
    await done('faults/clear', {});
    expect(await look('faults')).toMatchObject({ rest: [], duplication: null, disorder: null });
    for (const action of ['faults/dropGateway', 'faults/askToReconnect', 'faults/invalidateSessions'])
      await done(action, {});
    await done('rateLimits', { profile: 'discord' });
    await done('rateLimits', { profile: 'lenient' });
  });

  it('stays within reach while Discord is cut off', async () => {
    await done('faults/cutOff', { ms: 60_000 });
    await expect(fetch(`${town.discord.apiUrl}/v10/gateway`)).rejects.toThrow();
    expect(await look('faults')).toMatchObject({ cutOffMs: expect.any(Number) });
    await done('faults/clear', {});
    expect((await fetch(`${town.discord.apiUrl}/v10/gateway`)).status).toBe(200);
  });

  it('empties the lists of pings and unanswered calls', async () => {
    await done('forget', {});
    await done('say', { userId: town.mina.id, channelId: town.channel.id, content: '@everyone' });
    expect(await look('pings')).toMatchObject([{ target: 'everyone' }]);
    await fetch(`${town.discord.apiUrl}/v10/nowhere`);
    expect(await look('unanswered')).toEqual(['GET /nowhere']);
    await done('forget', {});
    expect([await look('pings'), await look('unanswered')]).toEqual([[], []]);
  });

  it('names what is wrong with a request', async () => {
    expect(await ask('say', { userId: 'mina' })).toMatchObject({ status: 400 });
    expect(await ask('fly', {})).toMatchObject({ status: 404 });
    const tooLong = await ask('say', {
      userId: town.mina.id,
      channelId: town.channel.id,
      content: 'x'.repeat(2001),
    });
    expect(tooLong).toMatchObject({ status: 400, body: { discord: { code: 50035 } } });
    expect(await ask('say', { userId: town.mina.id, channelId: '1', content: 'x' })).toMatchObject({
      status: 404,
    });
  });

  it('is open to pages on this machine, and to no others', async () => {
    const local = await fetch(`${town.discord.controlUrl}/pings`, {
      headers: { origin: 'http://localhost:3000' },
    });
    expect(local.headers.get('access-control-allow-origin')).toBe('http://localhost:3000');
    const preflight = await fetch(`${town.discord.controlUrl}/say`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:3000' },
    });
    expect(preflight.status).toBe(204);
    expect((await ask('forget', {}, { origin: 'https://example.org' })).status).toBe(403);
    expect((await ask('forget', {}, { origin: 'http://127.0.0.1.example.org' })).status).toBe(403);
    const rebound = await new Promise<number | undefined>((resolve) => {
      get(`${town.discord.controlUrl}/pings`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(rebound).toBe(403);
  });
});
