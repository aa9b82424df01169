import { Problem } from '../core/errors.ts';
import type { Meter } from '../core/ports/meter.ts';
import type { Rate, RateLimiter } from '../core/ports/rate-limiter.ts';

/** Rate limits whose refusals are counted. */
export function meteredLimiter(limiter: RateLimiter, meter: Meter): RateLimiter {
  const watched = async (rate: Rate, asking: Promise<void>): Promise<void> => {
    try {
      await asking;
    } catch (error) {
      if (error instanceof Problem) meter.count('matinee_rate_limited_total', { limit: rate });
      throw error;
    }
  };
  return {
    take: (rate, key, points) => watched(rate, limiter.take(rate, key, points)),
    check: (rate, key) => watched(rate, limiter.check(rate, key)),
    giveBack: (rate, key, points) => limiter.giveBack(rate, key, points),
  };
}
