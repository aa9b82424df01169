import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { Problem } from '../core/errors.ts';
import { RATES, type Rate, type RateLimiter } from '../core/ports/rate-limiter.ts';

/** Rate limits in memory, or shared through Redis with the memory ones standing in while Redis is away. */
export class RateLimits implements RateLimiter {
  readonly #limiters: Record<Rate, RateLimiterAbstract>;

  constructor(redis?: Redis, prefix = 'matinee:') {
    const make = (rate: Rate): RateLimiterAbstract => {
      const { points, seconds } = RATES[rate];
      const memory = new RateLimiterMemory({ points, duration: seconds, keyPrefix: rate });
      if (!redis) return memory;
      return new RateLimiterRedis({
        storeClient: redis,
        points,
        duration: seconds,
        keyPrefix: `${prefix}rate:${rate}`,
        insuranceLimiter: memory,
      });
    };
    this.#limiters = Object.fromEntries(
      Object.keys(RATES).map((rate) => [rate, make(rate as Rate)]),
    ) as Record<Rate, RateLimiterAbstract>;
  }

  async take(rate: Rate, key: string, points = 1): Promise<void> {
    try {
      await this.#limiters[rate].consume(key, points);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw tooMuch(error.msBeforeNext);
      throw error;
    }
  }

  async check(rate: Rate, key: string): Promise<void> {
    const state = await this.#limiters[rate].get(key);
    if (state && state.remainingPoints <= 0) throw tooMuch(state.msBeforeNext);
  }
}

/** Lets everything pass: for benchmarks. */
export const noRateLimits: RateLimiter = { take: () => Promise.resolve(), check: () => Promise.resolve() };

function tooMuch(ms: number): Problem {
  return new Problem('rate_limited', `That is too much at once. Try again in ${Math.ceil(ms / 1000)} s.`, {
    retryAfter: Math.ceil(ms),
  });
}
