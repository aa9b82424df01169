import { unreadableInstallations } from '../core/delivery/installations.ts';
import type { Logger } from '../core/ports/logger.ts';

/** So often, at most, is it looked anew. */
const FRESH_MS = 2_000;

/** What is counted: all installations, and those that were stored under another secret. */
export interface CountedInstallations {
  count(): Promise<{ all: number; unreadable: number }>;
}

/**
 * Whether the installations of workspaces can be read with the secret that this process was given. Nobody waits for it
 * but the start: who asks is told what was found last, and that it is looked at anew.
 */
export class InstallationsHealth {
  #unreadable = 0;
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(
    private readonly installations: CountedInstallations,
    private readonly publicUrl: string,
    private readonly logger: Logger,
  ) {}

  /** `connected`, or how many cannot be read, and how to mend it. */
  state(): string {
    if (performance.now() - this.#lookedAt > FRESH_MS) void this.look();
    return this.#unreadable === 0 ? 'connected' : unreadableInstallations(this.#unreadable, this.publicUrl);
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
        this.logger.warn({ unreadable }, unreadableInstallations(unreadable, this.publicUrl));
      }
      this.#unreadable = unreadable;
    } catch (error) {
      this.logger.debug({ err: error }, 'installations could not be looked at');
    }
  }
}
