import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DiscordAPIError, HTTPError, REST, Routes } from 'discord.js';
import { Agent } from 'undici';
import type { JsonObject } from './entities.ts';
import { openStarterGuild } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';

let town: StarterGuild;
let rest: REST;
let messages: `/channels/${string}/messages`;

beforeAll(async () => {
  town = await openStarterGuild();
  rest = restFor(town.discord.token);
  messages = Routes.channelMessages(town.channel.id);
});

afterEach(() => {
  town.discord.faults.clear();
  town.discord.rateLimits.profile = 'lenient';
});

afterAll(async () => {
  await town.discord.close();
});

function restFor(token: string): REST {
  return new REST({ api: town.discord.apiUrl, cdn: town.discord.cdnUrl, agent: new Agent() }).setToken(token);
}

async function refusal(attempt: Promise<unknown>): Promise<DiscordAPIError> {
  const outcome = await attempt.then(
    () => new Error('it was allowed'),
    (reason: unknown) => reason,
  );
  if (outcome instanceof DiscordAPIError) return outcome;
  throw outcome;
}

/** Code and field faults of a refused post. */
async function faultsOf(body: JsonObject): Promise<unknown> {
  const { rawError } = await refusal(rest.post(messages, { body }));
  return 'errors' in rawError ? rawError.errors : rawError;
}

function fault(code: string): unknown {
  return { _errors: [expect.objectContaining({ code })] };
}

const button = (over: JsonObject = {}): JsonObject => ({
  type: 2,
  style: 1,
  label: 'Go',
  custom_id: 'go',
  ...over,
});
const row = (...components: JsonObject[]): JsonObject => ({ type: 1, components });

