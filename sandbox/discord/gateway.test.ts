import { afterEach, describe, expect, it } from 'vitest';
import { Events, GatewayDispatchEvents, GatewayIntentBits } from 'discord.js';
import type { Client } from 'discord.js';
import { WebSocket } from 'ws';
import { createDiscordStandIn } from './index.ts';
import { isObject } from './form-reader.ts';
import { clientFor, logIn, openStarterGuild } from './starter-guild.ts';
import type { StarterGuild } from './starter-guild.ts';
import { next, until } from './waiting.ts';

let town: StarterGuild;
let client: Client | undefined;

afterEach(async () => {
  await client?.destroy();
  client = undefined;
  await town.discord.close();
});

/** The texts of every message the bot hears from now on. */
function listen(bot: Client): string[] {
  const heard: string[] = [];
  bot.on(Events.MessageCreate, (message) => heard.push(message.content));
  return heard;
}

function say(content: string): string {
  return town.discord.world.say(town.mina.id, town.channel.id, { content }).id;
}

/** A bare gateway connection, for what discord.js itself never does. */
async function rawGateway(query = 'v=10&encoding=json'): Promise<{
  send(frame: unknown): void;
  closed: Promise<number>;
  frame(op: number): Promise<Record<string, unknown>>;
}> {
  const socket = new WebSocket(`${town.discord.gatewayUrl}?${query}`);
  const frames: Record<string, unknown>[] = [];
  socket.on('message', (raw) => {
    const frame: unknown = JSON.parse(String(raw));
    if (isObject(frame)) frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise((resolve) => socket.on('open', resolve));
  return {
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    closed,
    frame: async (op) => {
      await until(() => frames.some((frame) => frame.op === op));
      return frames.find((frame) => frame.op === op) ?? {};
    },
  };
}

function identify(over: Record<string, unknown> = {}): unknown {
  return {
    op: 2,
    d: {
      token: town.discord.token,
      intents: 1,
      properties: { os: 'linux', browser: 'test', device: 'test' },
      ...over,
    },
  };
}

describe('a broken connection', () => {
  it('is resumed, and what was said meanwhile arrives in order', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const heard = listen(client);
    const resumed = next(client, Events.ShardResume);
    town.discord.faults.dropGateway();
    for (const line of ['one', 'two', 'three']) say(line);
    await resumed;
    await until(() => heard.length === 3);
    expect(heard).toEqual(['one', 'two', 'three']);
    expect(town.discord.gateway.counts).toEqual({ identifies: 1, resumes: 1 });
  });

  it('is resumed when Discord asks for a reconnect', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const heard = listen(client);
    const resumed = next(client, Events.ShardResume);
    expect(town.discord.faults.askToReconnect()).toBe(1);
    say('while away');
    await resumed;
    await until(() => heard.length === 1);
    expect(town.discord.gateway.counts.resumes).toBe(1);
  });

  it('is resumed after Discord was away for a moment', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const heard = listen(client);
    town.discord.faults.cutOff(450);
    await expect(fetch(`${town.discord.apiUrl}/v10/gateway`)).rejects.toThrow();
    await expect(fetch(`${town.discord.cdnUrl}/embed/avatars/0.png`)).rejects.toThrow();
    say('said while cut off');
    await until(() => heard.length === 1);
    expect(heard).toEqual(['said while cut off']);
  });

  it('cannot be resumed once more happened than is kept', async () => {
    town = await openStarterGuild();
    const gateway = await rawGateway();
    gateway.send(identify({ intents: GatewayIntentBits.GuildMessages }));
    const { d } = await gateway.frame(0);
    town.discord.faults.dropGateway();
    await gateway.closed;
    for (let n = 0; n < 1000; n += 1) say(`line ${n}`);
    const again = await rawGateway();
    again.send({
      op: 6,
      d: { token: town.discord.token, session_id: isObject(d) ? d.session_id : '', seq: 0 },
    });
    expect((await again.frame(9)).d).toBe(false);
    town.discord.faults.dropGateway();
    await again.closed;
  });
});

