import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AdapterHost, type AdapterHostOptions } from './adapter-host.ts';
import type { PlatformAdapter } from './platform-adapter.ts';
import type { DispatcherDeps } from '../core/delivery/dispatcher.ts';
import { PlatformInMemory } from '../../tests/support/channel-in-memory.ts';
import { quietLogger } from '../../tests/support/quiet-logger.ts';

let started = 0;
let hosts: AdapterHost[] = [];

beforeEach(() => {
  started = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
});
afterEach(async () => {
  const stopping = Promise.all(hosts.map((host) => host.stop()));
  await vi.advanceTimersByTimeAsync(10_000);
  await stopping;
  hosts = [];
  vi.useRealTimers();
});

/** A host whose platform has no links. */
async function aHost(): Promise<AdapterHost> {
  const adapter = new PlatformInMemory('slack');
  const platform: PlatformAdapter = {
    adapter,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    status: () => 'connected',
  };
  const deps: Pick<DispatcherDeps, 'links' | 'bus' | 'logger'> = {
    logger: quietLogger(),
    links: { ofPlatform: () => Promise.resolve([]) } as Partial<
      DispatcherDeps['links']
    > as DispatcherDeps['links'],
    bus: {
      subscribe: () => Promise.resolve({ end: () => Promise.resolve() }),
    } as Partial<DispatcherDeps['bus']> as DispatcherDeps['bus'],
  };
  const options: AdapterHostOptions = {
    platform: 'slack',
    deps: deps as DispatcherDeps,
    adapters: new Map(),
    exclusive: false,
    make: () => {
      started++;
      return Promise.resolve(platform);
    },
  };
  const host = new AdapterHost(options);
  hosts.push(host);
  await host.start();
  return host;
}

it('starts an adapter afresh at once after a first fault, and once for many at a time', async () => {
  const host = await aHost();
  for (let fault = 0; fault < 50; fault++) host.restart('a rejection');
  await vi.advanceTimersByTimeAsync(100);
  expect(started).toBe(2);
  expect(host.status()).toBe('connected');
});

it('leaves an adapter that goes on failing alone for longer and longer, and at most for a minute', async () => {
  const host = await aHost();
  for (let second = 0; second < 600; second++) {
    host.restart('a rejection');
    await vi.advanceTimersByTimeAsync(1_000);
  }
  // At once, then after 1, 3, 7, 15, 31 seconds and each minute.
  expect(started).toBeGreaterThan(8);
  expect(started).toBeLessThan(20);
});

it('starts nothing afresh once it is stopped', async () => {
  const host = await aHost();
  host.restart('a rejection');
  await host.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(started).toBe(1);
});
