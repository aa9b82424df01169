import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RateLimits } from '../../src/bus/rate-limits.ts';
import { RedisBus } from '../../src/bus/redis-bus.ts';
import { RedisPresence } from '../../src/bus/redis-presence.ts';
import { SharedRedis } from '../../src/bus/shared-redis.ts';
import type { Problem } from '../../src/core/errors.ts';
import { RATES } from '../../src/core/ports/rate-limiter.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import type { Server } from '../support/postgres-server.ts';
import { findRedis, startRedis } from '../support/redis-server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { waitFor } from '../support/wait-for.ts';

const program = findRedis();

/** What can be wrong with a Redis that answers: how it is brought about, and how it ends. */
interface Trouble {
  name: string;
  begin(admin: Redis): Promise<unknown>;
  end(admin: Redis): Promise<unknown>;
  says: RegExp;
}

const NO_KEYS: Trouble[] = [
  {
    name: 'has no memory left',
    begin: (admin) => admin.config('SET', 'maxmemory', '1mb'),
    end: (admin) => admin.config('SET', 'maxmemory', '0'),
    says: /OOM/,
  },
  {
    name: 'was made a replica, which takes no writes',
    begin: (admin) => admin.replicaof('127.0.0.1', 1),
    end: (admin) => admin.replicaof('NO', 'ONE'),
    says: /READONLY|read only|MASTERDOWN/i,
  },
  {
    name: 'gives the user no right to keys',
    begin: (admin) => admin.acl('SETUSER', 'app', 'resetkeys'),
    end: (admin) => admin.acl('SETUSER', 'app', 'allkeys'),
    says: /NOPERM|permissions/,
  },
  {
    name: 'gives the user no right to scripts',
    begin: (admin) => admin.acl('SETUSER', 'app', '-@scripting'),
    end: (admin) => admin.acl('SETUSER', 'app', '+@all'),
    says: /NOPERM|permissions/,
  },
];

