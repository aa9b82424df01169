import type { Logger } from '../core/ports/logger.ts';
import type { Readiness } from './readiness.ts';

/** How often the parts are asked how they are. */
const LOOK_MS = 5_000;
/** How often it is said again that one is not well. */
const REPEAT_MS = 60_000;

/**
 * Says which parts do not work as they should: once when that is first seen, again every minute, and once when it is
 * over. A part that fails without a word is what operators find last.
 */
export class DegradedWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #since = new Map<string, { at: number; told: number }>();
  #looking: Promise<void> | undefined;

  constructor(
    private readonly readiness: () => Promise<Readiness>,
    private readonly logger: Logger,
    private readonly now: () => number = Date.now,
  ) {
    this.#timer = setInterval(() => {
      this.#looking ??= this.look().finally(() => (this.#looking = undefined));
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Names of the parts that were not well when last looked at. */
  get degraded(): string[] {
    return [...this.#since.keys()];
  }

  async look(): Promise<void> {
    const { parts, degraded } = await this.readiness();
    const now = this.now();
    for (const part of degraded) {
      const known = this.#since.get(part);
      if (known && now - known.told < REPEAT_MS) continue;
      const at = known?.at ?? now;
      this.#since.set(part, { at, told: now });
      const facts = { part, reason: parts[part], seconds: Math.round((now - at) / 1000) };
      this.logger.warn(facts, 'a part does not work as it should');
    }
    for (const [part, { at }] of this.#since) {
      if (degraded.includes(part)) continue;
      this.#since.delete(part);
      this.logger.info({ part, seconds: Math.round((now - at) / 1000) }, 'a part works again');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}