describe('a message is refused', () => {
  it('when it is empty, or nothing but blanks', async () => {
    expect((await refusal(rest.post(messages, { body: {} }))).code).toBe(50006);
    expect((await refusal(rest.post(messages, { body: { content: ' \n ' } }))).code).toBe(50006);
  });

  it('above 2000 characters, counted as people count them', async () => {
    expect(await faultsOf({ content: 'x'.repeat(2001) })).toEqual({
      content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
    });
    await rest.post(messages, { body: { content: '😀'.repeat(2000) } });
  });

  it('with a nonce that is too long', async () => {
    expect(await faultsOf({ content: 'x', nonce: 'n'.repeat(26) })).toEqual({
      nonce: fault('BASE_TYPE_MAX_LENGTH'),
    });
  });

  it('when it answers nothing', async () => {
    expect(await faultsOf({ content: 'x', message_reference: { message_id: '1' } })).toEqual({
      message_reference: fault('REPLIES_UNKNOWN_MESSAGE'),
    });
    await rest.post(messages, {
      body: { content: 'x', message_reference: { message_id: '1', fail_if_not_exists: false } },
    });
  });

  it.each<[string, JsonObject, unknown]>([
    ['a long title', { title: 'x'.repeat(257) }, { title: fault('BASE_TYPE_MAX_LENGTH') }],
    ['a long description', { description: 'x'.repeat(4097) }, { description: fault('BASE_TYPE_MAX_LENGTH') }],
    [
      'a field without a value',
      { fields: [{ name: 'n' }] },
      { fields: { 0: { value: fault('BASE_TYPE_REQUIRED') } } },
    ],
    [
      '26 fields',
      { fields: Array.from({ length: 26 }, () => ({ name: 'n', value: 'v' })) },
      { fields: fault('BASE_TYPE_MAX_LENGTH') },
    ],
    [
      'a picture at no address',
      { image: { url: 'poster' } },
      { image: { url: fault('URL_TYPE_INVALID_URL') } },
    ],
    [
      'a picture of a strange scheme',
      { image: { url: 'javascript:alert(1)' } },
      { image: { url: fault('URL_TYPE_INVALID_SCHEME') } },
    ],
    ['a colour beyond white', { title: 't', color: 0x1000000 }, { color: fault('NUMBER_TYPE_MAX') }],
  ])('with an embed that has %s', async (_what, embed, faults) => {
    expect(await faultsOf({ embeds: [embed] })).toEqual({ embeds: { 0: faults } });
  });

  it('with more than ten embeds, or more than 6000 characters in them', async () => {
    expect(await faultsOf({ embeds: Array.from({ length: 11 }, () => ({ title: 't' })) })).toEqual({
      embeds: fault('BASE_TYPE_MAX_LENGTH'),
    });
    expect(
      await faultsOf({ embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] }),
    ).toEqual({ embeds: fault('MAX_EMBED_SIZE_EXCEEDED') });
  });

  it.each<[string, JsonObject[], unknown]>([
    [
      'six rows',
      Array.from({ length: 6 }, (_, n) => row(button({ custom_id: `${n}` }))),
      fault('BASE_TYPE_MAX_LENGTH'),
    ],
    [
      'six buttons in a row',
      [row(...Array.from({ length: 6 }, (_, n) => button({ custom_id: `${n}` })))],
      { 0: { components: fault('BASE_TYPE_BAD_LENGTH') } },
    ],
    [
      'one id twice',
      [row(button(), button())],
      { 0: { components: { 1: { custom_id: fault('COMPONENT_CUSTOM_ID_DUPLICATED') } } } },
    ],
    [
      'a button without an id',
      [row({ type: 2, style: 1, label: 'x' })],
      { 0: { components: { 0: { custom_id: fault('BASE_TYPE_REQUIRED') } } } },
    ],
    [
      'a button with nothing on it',
      [row({ type: 2, style: 1, custom_id: 'x' })],
      { 0: { components: { 0: { label: fault('BUTTON_COMPONENT_INVALID') } } } },
    ],
    [
      'a long label',
      [row(button({ label: 'x'.repeat(81) }))],
      { 0: { components: { 0: { label: fault('BASE_TYPE_MAX_LENGTH') } } } },
    ],
    [
      'a link without an address',
      [row({ type: 2, style: 5, label: 'x' })],
      { 0: { components: { 0: { url: fault('BASE_TYPE_REQUIRED') } } } },
    ],
    [
      'a menu without options',
      [row({ type: 3, custom_id: 'm', options: [] })],
      { 0: { components: { 0: { options: fault('BASE_TYPE_BAD_LENGTH') } } } },
    ],
    [
      'a menu beside a button',
      [row({ type: 6, custom_id: 'm' }, button())],
      { 0: { components: fault('COMPONENT_LAYOUT_WIDTH_EXCEEDED') } },
    ],
    ['a bare button', [button()], { 0: { type: fault('BASE_TYPE_CHOICES') } }],
  ])('with components that have %s', async (_what, components, faults) => {
    expect(await faultsOf({ content: 'x', components })).toEqual({ components: faults });
  });

  it('with laid-out components beside plain text, or too many of them', async () => {
    const V2 = 1 << 15;
    const text = { type: 10, content: 'hello' };
    expect(await faultsOf({ flags: V2, content: 'x', components: [text] })).toEqual({
      content: fault('MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2'),
    });
    expect(await faultsOf({ flags: V2, components: Array.from({ length: 41 }, () => text) })).toMatchObject({
      components: {},
    });
    expect(
      await faultsOf({
        flags: V2,
        components: [{ type: 17, components: Array.from({ length: 40 }, () => text) }],
      }),
    ).toEqual({ components: fault('COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED') });
    await rest.post(messages, {
      body: {
        flags: V2,
        components: [{ type: 17, components: [{ type: 9, components: [text], accessory: button() }] }],
      },
    });
  });

  it('with contradicting allowed mentions', async () => {
    expect(await faultsOf({ content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } })).toEqual({
      allowed_mentions: { parse: fault('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE') },
    });
    expect(await faultsOf({ content: 'x', allowed_mentions: { parse: ['all'] } })).toEqual({
      allowed_mentions: { parse: { 0: fault('BASE_TYPE_CHOICES') } },
    });
  });

  it('with a file above 10 MiB', async () => {
    const attempt = rest.post(messages, {
      body: {},
      files: [{ name: 'film.mp4', data: Buffer.alloc(10 * 1024 * 1024 + 1) }],
    });
    expect(await refusal(attempt)).toMatchObject({ status: 413, code: 40005 });
  });

  it('when its body is no JSON', async () => {
    const answer = await fetch(`${town.discord.apiUrl}/v10${messages}`, {
      method: 'POST',
      headers: { authorization: `Bot ${town.discord.token}`, 'content-type': 'application/json' },
      body: '{',
    });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { message: 'The request body contains invalid JSON.', code: 50109 },
    ]);
  });
});

