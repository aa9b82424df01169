import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AdapterHost, type AdapterHostOptions } from './adapter-host.ts';
import type { PlatformAdapter } from './platform-adapter.ts';
import type { DispatcherDeps } from '../core/delivery/dispatcher.ts';
import type { Lease } from '../core/ports/leases.ts';
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

/** A lease that nobody else wants, from a store that may be away. */
class OwnLease implements Lease {
  away = false;
  readonly fence = 1;
  renew(): Promise<boolean> {
    return this.away ? Promise.reject(new Error('the store is away')) : Promise.resolve(true);
  }
  release(): Promise<void> {
    return Promise.resolve();
  }
}

/** A host whose platform has no links. @param lease absent for a platform that calls every process */
async function aHost({
  lease,
  start,
}: { lease?: Lease; start?: () => Promise<void> } = {}): Promise<AdapterHost> {
  const adapter = new PlatformInMemory('slack');
  const platform: PlatformAdapter = {
    adapter,
    start: start ?? (() => Promise.resolve()),
    stop: () => Promise.resolve(),
    status: () => 'connected',
  };
  const deps: Pick<DispatcherDeps, 'links' | 'bus' | 'logger' | 'leases'> = {
    leases: { take: () => Promise.resolve(lease ?? null) },
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
    exclusive: lease !== undefined,
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

it('is well again as soon as the store answers that it still serves the platform', async () => {
  const lease = new OwnLease();
  const host = await aHost({ lease });
  lease.away = true;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(host.status()).toBe('the store is away');
  lease.away = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(host.status()).toBe('connected');
  expect(started).toBe(1);
});

it('begins anew when an adapter could not be started', async () => {
  let failures = 1;
  const host = await aHost({
    start: () => (failures-- > 0 ? Promise.reject(new Error('the store is away')) : Promise.resolve()),
  });
  expect(host.status()).toBe('the store is away');
  await vi.advanceTimersByTimeAsync(3_000);
  expect(host.status()).toBe('connected');
  expect(started).toBe(2);
});
