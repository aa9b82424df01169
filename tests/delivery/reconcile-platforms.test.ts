import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDiscordStandIn, type DiscordStandIn } from '../../sandbox/discord/index.ts';
import { createSlackStandIn, type SlackStandIn } from '../../sandbox/slack/index.ts';
import { createDiscordAdapter } from '../../src/adapters/discord/index.ts';
import { CommandsRecorder, PressesRecorder } from '../../src/adapters/discord/stage.test-support.ts';
import { createSlackAdapter } from '../../src/adapters/slack/index.ts';
import type { ChatAdapter } from '../../src/core/delivery/chat-adapter.ts';
import { appendFromChannel } from '../../src/core/delivery/append-from-channel.ts';
import { Inbox } from '../../src/core/delivery/inbox.ts';
import type { Link, PlatformId } from '../../src/core/delivery/link.ts';
import { actorOf } from '../../src/core/identity/actor.ts';
import { noRateLimits } from '../../src/bus/rate-limits.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlLateFiles } from '../../src/db/repositories/late-files.ts';
import type { Database } from '../../src/db/database.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { PicturesInMemory } from '../support/pictures-in-memory.ts';
import { waitFor } from '../support/wait-for.ts';

const LINES = 1_500;

/** A linked channel on one platform, with somebody in it; the real SDK between it and the inbox. */
interface Side {
  platform: PlatformId;
  link: Link;
  /** Who speaks there. */
  identity: string;
  inbox: Inbox;
  adapter: { adapter: ChatAdapter; start(): Promise<void>; stop(): Promise<void> };
  say(text: string, thread?: string): string;
  edit(id: string, text: string): void;
  remove(id: string): void;
  react(id: string): void;
  calls(): Map<string, number>;
  close(): Promise<void>;
}

async function core(stage: DeliveryStage, link: Link) {
  const adapters = new Map<PlatformId, ChatAdapter>();
  const inbox = new Inbox({
    ...stage,
    links: stage.links,
    log: stage.log,
    people: stage.people,
    messages: stage.messages,
    bus: stage.bus,
    logger: stage.logger,
    system: stage.system,
    leases: new SqlLeases(stage.database, link.id),
    media: new PicturesInMemory(stage.database),
    limiter: noRateLimits,
    lateFiles: new SqlLateFiles(stage.database),
    adapters,
  });
  return {
    adapters,
    inbox,
    parts: {
      inbox,
      commands: new CommandsRecorder(),
      polls: new PressesRecorder(),
      people: stage.people,
      links: stage.links,
      messages: stage.messages,
      rights: { of: () => Promise.resolve('managers' as const) },
      media: { read: () => Promise.resolve(null) },
      publicUrl: 'https://rooms.example',
    },
  };
}

async function linked(
  stage: DeliveryStage,
  platform: PlatformId,
  tenantId: string,
  channelId: string,
): Promise<Link> {
  const { id } = await stage.link(platform);
  await stage.database.query('delete from links where id <> $1', [id]);
  await stage.database.query(
    `update links set tenant_id = $2, channel_id = $3, channel_name = 'movies', created_at = now() - interval '1 hour' where id = $1`,
    [id, tenantId, channelId],
  );
  return stage.stored({ id });
}

async function onDiscord(stage: DeliveryStage): Promise<Side> {
  const discord: DiscordStandIn = await createDiscordStandIn({});
  const { world } = discord;
  const mina = world.createUser({ name: 'mina', displayName: 'Mina' });
  const guild = world.createGuild({ name: 'Club', ownerId: mina.id });
  const channel = world.createChannel(guild.id, { name: 'movies' });
  const link = await linked(stage, 'discord', guild.id, channel.id);
  const { adapters, inbox, parts } = await core(stage, link);
  const settings = { token: discord.token, apiUrl: discord.apiUrl, cdnUrl: discord.cdnUrl };
  const adapter = createDiscordAdapter(settings, parts, stage.logger);
  adapters.set('discord', adapter.adapter);
  return {
    platform: 'discord',
    link,
    identity: `discord:${mina.id}`,
    inbox,
    adapter,
    say: (content) => world.say(mina.id, channel.id, { content }).id,
    edit: (id, content) => void world.edit(mina.id, id, { content }),
    remove: (id) => world.remove(mina.id, id),
    react: (id) => void world.react(mina.id, id, '🎬'),
    calls: () => new Map(world.carriedOut),
    close: async () => {
      inbox.close();
      await adapter.stop();
      await discord.close();
    },
  };
}

