import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { MemoryPresence } from '../../src/bus/memory-presence.ts';
import { RedisPresence } from '../../src/bus/redis-presence.ts';
import { SharedRedis } from '../../src/bus/shared-redis.ts';
import type { Presence } from '../../src/core/ports/presence.ts';
import { freePort } from '../support/free-port.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { findRedis, startRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const redisUrl = inject('redisUrl');
const opened: Presence[] = [];
const connections: SharedRedis[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((presence) => presence.close()));
  for (const shared of connections.splice(0)) shared.close();
});

function connect(prefix: string, url = redisUrl ?? ''): SharedRedis {
  const shared = new SharedRedis(url, prefix);
  connections.push(shared);
  return shared;
}

function onRedis(prefix: string, url = redisUrl ?? ''): RedisPresence {
  const presence = new RedisPresence(connect(prefix, url), randomUUID(), quietLogger());
  opened.push(presence);
  return presence;
}

const kinds = [
  {
    name: 'in process',
    available: true,
    open(): Presence {
      const presence = new MemoryPresence();
      opened.push(presence);
      return presence;
    },
  },
  { name: 'on Redis', available: redisUrl !== null, open: (): Presence => onRedis(`${randomUUID()}:`) },
];

describe.each(kinds)('presence $name', ({ available, open }) => {
  const test = it.skipIf(!available);

  test('counts people, not connections', async () => {
    const presence = open();
    presence.enter('room', 'ana', 'tab 1');
    presence.enter('room', 'ana', 'tab 2');
    presence.enter('room', 'ana', 'tab 2');
    presence.enter('room', 'bora', 'phone');
    presence.enter('another room', 'chloe', 'tab');
    await waitFor('two people', async () => (await presence.count('room')) === 2);
    presence.leave('room', 'ana', 'tab 1');
    expect(await presence.count('room')).toBe(2);
    presence.leave('room', 'ana', 'tab 2');
    await waitFor('one person', async () => (await presence.count('room')) === 1);
  });

  test('says who is here, each once', async () => {
    const presence = open();
    presence.enter('room', 'ana', 'tab 1');
    presence.enter('room', 'ana', 'tab 2');
    presence.enter('room', 'bora|odd', 'phone');
    const here = async (): Promise<string[]> => [...(await presence.present('room'))].sort();
    await waitFor('two people', async () => (await here()).length === 2);
    expect(await here()).toEqual(['ana', 'bora|odd']);
    presence.leave('room', 'bora|odd', 'phone');
    await waitFor('one person', async () => (await here()).length === 1);
    expect(await here()).toEqual(['ana']);
    expect(await presence.present('nowhere')).toEqual(new Set());
  });

  test('is not confused by somebody who leaves without having come', async () => {
    const presence = open();
    presence.enter('room', 'ana', 'tab');
    await waitFor('one person', async () => (await presence.count('room')) === 1);
    presence.leave('room', 'bora', 'tab');
    presence.leave('nowhere', 'bora', 'tab');
    expect(await presence.count('room')).toBe(1);
    expect(await presence.count('nowhere')).toBe(0);
  });
});

describe('presence over two processes on Redis', () => {
  it.skipIf(redisUrl === null)(
    'counts somebody once who is here with both, until they have left both',
    async () => {
      const prefix = `${randomUUID()}:`;
      const [one, two] = [onRedis(prefix), onRedis(prefix)];
      one.enter('room', 'ana', 'tab');
      two.enter('room', 'ana', 'phone');
      two.enter('room', 'a|b|strange', 'phone');
      await waitFor(
        'two people',
        async () => (await one.count('room')) === 2 && (await two.count('room')) === 2,
      );
      one.leave('room', 'ana', 'tab');
      two.leave('room', 'a|b|strange', 'phone');
      await waitFor('one person', async () => (await one.count('room')) === 1);
    },
  );

  it.skipIf(redisUrl === null)('forgets the people of a process that ends', async () => {
    const prefix = `${randomUUID()}:`;
    const [one, two] = [onRedis(prefix), onRedis(prefix)];
    one.enter('room', 'ana', 'tab');
    two.enter('room', 'bora', 'tab');
    await waitFor('two people', async () => (await one.count('room')) === 2);
    await two.close();
    await waitFor('one person', async () => (await one.count('room')) === 1);
  });

  it.skipIf(findRedis() === null)(
    'counts its own people while Redis is away, and says who is here when it is back',
    async () => {
      const port = await freePort();
      const program = findRedis() ?? '';
      let redis = await startRedis(program, port);
      try {
        const [one, two] = [onRedis('p:', redis.url), onRedis('p:', redis.url)];
        one.enter('room', 'ana', 'tab');
        two.enter('room', 'bora', 'tab');
        await waitFor('two people', async () => (await one.count('room')) === 2);
        await redis.stop();
        one.enter('room', 'chloe', 'tab');
        await waitFor('its own two', async () => (await one.count('room')) === 2);
        expect(await two.count('room')).toBe(1);
        redis = await startRedis(program, port);
        await waitFor('all three', async () => (await two.count('room')) === 3);
      } finally {
        await redis.stop();
      }
    },
  );
});
