import { webApi } from '@slack/bolt';
import { Pace, type PaceLimits } from '../../core/delivery/pace.ts';
import type { Workspace } from './workspaces.ts';

/** Slack allows these methods fifty calls a minute, and more in bursts (tier 3): talk needs some of them too. */
const SHARED: PaceLimits = { burst: 25, perMinute: 40 };
/** By this one single messages are asked for, many of them where much was deleted, and nothing else. */
const OWN: Record<string, PaceLimits> = { 'reactions.get': { burst: 25, perMinute: 45, untilTold: 20 * 60 } };

/**
 * Calls to Slack that have time: each method at its pace in each workspace. Where Slack asks to wait, only they do; a client
 * that waits by itself would hold up everybody who uses it.
 */
export class Leisure {
  readonly #paces = new Map<string, Pace>();

  /** @throws Slack's error, except that it asks to wait */
  async ask<T>(
    { teamId, careful }: Workspace,
    method: string,
    call: (client: webApi.WebClient) => Promise<T>,
  ): Promise<T> {
    const name = `${teamId} ${method}`;
    const pace = this.#paces.get(name) ?? new Pace(OWN[method] ?? SHARED);
    this.#paces.set(name, pace);
    for (;;) {
      await pace.turn();
      try {
        return await call(careful);
      } catch (error) {
        if (!(error instanceof webApi.WebAPIRateLimitedError)) throw error;
        pace.hold(Math.max(1, error.retryAfter) * 1_000);
      }
    }
  }
}
