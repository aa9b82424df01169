import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../core/errors.ts';
import { RATES, type Rate, type RateLimiter } from '../core/ports/rate-limiter.ts';
import type { SharedRedis } from './shared-redis.ts';

/** Rate limits in memory, or shared through Redis with the memory ones standing in while Redis does not do what is asked. */
export class RateLimits implements RateLimiter {
  readonly #limiters: Record<Rate, { memory: RateLimiterMemory; shared: RateLimiterRedis | null }>;

  constructor(private readonly redis?: SharedRedis) {
    const make = (rate: Rate): { memory: RateLimiterMemory; shared: RateLimiterRedis | null } => {
      const { points, seconds } = RATES[rate];
      const memory = new RateLimiterMemory({ points, duration: seconds, keyPrefix: rate });
      if (!redis) return { memory, shared: null };
      const keyPrefix = `${redis.prefix}rate:${rate}`;
      const shared = new RateLimiterRedis({ storeClient: redis.redis, points, duration: seconds, keyPrefix });
      return { memory, shared };
    };
    this.#limiters = Object.fromEntries(
      Object.keys(RATES).map((rate) => [rate, make(rate as Rate)]),
    ) as Record<Rate, ReturnType<typeof make>>;
  }

  async take(rate: Rate, key: string, points = 1): Promise<void> {
    const state = await this.#count(rate, (limiter) =>
      limiter.consume(key, points).then(
        () => null,
        (error: unknown) => {
          if (error instanceof RateLimiterRes) return error;
          throw error;
        },
      ),
    );
    if (state) throw tooMuch(state.msBeforeNext);
  }

  async giveBack(rate: Rate, key: string, points = 1): Promise<void> {
    await this.#count(rate, (limiter) => limiter.reward(key, points));
  }

  async check(rate: Rate, key: string): Promise<void> {
    const state = await this.#count(rate, (limiter) => limiter.get(key));
    if (state && state.remainingPoints <= 0) throw tooMuch(state.msBeforeNext);
  }

  /** Counts with everybody, or by ourselves while Redis does not answer. */
  async #count<T>(
    rate: Rate,
    count: (limiter: RateLimiterMemory | RateLimiterRedis) => Promise<T>,
  ): Promise<T> {
    const { memory, shared } = this.#limiters[rate];
    if (!shared || !this.redis) return count(memory);
    try {
      return await this.redis.ask(() => count(shared));
    } catch {
      // The connection says what is wrong with Redis; here it only matters that somebody counts.
      return count(memory);
    }
  }
}

/** Lets everything pass: for benchmarks. */
export const noRateLimits: RateLimiter = {
  take: () => Promise.resolve(),
  giveBack: () => Promise.resolve(),
  check: () => Promise.resolve(),
};

function tooMuch(ms: number): Problem {
  return new Problem('rate_limited', `That is too much at once. Try again in ${Math.ceil(ms / 1000)} s.`, {
    retryAfter: Math.ceil(ms),
  });
}