// discord.js logs in anew at most once in five seconds, so these wait for each other's sake side by side.
describe.concurrent('a session that is lost', () => {
  async function loseSession(
    lose: (own: StarterGuild) => void,
  ): Promise<{ heard: string[]; counts: { identifies: number; resumes: number } }> {
    const own = await openStarterGuild();
    const bot = await logIn(own.discord);
    const heard = listen(bot);
    const ready = next(bot, Events.ShardReady, () => true, 12_000);
    lose(own);
    own.discord.world.say(own.mina.id, own.channel.id, { content: 'said meanwhile' });
    await ready;
    own.discord.world.say(own.mina.id, own.channel.id, { content: 'said afterwards' });
    await until(() => heard.includes('said afterwards'));
    const counts = { ...own.discord.gateway.counts };
    await bot.destroy();
    await own.discord.close();
    return { heard, counts };
  }

  it('by op 9 is begun anew, and what was missed stays missed', async ({ expect: check }) => {
    const { heard, counts } = await loseSession((own) => own.discord.faults.invalidateSessions());
    check(heard).toEqual(['said afterwards']);
    check(counts).toEqual({ identifies: 2, resumes: 0 });
  });

  it('by an outage longer than one attempt is begun anew by discord.js, though it could be resumed', async ({
    expect: check,
  }) => {
    const { heard, counts } = await loseSession((own) => own.discord.faults.cutOff(900));
    check(heard).toEqual(['said afterwards']);
    check(counts).toEqual({ identifies: 2, resumes: 0 });
  });
});

describe('events', () => {
  it('come several times when duplicated, and discord.js takes each copy as new', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const told: string[] = [];
    client.ws.on(GatewayDispatchEvents.MessageReactionAdd, ({ emoji }: { emoji: { name: string } }) =>
      told.push(emoji.name),
    );
    const id = say('react');
    const emojis = ['👍', '🎬', '🍿', '😀', '🔥', '🎉'];
    town.discord.faults.duplicateEvents({ atMost: 4 });
    for (const emoji of emojis) town.discord.world.react(town.jun.id, id, emoji);
    town.discord.faults.clear();
    const heard = listen(client);
    say('end');
    await until(() => heard.includes('end'));
    expect(told.length).toBeGreaterThan(emojis.length);
    expect([...new Set(told)]).toEqual(emojis);
  });

  it('come in another order when disordered, and none is lost', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const heard = listen(client);
    const lines = Array.from({ length: 12 }, (_, n) => `line ${n}`);
    town.discord.faults.reorderEvents({ window: 6, holdMs: 20 });
    lines.forEach(say);
    await until(() => heard.length === 12);
    expect(heard).not.toEqual(lines);
    expect(new Set(heard)).toEqual(new Set(lines));
  });

  it('are told only to those who asked for them', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord, {
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessageReactions],
    });
    const heard = listen(client);
    const id = say('not for you');
    const reacted = next(client, Events.MessageReactionAdd);
    town.discord.world.react(town.jun.id, id, '👍');
    await reacted;
    expect(heard).toEqual([]);
  });

  it('keep their content to themselves without the message content intent, except for own lines, mentions and direct ones', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord, {
      intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages],
    });
    const heard = listen(client);
    say('secret');
    say(`<@${town.discord.applicationId}> hello`);
    const direct = town.discord.world.directChannel(town.jun.id);
    town.discord.world.say(town.jun.id, direct.id, { content: 'just us' });
    await until(() => heard.length === 3);
    expect(heard).toEqual(['', `<@${town.discord.applicationId}> hello`, 'just us']);
  });

  it('stop for channels the bot may no longer see, and for guilds it was removed from', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const heard = listen(client);
    town.discord.world.setPermissions(town.channel.id, { deny: ['ViewChannel'] });
    say('behind the door');
    town.discord.world.setPermissions(town.channel.id, { reset: ['ViewChannel'] });
    say('door open');
    await until(() => heard.length === 1);
    const gone = next(client, Events.GuildDelete);
    town.discord.world.removeBot(town.guild.id);
    await gone;
    say('without you');
    const back = next(client, Events.GuildCreate);
    town.discord.world.inviteBot(town.guild.id);
    expect((await back)[0].id).toBe(town.guild.id);
    expect(heard).toEqual(['door open']);
  });

  it('tell of channels, members and threads that come, change and go', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const { world } = town.discord;
    const opened = next(client, Events.ChannelCreate);
    const channel = world.createChannel(town.guild.id, { name: 'horror' });
    expect((await opened)[0].name).toBe('horror');
    const renamed = next(client, Events.ChannelUpdate);
    world.changeChannel(channel.id, { name: 'thrillers' });
    await renamed;
    const thread = next(client, Events.ThreadCreate);
    world.startThread(town.jun.id, channel.id, { name: 'Seen lately' });
    expect((await thread)[0].name).toBe('Seen lately');
    const joined = next(client, Events.GuildMemberAdd);
    const newcomer = world.createUser({ name: 'sora' });
    world.addMember(town.guild.id, newcomer.id);
    expect((await joined)[0].id).toBe(newcomer.id);
    const nicked = next(client, Events.GuildMemberUpdate);
    world.changeMember(town.guild.id, newcomer.id, { nick: '소라' });
    expect((await nicked)[1].displayName).toBe('소라');
    const left = next(client, Events.GuildMemberRemove);
    world.removeMember(town.guild.id, newcomer.id);
    await left;
    const closed = next(client, Events.ChannelDelete);
    world.deleteChannel(channel.id);
    await closed;
  });

  it('bring a link preview as a change that is no edit', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const id = say('https://example.org/parasite');
    const changed = next(client, Events.MessageUpdate);
    town.discord.world.unfurl(id, { type: 'link', title: 'Parasite', url: 'https://example.org/parasite' });
    const [, after] = await changed;
    expect([after.editedTimestamp, after.embeds[0]?.title]).toEqual([null, 'Parasite']);
  });

  it('are shared out among shards', async () => {
    town = await openStarterGuild();
    const shard = Number((BigInt(town.guild.id) >> 22n) % 2n);
    const mine = await rawGateway();
    mine.send(identify({ shard: [shard, 2] }));
    const other = await rawGateway();
    other.send(identify({ shard: [1 - shard, 2] }));
    const guildsOf = async (gateway: typeof mine): Promise<number> => {
      const { d } = await gateway.frame(0);
      return isObject(d) && Array.isArray(d.guilds) ? d.guilds.length : -1;
    };
    expect([await guildsOf(mine), await guildsOf(other)]).toEqual([1, 0]);
    town.discord.faults.dropGateway();
    await Promise.all([mine.closed, other.closed]);
  });
});

