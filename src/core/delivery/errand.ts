import type { Lease } from '../ports/leases.ts';
import { DeliveryFault, type ChatAdapter } from './chat-adapter.ts';

/** The errand is over before its end: its process stops, the adapter is another by now, or somebody else holds the lease. */
export class Ended extends Error {}

/** So often what fails in passing is tried before the errand is put off. */
const ATTEMPTS = 5;

/** One reading of a channel, under a lease. Everything it waits for ends with it. */
export class Errand {
  #over: (reason: Ended) => void = () => undefined;
  readonly #ended: Promise<never>;
  #isOver = false;
  readonly #beat: NodeJS.Timeout;

  /**
   * @param stillWanted asked before each step
   * @param leaseMs how long the lease lasts unless renewed
   * @param again before trying again what failed in passing, ms
   */
  constructor(
    private readonly adapter: ChatAdapter,
    private readonly lease: Lease,
    private readonly stillWanted: () => boolean,
    leaseMs: number,
    private readonly again: (attempt: number) => number,
  ) {
    this.#ended = new Promise((_resolve, reject) => (this.#over = reject));
    this.#ended.catch(() => undefined); // whoever waits is told; perhaps nobody does
    this.#beat = setInterval(() => void this.#renew(), leaseMs / 3);
    this.#beat.unref();
  }

  end(): void {
    this.#isOver = true;
    clearInterval(this.#beat);
    this.#over(new Ended());
  }

  /** @throws Ended */
  check(): void {
    if (this.stillWanted() && !this.#isOver) return;
    this.end();
    throw new Ended();
  }

  /**
   * Calls the platform; what fails in passing is tried again.
   * @throws DeliveryFault, Ended
   */
  async ask<T>(call: (adapter: ChatAdapter) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      this.check();
      try {
        return await this.unless(call(this.adapter));
      } catch (error) {
        const passing = error instanceof DeliveryFault && (error.kind === 'wait' || error.kind === 'retry');
        if (!passing || attempt + 1 >= ATTEMPTS) throw error;
        await this.wait(error.retryAfter ?? this.again(attempt));
      }
    }
  }

  /** Waits for something. @throws Ended */
  async unless<T>(work: Promise<T>): Promise<T> {
    const done = await Promise.race([work, this.#ended]);
    this.check();
    return done;
  }

  /** @throws Ended */
  wait(ms: number): Promise<void> {
    return this.unless(new Promise((resolve) => setTimeout(resolve, ms).unref()));
  }

  async #renew(): Promise<void> {
    try {
      if (!this.stillWanted() || !(await this.lease.renew())) this.end();
    } catch {
      // The store is away: if that lasts, the lease runs out, and what we find is taken in under keys of its own anyway.
    }
  }
}
