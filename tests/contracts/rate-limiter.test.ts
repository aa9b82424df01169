import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { noRateLimits, RateLimits } from '../../src/bus/rate-limits.ts';
import { SharedRedis } from '../../src/bus/shared-redis.ts';
import type { Problem } from '../../src/core/errors.ts';
import { RATES } from '../../src/core/ports/rate-limiter.ts';
import { findRedis, startRedis } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const redisUrl = inject('redisUrl');
const opened: SharedRedis[] = [];
afterEach(() => {
  for (const redis of opened.splice(0)) redis.close();
});

async function client(prefix = `${randomUUID()}:`, url = redisUrl ?? ''): Promise<SharedRedis> {
  const redis = new SharedRedis(url, prefix);
  opened.push(redis);
  await waitFor('Redis', () => redis.status() === 'connected');
  return redis;
}

const refusal = (promise: Promise<unknown>): Promise<Problem | null> =>
  promise.then(
    () => null,
    (error: Problem) => error,
  );

const kinds = [
  { name: 'in process', available: true, open: () => Promise.resolve(new RateLimits()) },
  {
    name: 'on Redis',
    available: redisUrl !== null,
    open: async () => new RateLimits(await client()),
  },
];

describe.each(kinds)('rate limits $name', ({ available, open }) => {
  const test = it.skipIf(!available);

  test('let pass what is fine, and refuse what is more, saying when to try again', async () => {
    const limits = await open();
    const { points, seconds } = RATES.code;
    for (let i = 0; i < points; i++) expect(await refusal(limits.take('code', 'ana'))).toBeNull();
    const refused = await refusal(limits.take('code', 'ana'));
    expect(refused?.code).toBe('rate_limited');
    expect(refused?.retryAfter).toBeGreaterThan(0);
    expect(refused?.retryAfter).toBeLessThanOrEqual(seconds * 1000);
  });

  test('let exactly as many pass, however many come at once', async () => {
    const limits = await open();
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => refusal(limits.take('act', 'ana'))));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(RATES.act.points);
  });

  test('count each person, and each kind of action, by itself', async () => {
    const limits = await open();
    await limits.take('code', 'ana', RATES.code.points);
    expect(await refusal(limits.take('code', 'bora'))).toBeNull();
    expect(await refusal(limits.take('password', 'ana'))).toBeNull();
    expect((await refusal(limits.take('code', 'ana')))?.code).toBe('rate_limited');
  });

  test('take a count back', async () => {
    const limits = await open();
    await limits.take('code', 'ana', RATES.code.points);
    await limits.giveBack('code', 'ana', 2);
    expect(await refusal(limits.take('code', 'ana', 2))).toBeNull();
    expect((await refusal(limits.take('code', 'ana')))?.code).toBe('rate_limited');
  });

  test('can be looked at without counting', async () => {
    const limits = await open();
    for (let i = 0; i < 50; i++) expect(await refusal(limits.check('code', 'ana'))).toBeNull();
    await limits.take('code', 'ana', RATES.code.points);
    expect((await refusal(limits.check('code', 'ana')))?.code).toBe('rate_limited');
  });
});

describe('rate limits over two processes', () => {
  it.skipIf(redisUrl === null)('are shared', async () => {
    const prefix = `${randomUUID()}:`;
    const [one, two] = [new RateLimits(await client(prefix)), new RateLimits(await client(prefix))];
    await one.take('code', 'ana', RATES.code.points);
    expect((await refusal(two.take('code', 'ana')))?.code).toBe('rate_limited');
  });

  it.skipIf(findRedis() === null)('hold, and quickly, while Redis is frozen or gone', async () => {
    const redis = await startRedis(findRedis() ?? '');
    const limits = new RateLimits(await client('frozen:', redis.url));
    try {
      await limits.take('act', 'warm');
      process.kill(redis.pid, 'SIGSTOP');
      const begun = Date.now();
      for (let i = 0; i < RATES.code.points; i++)
        expect(await refusal(limits.take('code', 'ana'))).toBeNull();
      expect((await refusal(limits.take('code', 'ana')))?.code).toBe('rate_limited');
      expect((await refusal(limits.check('code', 'ana')))?.code).toBe('rate_limited');
      // One wait is for finding out; what comes after must not wait again.
      expect(Date.now() - begun).toBeLessThan(1_000);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await redis.stop();
    }
    expect((await refusal(limits.take('code', 'ana')))?.code).toBe('rate_limited');
    expect(await refusal(limits.take('code', 'bora'))).toBeNull();
  });
});

describe('no rate limits', () => {
  it('let everything pass', async () => {
    for (let i = 0; i < 1000; i++) await noRateLimits.take('code', 'ana');
    await expect(noRateLimits.check('code', 'ana')).resolves.toBeUndefined();
  });
});