describe('the gateway refuses', () => {
  it('a wrong token', async () => {
    town = await openStarterGuild();
    const gateway = await rawGateway();
    gateway.send(identify({ token: 'wrong' }));
    expect(await gateway.closed).toBe(4004);
  });

  it('privileged intents that are not switched on, as discord.js reports', async () => {
    town = await openStarterGuild({ intents: { messageContent: false } });
    client = clientFor(town.discord);
    await expect(client.login(town.discord.token)).rejects.toThrow(/disallowed intents/i);
  });

  it.each([
    ['an unknown version', 'v=9&encoding=json', null, 4012],
    ['unknown intents', undefined, { op: 2, d: { token: 'T', intents: 1 << 30, properties: {} } }, 4013],
    [
      'an impossible shard',
      undefined,
      { op: 2, d: { token: 'T', intents: 1, properties: {}, shard: [2, 2] } },
      4010,
    ],
    ['something before logging in', undefined, { op: 8, d: {} }, 4003],
    ['what is no JSON', undefined, '{', 4002],
  ])('%s', async (_what, query, frame, code) => {
    town = await openStarterGuild({ token: 'T' });
    const gateway = await rawGateway(query);
    if (frame !== null) gateway.send(frame);
    expect(await gateway.closed).toBe(code);
  });

  it('a second login on one connection, and an unknown opcode', async () => {
    town = await openStarterGuild();
    const twice = await rawGateway();
    twice.send(identify());
    await twice.frame(0);
    twice.send(identify());
    expect(await twice.closed).toBe(4005);
    const odd = await rawGateway();
    odd.send(identify());
    await odd.frame(0);
    odd.send({ op: 99, d: null });
    expect(await odd.closed).toBe(4001);
  });

  it('more than 120 sends a minute', async () => {
    town = await openStarterGuild();
    const gateway = await rawGateway();
    for (let n = 0; n < 121; n += 1) gateway.send({ op: 1, d: null });
    expect(await gateway.closed).toBe(4008);
  });

  it('a client that stops its heartbeat', async () => {
    town = await openStarterGuild({ timing: { heartbeatMs: 60 } });
    const gateway = await rawGateway();
    gateway.send(identify());
    expect(await gateway.closed).toBe(4009);
  });

  it('to resume a session nobody has', async () => {
    town = await openStarterGuild();
    const gateway = await rawGateway();
    gateway.send({ op: 6, d: { token: town.discord.token, session_id: 'nobody', seq: 1 } });
    expect((await gateway.frame(9)).d).toBe(false);
    town.discord.faults.dropGateway();
    await gateway.closed;
  });
});

describe('a member list', () => {
  it('can be asked for over the gateway', async () => {
    town = await openStarterGuild();
    client = await logIn(town.discord);
    const members = await client.guilds.cache.get(town.guild.id)?.members.fetch();
    expect(members?.map((member) => member.displayName).sort()).toEqual(['Jun', 'Matinee', '미나']);
  });
});

describe('an empty stand-in', () => {
  it('lets a bot in that is in no guild yet', async () => {
    const discord = await createDiscordStandIn();
    const bot = await logIn(discord);
    expect(bot.guilds.cache.size).toBe(0);
    await bot.destroy();
    town = await openStarterGuild();
    await discord.close();
  });
});
