import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuid } from 'uuid';
import { Dispatcher, type DispatcherDeps, type DispatcherPace } from '../../src/core/delivery/dispatcher.ts';
import { LINKS_TOPIC, type Link } from '../../src/core/delivery/link.ts';
import { courierLease } from '../../src/core/delivery/link-repository.ts';
import type { Lease, Leases } from '../../src/core/ports/leases.ts';
import { decodeBatch } from '../../src/core/rooms/event-batch.ts';
import { roomTopic } from '../../src/core/rooms/room-log.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import { PlatformInMemory } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage, QUICK } from '../support/delivery-stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { allPlatforms } from '../support/all-platforms.ts';

const LONG = 60_000;
const never = new Promise<void>(() => undefined);

/** Leases of a process that can be frozen: then nothing is prolonged, and nobody in it notices until it thaws. */
class FreezableLeases implements Leases {
  #thawed = Promise.resolve();
  thaw: () => void = () => undefined;

  constructor(private readonly leases: Leases) {}

  freeze(): void {
    this.#thawed = new Promise((resolve) => (this.thaw = resolve));
  }

  async take(name: string, ttlMs: number): Promise<Lease | null> {
    await this.#thawed;
    const lease = await this.leases.take(name, ttlMs);
    if (!lease) return null;
    return {
      fence: lease.fence,
      renew: () => this.#thawed.then(() => lease.renew()),
      release: () => this.#thawed.then(() => lease.release()),
    };
  }
}

