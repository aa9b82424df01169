/** How strictly calls are counted. Slack's own numbers make a demo sluggish, so they are a choice. */
export interface RateLimitSettings {
  /** chat.postMessage per channel: sustained messages a second. */
  postsPerSecond: number;
  /** And how many may come at once. */
  postBurst: number;
  /** Whether the other methods are held to their tiers (20, 50, 100 a minute). */
  tiers: boolean;
}

/** About what Slack documents: one message a second and channel, short bursts. */
export const SLACK_RATE_LIMITS: RateLimitSettings = { postsPerSecond: 1, postBurst: 4, tiers: true };
/** For demos and tests about something else. */
export const GENEROUS_RATE_LIMITS: RateLimitSettings = { postsPerSecond: 200, postBurst: 500, tiers: false };

export type Tier = 'post' | 1 | 2 | 3 | 4 | 'unlimited';

const PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets per method and workspace, and per channel for posting. Time is wall time in milliseconds. */
export class RateLimits {
  private settings: RateLimitSettings;
  private readonly buckets = new Map<string, Bucket>();
  private readonly now: () => number;

  constructor(settings: RateLimitSettings, now: () => number = Date.now) {
    this.settings = settings;
    this.now = now;
  }

  change(settings: RateLimitSettings): void {
    this.settings = settings;
    this.buckets.clear();
  }

  /** Whole seconds to wait (for Retry-After), or undefined when the call may pass. */
  exceeded(method: string, tier: Tier, teamId: string, channel: string | undefined): number | undefined {
    if (tier === 'unlimited') return undefined;
    if (tier === 'post') {
      return this.take(
        `post:${teamId}:${channel ?? ''}`,
        this.settings.postsPerSecond,
        this.settings.postBurst,
      );
    }
    if (!this.settings.tiers) return undefined;
    return this.take(`${method}:${teamId}`, PER_MINUTE[tier] / 60, PER_MINUTE[tier]);
  }

  private take(key: string, perSecond: number, burst: number): number | undefined {
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.buckets.set(key, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return undefined;
    }
    return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
  }
}
