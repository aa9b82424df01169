/** So many at once, then so many a minute. */
export interface PaceLimits {
  burst: number;
  perMinute: number;
  /** So many a minute as long as the platform has not asked to wait lately: for what nobody else needs. */
  untilTold?: number;
}

/** How long a platform's asking to wait is remembered. */
const TOLD_MS = 5 * 60_000;

/**
 * Lets calls that have time through at a pace below the platform's limit, so that those that have none find room. After the
 * platform has asked to wait, nobody goes before that is over.
 */
export class Pace {
  #left: number;
  #at: number;
  #heldUntil = -Infinity;
  #toldUntil = -Infinity;
  #last: Promise<void> = Promise.resolve();

  constructor(
    private readonly limits: PaceLimits,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#left = limits.burst;
    this.#at = now();
  }

  /** Resolves when it is one's turn, in the order of asking. */
  turn(): Promise<void> {
    this.#last = this.#last.then(() => this.#pass());
    return this.#last;
  }

  /** The platform asks to wait. @param ms from now */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.now() + ms);
    this.#toldUntil = this.now() + TOLD_MS;
    this.#left = Math.min(this.#left, 1);
  }

  async #pass(): Promise<void> {
    for (;;) {
      const now = this.now();
      const { burst, untilTold } = this.limits;
      const perMinute = now < this.#toldUntil ? this.limits.perMinute : (untilTold ?? this.limits.perMinute);
      this.#left = Math.min(burst, this.#left + ((now - this.#at) * perMinute) / 60_000);
      this.#at = now;
      const wait = Math.max(this.#heldUntil - now, ((1 - this.#left) * 60_000) / perMinute);
      if (wait <= 0) break;
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)).unref());
    }
    this.#left -= 1;
  }
}