describe.each(engines)('dispatchers on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let link: Link;
  let dispatchers: Dispatcher[];

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    dispatchers = [];
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    link = await stage.link();
  });
  afterEach(async () => {
    if (!available) return;
    await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
    await stage.strike();
    await database.query('delete from links');
  });
  const test = it.skipIf(!available);

  /** A process that serves the platform. */
  const dispatcher = async (
    pace: Partial<DispatcherPace> = {},
    more: Partial<DispatcherDeps> = {},
  ): Promise<Dispatcher> => {
    const { log, links, messages, mediaGrants, decorations, rooms, bus, logger, system } = stage;
    const leases = new SqlLeases(database, uuid());
    const parts = { log, links, messages, mediaGrants, decorations, rooms, leases, bus, logger, system };
    const deps: DispatcherDeps = {
      ...parts,
      platforms: allPlatforms,
      publicUrl: 'https://matinee.example',
      ...more,
    };
    const made = new Dispatcher(deps, platform, { lease: LONG, look: 20, courier: QUICK, ...pace });
    dispatchers.push(made);
    await made.start();
    return made;
  };
  const shown = (text: string, where = link): Promise<unknown> =>
    waitFor(`“${text}”`, () => platform.channel(where).texts.includes(text));
  const leaseIsFree = async (which = link): Promise<boolean> => {
    const lease = await new SqlLeases(database, uuid()).take(courierLease(which.id), 1);
    await lease?.release();
    return lease !== null;
  };

  test('give each link one courier, however many processes there are', async () => {
    const links = [link, await stage.link(), await stage.link(), await stage.link()];
    await Promise.all([dispatcher(), dispatcher(), dispatcher()]);
    const lines = Array.from({ length: 10 }, (_, index) => `line ${index}`);
    for (const line of lines) await stage.say(line);
    for (const each of links) {
      await stage.delivered(each);
      expect(platform.channel(each).texts).toEqual(lines);
    }
    expect(platform.count('post')).toBe(links.length * lines.length);
  });

  test('serve their own platform only', async () => {
    const slack = await stage.link('slack');
    await dispatcher();
    await stage.say('hello');
    await stage.delivered(link);
    expect(platform.channel(slack).texts).toEqual([]);
    expect(await leaseIsFree(slack)).toBe(true);
  });

  test('hand their links over at once when they stop', async () => {
    const first = await dispatcher();
    await stage.say('one');
    await shown('one');
    await dispatcher();
    await first.stop();
    await stage.say('two');
    await stage.delivered(link);
    expect(platform.channel(link).texts).toEqual(['one', 'two']);
  });

  test('take over what a process that died left behind, once its lease has run out', async () => {
    const leases = new FreezableLeases(new SqlLeases(database, uuid()));
    let answer = (): void => undefined;
    await dispatcher({ lease: 250 }, { leases });
    platform.answer = (call) =>
      call === 'post' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve();
    await stage.say('one');
    await shown('one');
    // It stops in the middle of a call: what it was about to note is never noted.
    leases.freeze();
    platform.answer = () => Promise.resolve();
    const frozen = performance.now();
    await dispatcher({ lease: 250 });
    await stage.say('two');
    await stage.delivered(link);
    expect(performance.now() - frozen).toBeLessThan(5_000);
    expect(platform.channel(link).texts).toEqual(['one', 'two']);
    // It thaws: its lease is another's by now, so nothing of it counts and nothing more is said.
    leases.thaw();
    answer();
    await stage.say('three');
    await stage.delivered(link);
    expect(platform.channel(link).texts).toEqual(['one', 'two', 'three']);
    const noted = await stage.links.copiesBefore(link.id, null, 10);
    expect(noted.map((copy) => copy.remoteId)).toEqual(['m3', 'm2', 'm1']);
  });

  test('say nothing while they cannot know whether their lease still runs', async () => {
    const leases = new FreezableLeases(new SqlLeases(database, uuid()));
    await dispatcher({ lease: 100 }, { leases });
    await stage.say('one');
    await stage.delivered(link);
    leases.freeze();
    await waitFor('the lease to run out', () => leaseIsFree());
    await stage.say('two');
    await waitFor('its courier to end', () =>
      stage.logger.said.includes('another process carries this link on'),
    );
    expect(platform.channel(link).texts).toEqual(['one']);
    leases.thaw();
    await shown('two');
  });

  test('start with a new link as soon as they are told of it', async () => {
    await dispatcher({ look: LONG });
    const fresh = await stage.link();
    const told = performance.now();
    stage.bus.publish(LINKS_TOPIC, Buffer.from(fresh.id));
    await stage.say('hello');
    await shown('hello', fresh);
    expect(performance.now() - told).toBeLessThan(2_000);
  });

  test('start with a new link soon though nobody tells', async () => {
    await dispatcher();
    const fresh = await stage.link();
    await stage.say('hello');
    await shown('hello', fresh);
  });

  test('hear of a link that was made while they were looking', async () => {
    let looks = 0;
    let held = (): void => undefined;
    const links = new (class extends SqlLinkRepository {
      override async ofPlatform(...which: Parameters<SqlLinkRepository['ofPlatform']>): Promise<Link[]> {
        const found = await super.ofPlatform(...which);
        if (++looks === 2) await new Promise<void>((resolve) => (held = resolve));
        return found;
      }
    })(database);
    await dispatcher({ look: LONG }, { links });
    stage.bus.publish(LINKS_TOPIC, Buffer.from(''));
    await waitFor('the second look', () => looks === 2);
    const fresh = await stage.link();
    stage.bus.publish(LINKS_TOPIC, Buffer.from(fresh.id));
    await new Promise((resolve) => setImmediate(resolve));
    held();
    await stage.say('hello');
    await shown('hello', fresh);
  });

  test('end with a link that is removed, and leave the others be', async () => {
    const other = await stage.link();
    await dispatcher({ look: LONG });
    await stage.say('one');
    for (const each of [link, other]) await stage.delivered(each);
    const { id: linkId, platform: name, channelName: channel } = link;
    await stage.act({ kind: 'remove-link', linkId, platform: name, channel, onPlatform: false });
    stage.bus.publish(LINKS_TOPIC, Buffer.from(linkId));
    await waitFor('its lease to be let go', () => leaseIsFree());
    await stage.say('two');
    await shown('two', other);
    expect(platform.channel(link).texts).toEqual(['one']);
    expect(await leaseIsFree(other)).toBe(false);
  });

  test('stop within two seconds while a platform hangs', async () => {
    const hanging = await dispatcher();
    platform.answer = () => never;
    await stage.say('one');
    await waitFor('the call', () => platform.calls.length > 0);
    const asked = performance.now();
    await hanging.stop();
    expect(performance.now() - asked).toBeLessThan(2_000);
    expect(await leaseIsFree()).toBe(true);
  });

  test('stop within two seconds while the store hangs', async () => {
    const leases = new FreezableLeases(new SqlLeases(database, uuid()));
    const hanging = await dispatcher({}, { leases });
    leases.freeze();
    const asked = performance.now();
    await hanging.stop();
    expect(performance.now() - asked).toBeLessThan(2_000);
    leases.thaw();
  });

  test('let a call that is under way come to its end when they stop', async () => {
    const stopping = await dispatcher();
    let answer = (): void => undefined;
    platform.answer = (call) =>
      call === 'post' ? new Promise((resolve) => (answer = resolve)) : Promise.resolve();
    const seq = await stage.say('one');
    await shown('one');
    const stopped = stopping.stop();
    answer();
    await stopped;
    expect(await stage.links.copiesOf(link.id, seq)).toHaveLength(1);
  });

  test('leave nothing behind when they are stopped while they start', async () => {
    const { log, links, messages, mediaGrants, decorations, rooms, bus, logger, system } = stage;
    for (let turns = 0; turns < 12; turns++) {
      const leases = new SqlLeases(database, uuid());
      const parts = { log, links, messages, mediaGrants, decorations, rooms, leases, bus, logger, system };
      const deps = { ...parts, platforms: allPlatforms, publicUrl: '' };
      const hasty = new Dispatcher(deps, platform, { lease: LONG, look: LONG, courier: QUICK });
      const started = hasty.start();
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      await hasty.stop();
      await started;
      expect(await leaseIsFree()).toBe(true);
    }
  });

  test('go on after the store was away', async () => {
    let away = 3;
    const links = new (class extends SqlLinkRepository {
      override ofPlatform(...which: Parameters<SqlLinkRepository['ofPlatform']>): Promise<Link[]> {
        return away-- > 0 ? Promise.reject(new Error('the store is away')) : super.ofPlatform(...which);
      }
    })(database);
    await dispatcher({}, { links });
    await stage.say('one');
    await shown('one');
  });

  test('try a broken link at once when its channel is found again', async () => {
    platform.fail('post', 'broken');
    await dispatcher({ look: LONG, courier: { ...QUICK, broken: () => LONG } });
    await stage.say('one');
    await waitFor('the link to be broken', async () => (await stage.stored(link)).state === 'broken');
    await stage.inbox({ platforms: [platform] }).channelFound(link);
    await shown('one');
    await stage.delivered(link);
    const kinds = (await stage.events()).map((event) => event.kind);
    expect(kinds.filter((kind) => kind.startsWith('link.'))).toEqual([
      'link.added',
      'link.broken',
      'link.mended',
    ]);
  });

  test('tell the room what has arrived and what never will', async () => {
    const told: unknown[] = [];
    const subscription = await stage.bus.subscribe(roomTopic(stage.room.id), (payload) => {
      const batch = decodeBatch(payload);
      if ('signal' in batch) told.push(batch.signal);
    });
    platform.fail('post', 'refused', { about: /poison/ });
    await dispatcher();
    const [one, poison] = await stage.sayAll(['one', 'poison']);
    await waitFor('both receipts', () => told.length === 2);
    const about = { op: 'delivery', room: stage.room.slug, platform: 'discord' };
    expect(told).toEqual([
      { type: 'delivery', frame: { ...about, seq: one, state: 'sent' } },
      {
        type: 'delivery',
        frame: {
          ...about,
          seq: poison,
          state: 'failed',
          detail: 'The platform does not take this message.',
        },
      },
    ]);
    await subscription.end();
  });

  test('say after a long absence where to read on', async () => {
    await stage.sayAll(Array.from({ length: 30 }, (_, index) => `line ${index}`));
    await dispatcher({ courier: { ...QUICK, catchUpLimit: 10 } });
    await stage.delivered(link);
    expect(platform.channel(link).notices.join()).toContain(
      `https://matinee.example/r/${encodeURIComponent(stage.room.slug)}`,
    );
  });
});
