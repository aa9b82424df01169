import type { InstallationStore } from '../core/delivery/installations.ts';
import type { Logger } from '../core/ports/logger.ts';

/** So often, at most, is it looked anew. */
const FRESH_MS = 2_000;

/**
 * Whether the installations of workspaces can be read with the secret that this process was given. Nobody waits for it
 * but the start: who asks is told what was found last, and that it is looked at anew.
 */
export class InstallationsHealth {
  #unreadable = 0;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  /** @param say what operators are told of so many that cannot be read */
  constructor(
    private readonly installations: Pick<InstallationStore, 'count'>,
    private readonly say: (unreadable: number) => string,
    private readonly logger: Logger,
  ) {}

  /** `connected`, or how many cannot be read, and how to mend it. */
  state(): string {
    if (performance.now() - this.#lookedAt > FRESH_MS) void this.look();
    return this.#unreadable === 0 ? 'connected' : this.say(this.#unreadable);
  }

  /** Looks now. Never throws: that the store is away is told elsewhere. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #look(): Promise<void> {
    this.#lookedAt = performance.now();
    try {
      const { unreadable } = await this.installations.count();
      if (unreadable > 0 && this.#unreadable === 0) {
        this.logger.warn({ unreadable }, this.say(unreadable));
      }
      this.#unreadable = unreadable;
    } catch (error) {
      this.logger.debug({ err: error }, 'installations could not be looked at');
    }
  }
}