describe('what the bot may not do', () => {
  it('is anything with a wrong token', async () => {
    expect(await refusal(restFor('wrong').get(Routes.user()))).toMatchObject({ status: 401, code: 0 });
  });

  it('is to touch what does not exist', async () => {
    const codes = await Promise.all([
      refusal(rest.get(Routes.channel('1'))),
      refusal(rest.get(Routes.channelMessage(town.channel.id, '1'))),
      refusal(rest.get(Routes.guild('1'))),
      refusal(rest.get(Routes.guildMember(town.guild.id, '1'))),
      refusal(rest.get(Routes.user('1'))),
      refusal(rest.get(Routes.webhook('1'))),
    ]);
    expect(codes.map(({ code }) => code)).toEqual([10003, 10008, 10004, 10007, 10013, 10015]);
    expect((await refusal(rest.get('/channels/abc'))).rawError).toMatchObject({
      code: 50035,
      errors: { channel_id: fault('NUMBER_TYPE_COERCE') },
    });
  });

  it('is to edit the lines of others', async () => {
    const said = town.discord.world.say(town.mina.id, town.channel.id, { content: 'mine' });
    expect(
      await refusal(
        rest.patch(Routes.channelMessage(town.channel.id, said.id), { body: { content: 'yours' } }),
      ),
    ).toMatchObject({ status: 403, code: 50005 });
  });

  it.each([
    ['see', 'ViewChannel', 50001],
    ['write', 'SendMessages', 50013],
    ['delete', 'ManageMessages', 50013],
    ['react', 'AddReactions', 50013],
    ['read', 'ReadMessageHistory', 50013],
  ] as const)('is to %s without the permission', async (what, permission, code) => {
    const { world } = town.discord;
    const said = world.say(town.mina.id, town.channel.id, { content: 'guarded' });
    world.setPermissions(town.channel.id, { deny: [permission] });
    const one = Routes.channelMessage(town.channel.id, said.id);
    const attempts = {
      see: () => rest.get(Routes.channel(town.channel.id)),
      write: () => rest.post(messages, { body: { content: 'x' } }),
      delete: () => rest.delete(one),
      react: () =>
        rest.put(Routes.channelMessageOwnReaction(town.channel.id, said.id, encodeURIComponent('👍'))),
      read: () => rest.get(one),
    };
    expect((await refusal(attempts[what]())).code).toBe(code);
    world.setPermissions(town.channel.id, { reset: [permission] });
    await attempts[what]();
  });

  it('is to act in a guild it was removed from', async () => {
    const guild = town.discord.world.createGuild({ name: 'Elsewhere', ownerId: town.mina.id, bot: false });
    expect((await refusal(rest.get(Routes.guild(guild.id)))).code).toBe(50001);
  });

  it('is to delete old messages in bulk, or one alone', async () => {
    const old = ((BigInt(Date.now() - 15 * 24 * 3600 * 1000 - 1_420_070_400_000) << 22n) + 1n).toString();
    const bulk = (ids: string[]): Promise<unknown> =>
      rest.post(Routes.channelBulkDelete(town.channel.id), { body: { messages: ids } });
    expect((await refusal(bulk([old, '2']))).code).toBe(50034);
    expect((await refusal(bulk([old]))).code).toBe(50016);
  });

  it('is a 21st kind of reaction, or one that is no emoji', async () => {
    const said = town.discord.world.say(town.mina.id, town.channel.id, { content: 'so many' });
    const react = (emoji: string): Promise<unknown> =>
      rest.put(Routes.channelMessageOwnReaction(town.channel.id, said.id, encodeURIComponent(emoji)));
    for (const emoji of [
      '😀',
      '😁',
      '😂',
      '😃',
      '😄',
      '😅',
      '😆',
      '😇',
      '😈',
      '😉',
      '😊',
      '😋',
      '😌',
      '😍',
      '😎',
      '😏',
      '😐',
      '😑',
      '😒',
      '😓',
    ])
      await react(emoji);
    expect((await refusal(react('😔'))).code).toBe(30010);
    expect((await refusal(react('thumbsup'))).code).toBe(10014);
    await react('😀');
  });
});