async function onSlack(stage: DeliveryStage): Promise<Side> {
  const slack: SlackStandIn = await createSlackStandIn({});
  const { world } = slack;
  const mina = world.createUser({ name: 'mina', realName: 'Mina' }).id;
  const channel = world.createChannel({ name: 'movies', members: [mina] }).id;
  const link = await linked(stage, 'slack', slack.teamId, channel);
  const { adapters, inbox, parts } = await core(stage, link);
  const config = {
    botToken: slack.botToken,
    appToken: slack.appToken,
    signingSecret: undefined,
    clientId: undefined,
    clientSecret: undefined,
    stateSecret: undefined,
    apiUrl: slack.apiUrl,
    authorizeUrl: undefined,
  };
  const adapter = createSlackAdapter(config, parts, stage.logger);
  adapters.set('slack', adapter.adapter);
  return {
    platform: 'slack',
    link,
    identity: `slack:${slack.teamId}:${mina}`,
    inbox,
    adapter,
    say: (text, threadTs) =>
      world.say(mina, channel, { text, ...(threadTs === undefined ? {} : { threadTs }) }).ts,
    edit: (ts, text) => void world.edit(mina, channel, ts, text),
    remove: (ts) => world.remove(mina, channel, ts),
    react: (ts) => world.react(mina, channel, ts, 'clapper'),
    calls: () => new Map(),
    close: async () => {
      inbox.close();
      await adapter.stop();
      await slack.close();
    },
  };
}

describe.each([
  { name: 'Discord', open: onDiscord },
  { name: 'Slack', open: onSlack },
])('a channel on $name that was changed while nobody listened', { timeout: 240_000 }, ({ open }) => {
  const postgres = engines.find(({ name }) => name === 'Postgres');
  const test = it.skipIf(!postgres?.available);
  let database: Database;
  let stage: DeliveryStage;
  let side: Side;
  let ids: string[];

  beforeAll(async () => {
    if (postgres?.available) database = await postgres.open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!postgres?.available) return;
    stage = await DeliveryStage.set(database);
    side = await open(stage);
  });
  afterEach(async () => {
    await side?.close();
    await stage?.strike();
  });

  const hear = async (lines: number): Promise<void> => {
    ids = Array.from({ length: lines }, (_, n) => side.say(`line ${n}`));
    const mina = actorOf(await stage.people.meet({ identity: side.identity, name: 'Mina' }), side.platform);
    const heard = ids.map((remoteId, n) =>
      appendFromChannel(
        stage,
        side.link,
        mina,
        { kind: 'post', text: `line ${n}` },
        { remoteId, at: new Date() },
      ),
    );
    await Promise.all(heard);
  };
  const room = async (): Promise<Map<string, MessageView>> => {
    const found = new Map<string, MessageView>();
    for (let before: number | null = null; ;) {
      const page = await stage.messages.page(stage.room.id, before, 500, null);
      for (const message of page.messages) found.set(message.text, message);
      if (page.messages.length < 500) return found;
      before = page.messages[0]?.seq ?? 0;
    }
  };

  test('agrees with the room once it is read: far back, threads, and what is said meanwhile', async () => {
    await hear(LINES);
    const heard = side.calls();
    const at = (n: number): string => ids[n] ?? '';
    for (const n of [2, 600, 1_390]) side.remove(at(n));
    for (const n of [4, 601, 1_391]) side.edit(at(n), `line ${n}, edited`);
    for (const n of [6, 602, 1_392]) side.react(at(n));
    if (side.platform === 'slack') side.say('an answer after all', at(8));
    side.say('said while nobody listened');

    const { catchUp } = side.inbox;
    const asked: Promise<void>[] = [];
    side.inbox.catchUp = (platform) => {
      const reading = catchUp.call(side.inbox, platform);
      asked.push(reading);
      return reading;
    };
    await side.adapter.start();
    await waitFor('it to be read, as after each connection', () => asked.length > 0);
    side.say('said while it is read');
    await waitFor('the new line', async () => (await room()).has('said while it is read'), 30_000);
    await Promise.all(asked);
    const now = await room();
    for (const n of [2, 600, 1_390]) expect(now.has(`line ${n}`)).toBe(false);
    for (const n of [4, 601, 1_391]) expect(now.has(`line ${n}, edited`)).toBe(true);
    for (const n of [6, 602, 1_392])
      expect(now.get(`line ${n}`)?.reactions).toMatchObject([{ emoji: '🎬', count: 1 }]);
    expect(now.has('said while nobody listened')).toBe(true);
    if (side.platform === 'discord') {
      const calls = (route: string): number => (side.calls().get(route) ?? 0) - (heard.get(route) ?? 0);
      expect(calls('GET /channels/:channel/messages')).toBeLessThanOrEqual(LINES / 100 + 6);
      expect(calls('GET /channels/:channel/messages/:message/reactions/:emoji')).toBe(3);
    }
    if (side.platform === 'slack') expect(now.get('an answer after all')?.quote?.text).toBe('line 8');
    const before = await stage.events();
    await side.inbox.reconcile(side.link);
    expect(await stage.events()).toEqual(before);
  });

  test('loses the lines that were removed, and only those', async () => {
    await hear(120);
    for (const id of ids.slice(1)) side.remove(id);
    await side.inbox.reconcile(side.link);
    expect([...(await room()).keys()]).toEqual(['line 0']);
  });
});
