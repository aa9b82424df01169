import { LRUCache } from 'lru-cache';
import { DeliveryFault } from '../../core/delivery/chat-adapter.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Workspaces } from './workspaces.ts';

const MINUTE_MS = 60_000;

/**
 * Says in the log that a workspace sends us what we do not serve. Most events are of channels that are not linked, so whose a
 * workspace is is asked for once in a minute, however much it sends.
 */
export class ForeignWorkspaces {
  readonly #asked = new LRUCache<string, true>({ max: 10_000, ttl: MINUTE_MS });

  constructor(
    private readonly workspaces: Workspaces,
    private readonly logger: Logger,
  ) {}

  /** Something came that no linked channel takes in. Never throws, and nobody needs to wait for it. */
  async notice(teamId: string): Promise<void> {
    if (this.#asked.has(teamId)) return;
    this.#asked.set(teamId, true);
    try {
      await this.workspaces.of(teamId);
    } catch (error) {
      if (error instanceof DeliveryFault && error.kind === 'broken') {
        const facts = { team: teamId, reason: error.message };
        this.logger.warn(facts, 'something from Slack was not taken in');
      } else this.logger.debug({ err: error, team: teamId }, 'whose workspace this is could not be asked');
    }
  }
}