describe('calls nobody answers', () => {
  it('get a plain 404 and are noted', async () => {
    expect(await refusal(rest.get(`/guilds/${town.guild.id}/audit-logs`))).toMatchObject({
      status: 404,
      code: 0,
    });
    expect(town.discord.world.unanswered).toContain(`GET /guilds/${town.guild.id}/audit-logs`);
  });
});

describe('rate limits', () => {
  it('are told in headers, and a call too many is refused with the time to wait', async () => {
    town.discord.rateLimits.profile = 'discord';
    const channel = town.discord.world.createChannel(town.guild.id, { name: 'busy' });
    const post = (): Promise<Response> =>
      fetch(`${town.discord.apiUrl}/v10/channels/${channel.id}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${town.discord.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'x' }),
      });
    const first = await post();
    expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual([
      '5',
      '4',
    ]);
    for (let n = 0; n < 4; n += 1) await post();
    const refused = await post();
    const body: unknown = await refused.json();
    expect([refused.status, refused.headers.get('x-ratelimit-scope')]).toEqual([429, 'user']);
    expect(body).toMatchObject({ message: 'You are being rate limited.', global: false });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('can be imposed, and discord.js waits them out', async () => {
    town.discord.faults.rateLimit({ calls: 1, retryAfter: 0.2, scope: 'shared' });
    const began = Date.now();
    await rest.post(messages, { body: { content: 'after a while' } });
    expect(Date.now() - began).toBeGreaterThan(180);
  });

  it('stop everything when they are global', async () => {
    town.discord.faults.rateLimit({ calls: 1, retryAfter: 0.2, scope: 'global' });
    const began = Date.now();
    await rest.get(Routes.user());
    expect(Date.now() - began).toBeGreaterThan(180);
  });
});

describe('other faults', () => {
  it('server errors pass when they are few, and do nothing', async () => {
    town.discord.faults.serverError({ calls: 2, status: 502 });
    const before = town.discord.world.channelView(town.channel.id).messages.length;
    await rest.post(messages, { body: { content: 'through' } });
    expect(town.discord.world.channelView(town.channel.id).messages).toHaveLength(before + 1);
    town.discord.faults.serverError({ only: `POST ${messages}` });
    await expect(rest.post(messages, { body: { content: 'never' } })).rejects.toBeInstanceOf(HTTPError);
    await rest.get(messages);
  });

  it('a slow answer comes late', async () => {
    town.discord.faults.slow({ ms: 150, calls: 1 });
    const began = Date.now();
    await rest.get(Routes.user());
    expect(Date.now() - began).toBeGreaterThan(140);
  });

  it('a lost answer leaves two copies, but one where the nonce is enforced', async () => {
    const { world, faults } = town.discord;
    const count = (content: string): number =>
      world.channelView(town.channel.id).messages.filter((message) => message.content === content).length;
    faults.loseAnswer({ calls: 1 });
    await rest.post(messages, { body: { content: 'said twice' } });
    expect(count('said twice')).toBe(2);
    faults.loseAnswer({ calls: 1 });
    await rest.post(messages, { body: { content: 'said once', nonce: 'n-1', enforce_nonce: true } });
    expect(count('said once')).toBe(1);
    faults.loseAnswer({ calls: 1, how: 'close' });
    await expect(rest.post(messages, { body: { content: 'said unheard' } })).rejects.toThrow();
    expect(count('said unheard')).toBe(1);
  });

  it('strike for a time, and can be listed and mended', async () => {
    const { faults } = town.discord;
    const id = faults.serverError({ forMs: 60_000, only: 'GET /users/@me' });
    faults.duplicateEvents({ atMost: 2 });
    expect(faults.list()).toMatchObject({ rest: [{ id, kind: 'serverError' }], duplication: { atMost: 2 } });
    faults.clear(id);
    await rest.get(Routes.user());
    faults.clear();
    expect(faults.list()).toEqual({ rest: [], cutOffMs: 0, duplication: null, disorder: null });
  });
});
