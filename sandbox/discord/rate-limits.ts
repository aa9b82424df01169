import { createHash } from 'node:crypto';
import type { Limit, Match, Route } from './router.ts';

/**
 * `discord`: limits close to those measured on the real one. `lenient`: the same headers, but limits that are
 * never reached, for runs that would otherwise spend their time waiting.
 */
export type RateLimitProfile = 'discord' | 'lenient';

const DEFAULT_LIMIT: Limit = { calls: 50, perMs: 1000 };
const GLOBAL_LIMIT: Limit = { calls: 50, perMs: 1000 };
const LENIENT_LIMIT: Limit = { calls: 1_000_000, perMs: 1000 };

interface Window {
  used: number;
  resetAt: number;
}

export interface Verdict {
  headers: Record<string, string>;
  /** Seconds to wait when the call is refused. */
  retryAfter: number | null;
  global: boolean;
}

/** Counts calls per bucket and top-level resource, as Discord does, and words the headers. */
export class RateLimits {
  profile: RateLimitProfile;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(now: () => number, profile: RateLimitProfile) {
    this.#now = now;
    this.profile = profile;
  }

  #window(key: string, limit: Limit): Window {
    const now = this.#now();
    const known = this.#windows.get(key);
    if (known && known.resetAt > now) return known;
    const fresh = { used: 0, resetAt: now + limit.perMs };
    this.#windows.set(key, fresh);
    if (this.#windows.size > 5000) {
      for (const [other, window] of this.#windows) if (window.resetAt <= now) this.#windows.delete(other);
    }
    return fresh;
  }

  /** Counts one call. Calls that carry their own secret do not count against the bot's global limit. */
  count({ route, params }: Match): Verdict {
    const now = this.#now();
    const limit = this.profile === 'lenient' ? LENIENT_LIMIT : (route.limit ?? DEFAULT_LIMIT);
    if (route.auth === 'bot' && this.profile === 'discord') {
      const everywhere = this.#window('global', GLOBAL_LIMIT);
      if (everywhere.used >= GLOBAL_LIMIT.calls) {
        const retryAfter = seconds(everywhere.resetAt - now);
        return {
          headers: {
            'x-ratelimit-global': 'true',
            'x-ratelimit-scope': 'global',
            'retry-after': String(retryAfter),
          },
          retryAfter,
          global: true,
        };
      }
      everywhere.used += 1;
    }
    const bucket = bucketOf(route);
    const window = this.#window(
      `${bucket} ${params.channel ?? ''}${params.guild ?? ''}${params.webhook ?? ''}${params.token ?? ''}`,
      limit,
    );
    const refused = window.used >= limit.calls;
    if (!refused) window.used += 1;
    const resetAfter = seconds(window.resetAt - now);
    const headers: Record<string, string> = {
      'x-ratelimit-limit': String(limit.calls),
      'x-ratelimit-remaining': String(limit.calls - window.used),
      'x-ratelimit-reset': (window.resetAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': resetAfter.toFixed(3),
      'x-ratelimit-bucket': bucket,
    };
    if (refused) Object.assign(headers, { 'x-ratelimit-scope': 'user', 'retry-after': String(resetAfter) });
    return { headers, retryAfter: refused ? resetAfter : null, global: false };
  }
}

function seconds(ms: number): number {
  return Math.max(0.001, ms / 1000);
}

function bucketOf(route: Route): string {
  return createHash('md5')
    .update(route.bucket ?? `${route.method} ${route.template}`)
    .digest('hex');
}