describe.skipIf(program === null)('a Redis that answers and does not do what is asked', () => {
  let redis: Server;
  let admin: Redis;
  let url: string;
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    redis = await startRedis(program ?? '');
    admin = new Redis(redis.url);
    await admin.acl('SETUSER', 'app', 'on', '>word', 'allkeys', 'allchannels', '+@all');
    url = redis.url.replace('redis://', 'redis://app:word@');
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    vi.restoreAllMocks();
  });
  afterAll(async () => {
    admin.disconnect();
    await redis.stop();
  });

  async function shared(prefix = `${randomUUID()}:`): Promise<SharedRedis> {
    const connection = new SharedRedis(url, prefix);
    closing.push(() => connection.close());
    await waitFor('Redis', () => connection.status() === 'connected');
    return connection;
  }
  function presence(connection: SharedRedis): RedisPresence {
    const made = new RedisPresence(connection, randomUUID(), quietLogger());
    closing.unshift(() => made.close());
    return made;
  }
  async function openBus(): Promise<RedisBus> {
    const bus = new RedisBus(url, quietLogger(), `${randomUUID()}:`);
    closing.push(() => bus.close());
    await bus.waitReady();
    return bus;
  }

  it.each(NO_KEYS)(
    'is not called connected when it $name; each process counts by itself',
    async (trouble) => {
      const connection = await shared();
      const [here, limits] = [presence(connection), new RateLimits(connection)];
      await trouble.begin(admin);
      try {
        await waitFor('the trouble to be said', () => trouble.says.test(connection.status()));
        here.enter('room', 'ana', 'tab');
        expect(await here.count('room')).toBe(1);
        for (let i = 0; i < RATES.code.points; i++) await limits.take('code', 'ana');
        await expect(limits.take('code', 'ana')).rejects.toMatchObject({ code: 'rate_limited' });
      } finally {
        await trouble.end(admin);
      }
      await waitFor('Redis', () => connection.status() === 'connected');
      const elsewhere = presence(connection);
      await waitFor('Ana to be told of again', async () => (await elsewhere.count('room')) === 1);
    },
  );

  it('is not called connected when its user may not use our channels; signals then pass within the process', async () => {
    const bus = await openBus();
    const heard: string[] = [];
    await bus.subscribe('room', (payload) => heard.push(payload.toString()));
    let recovered = 0;
    bus.onRecovered(() => recovered++);
    await admin.acl('SETUSER', 'app', 'resetchannels');
    try {
      await waitFor('the trouble to be said', () => /NOPERM|permissions/.test(bus.status()));
      bus.publish('room', Buffer.from('meanwhile'));
      await waitFor('the signal', () => heard.includes('meanwhile'));
      await bus.subscribe('opened meanwhile', (payload) => heard.push(payload.toString()));
    } finally {
      await admin.acl('SETUSER', 'app', 'allchannels');
    }
    await waitFor('recovery', () => recovered > 0 && bus.status() === 'connected');
    bus.publish('opened meanwhile', Buffer.from('afterwards'));
    await waitFor('the signal', () => heard.includes('afterwards'));
  });

  it('is not waited for while it is frozen: one probe does that for all', async () => {
    const connection = await shared();
    const here = presence(connection);
    here.enter('room', 'ana', 'tab');
    process.kill(redis.pid, 'SIGSTOP');
    try {
      await waitFor('the freeze to be seen', () => connection.status() !== 'connected');
      const begun = performance.now();
      for (let i = 0; i < 50; i++) expect(await here.count('room')).toBe(1);
      // Fifty waits would take at least fifteen seconds.
      expect(performance.now() - begun).toBeLessThan(5_000);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    await waitFor('Redis', () => connection.status() === 'connected');
  });

  it.each([
    ['whose packets vanish without a reset', (way: TcpProxy) => way.vanish()],
    ['that swallows everything for a while, new connections too', (way: TcpProxy) => way.freeze()],
  ])(
    'is used again after a network %s',
    async (_, strike) => {
      const way = await TcpProxy.before(redis.url);
      closing.push(() => way.close());
      const prefix = `${randomUUID()}:`;
      const connection = new SharedRedis(way.url(url), prefix);
      closing.push(() => connection.close());
      const bus = new RedisBus(way.url(url), quietLogger(), prefix);
      closing.push(() => bus.close());
      const heard: string[] = [];
      await bus.waitReady();
      await bus.subscribe('room', (payload) => heard.push(payload.toString()));
      await waitFor('Redis', () => connection.status() === 'connected');

      strike(way);
      await waitFor(
        'it to be said',
        () => connection.status() !== 'connected' && bus.status() !== 'connected',
      );
      way.heal();

      await waitFor(
        'Redis',
        () => connection.status() === 'connected' && bus.status() === 'connected',
        15_000,
      );
      bus.publish('room', Buffer.from('afterwards'));
      await waitFor('the signal', () => heard.includes('afterwards'));
    },
    40_000,
  );

  it('forgets the people of a process that was killed as soon as they came', async () => {
    const connection = await shared();
    const killed = presence(connection);
    killed.enter('room', 'ana', 'tab');
    await waitFor('the key', async () => (await admin.keys(`${connection.prefix}presence:*`)).length === 1);
    const ttl = await admin.pttl(`${connection.prefix}presence:room`);
    expect(ttl).toBeGreaterThan(0);
  });

  it('counts people alike for processes whose clocks are ten minutes apart', async () => {
    const prefix = `${randomUUID()}:`;
    const [one, two] = [presence(await shared(prefix)), presence(await shared(prefix))];
    const real = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => real() - 600_000);
    one.enter('room', 'ana', 'tab');
    await waitFor('Ana', async () => (await one.count('room')) === 1);
    vi.spyOn(Date, 'now').mockImplementation(() => real() + 600_000);
    two.enter('room', 'bora', 'tab');
    await waitFor('both', async () => (await two.count('room')) === 2 && (await one.count('room')) === 2);
  });
});

it('refuses with a Problem, not with a fault of Redis', async () => {
  const limits = new RateLimits();
  await limits.take('code', 'ana', RATES.code.points);
  const refused = await limits.take('code', 'ana').catch((error: unknown) => error as Problem);
  expect(refused).toMatchObject({ code: 'rate_limited' });
});
