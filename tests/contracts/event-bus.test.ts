import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { RedisBus } from '../../src/bus/redis-bus.ts';
import type { EventBus } from '../../src/core/ports/event-bus.ts';
import { freePort } from '../support/free-port.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { findRedis, startRedis } from '../support/redis-server.ts';
import type { Server } from '../support/postgres-server.ts';
import { waitFor } from '../support/wait-for.ts';

const redisUrl = inject('redisUrl');

const buses = [
  { name: 'in process', available: true, open: () => Promise.resolve<EventBus>(new MemoryBus()) },
  {
    name: 'on Redis',
    available: redisUrl !== null,
    async open(): Promise<EventBus> {
      const bus = new RedisBus(redisUrl ?? '', quietLogger(), `${randomUUID()}:`);
      await bus.waitReady();
      return bus;
    },
  },
];

describe.each(buses)('the bus $name', ({ available, open }) => {
  let bus: EventBus;
  beforeAll(async () => {
    if (available) bus = await open();
  });
  afterAll(() => bus?.close());
  const test = it.skipIf(!available);

  /** Subscribes to a topic and keeps what comes. */
  async function listen(topic: string): Promise<{ heard: string[]; end(): Promise<void> }> {
    const heard: string[] = [];
    const { end } = await bus.subscribe(topic, (payload) => heard.push(payload.toString()));
    return { heard, end };
  }
  const say = (topic: string, text: string): void => bus.publish(topic, Buffer.from(text));

  test('carries what is published to every subscriber of the topic, in order, and to nobody else', async () => {
    const [one, two, elsewhere] = [await listen('a'), await listen('a'), await listen('b')];
    const said = Array.from({ length: 200 }, (_, i) => `${i}`);
    for (const text of said) say('a', text);
    say('b', 'last');
    await waitFor(
      'everything',
      () => one.heard.length === 200 && two.heard.length === 200 && elsewhere.heard.length === 1,
    );
    expect(one.heard).toEqual(said);
    expect(two.heard).toEqual(said);
    expect(elsewhere.heard).toEqual(['last']);
  });

  test('carries bytes as they are', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const heard: Buffer[] = [];
    await bus.subscribe('bytes', (payload) => heard.push(payload));
    bus.publish('bytes', bytes);
    await waitFor('the bytes', () => heard.length > 0);
    expect(heard[0]?.equals(bytes)).toBe(true);
  });

  test('hands nothing over inside the call that publishes', async () => {
    const { heard } = await listen('later');
    say('later', 'x');
    expect(heard).toEqual([]);
    await waitFor('the signal', () => heard.length === 1);
  });

  test('keeps one subscription when another of the same topic ends', async () => {
    const [leaves, stays] = [await listen('shared'), await listen('shared')];
    await leaves.end();
    await leaves.end();
    say('shared', 'x');
    await waitFor('the signal', () => stays.heard.length === 1);
    expect(leaves.heard).toEqual([]);
  });

  test('hears a topic again that was left and taken up in the same moment', async () => {
    const first = await listen('again');
    const [, second] = await Promise.all([first.end(), listen('again')]);
    say('again', 'x');
    await waitFor('the signal', () => second.heard.length === 1);
    expect(first.heard).toEqual([]);
  });

  test('takes what nobody listens to', () => {
    expect(() => say('nobody', 'x')).not.toThrow();
    expect(bus.status()).toBe('connected');
  });
});

describe('the bus when Redis fails', () => {
  const program = findRedis();
  const test = it.skipIf(program === null);
  let redis: Server;
  let port: number;
  const buses: RedisBus[] = [];

  beforeAll(async () => {
    if (program === null) return;
    port = await freePort();
    redis = await startRedis(program, port);
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });
  afterAll(() => redis?.stop());

  async function open(logger = quietLogger()): Promise<RedisBus> {
    const bus = new RedisBus(redis.url, logger);
    buses.push(bus);
    await bus.waitReady();
    return bus;
  }

  test('says that it recovered after Redis was killed and came back empty, and carries signals again', async () => {
    const [sender, receiver] = [await open(), await open()];
    const heard: string[] = [];
    await receiver.subscribe('room', (payload) => heard.push(payload.toString()));
    let recovered = 0;
    receiver.onRecovered(() => recovered++);
    await redis.stop();
    await waitFor(
      'the outage to be seen',
      () => receiver.status() !== 'connected' && sender.status() !== 'connected',
    );
    expect(() => sender.publish('room', Buffer.from('lost'))).not.toThrow();
    redis = await startRedis(program ?? '', port);
    await waitFor('recovery', () => recovered > 0 && sender.status() === 'connected');
    await waitFor('signals to pass again', () => {
      sender.publish('room', Buffer.from('found'));
      return heard.includes('found');
    });
    expect(heard).not.toContain('lost');
  });

  test('subscribes without waiting while Redis is away; the signals come once it is back', async () => {
    const bus = await open();
    let recovered = 0;
    bus.onRecovered(() => recovered++);
    await redis.stop();
    await waitFor('the outage to be seen', () => bus.status() !== 'connected');
    const heard: string[] = [];
    const begun = Date.now();
    await bus.subscribe('opened in the outage', (payload) => heard.push(payload.toString()));
    expect(Date.now() - begun).toBeLessThan(1_500);
    redis = await startRedis(program ?? '', port);
    await waitFor('recovery', () => recovered > 0);
    await waitFor('signals', () => {
      bus.publish('opened in the outage', Buffer.from('x'));
      return heard.length > 0;
    });
  });

  test('sees that Redis is frozen though its connection stands, and recovers when it thaws', async () => {
    const bus = await open();
    let recovered = 0;
    bus.onRecovered(() => recovered++);
    process.kill(redis.pid, 'SIGSTOP');
    try {
      await waitFor('the freeze to be seen', () => bus.status() !== 'connected');
      const begun = Date.now();
      await bus.subscribe('opened in the freeze', () => undefined);
      expect(Date.now() - begun).toBeLessThan(2_500);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await waitFor('recovery', () => recovered > 0 && bus.status() === 'connected');
  });

  test('tells once that Redis is away, and names why when it was never there', async () => {
    const logger = quietLogger();
    const bus = await open(logger);
    await redis.stop();
    await waitFor('several attempts to connect', () => bus.status().includes('ECONNREFUSED'));
    await waitFor('the word', () => logger.said.filter((line) => line.includes('is away')).length > 0);
    redis = await startRedis(program ?? '', port);
    await waitFor('recovery', () => logger.said.some((line) => line.includes('is back')));
    expect(logger.said.filter((line) => line.includes('is away'))).toHaveLength(1);

    const silent = quietLogger();
    const nowhere = new RedisBus(`redis://127.0.0.1:${await freePort()}`, silent);
    buses.push(nowhere);
    await expect(nowhere.waitReady(500)).rejects.toThrow('ECONNREFUSED');
    expect(silent.said).toEqual([]);
  });
});
