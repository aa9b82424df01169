/** What can go wrong, switched on by tests and by people who try things out. */
export class Faults {
  /** Every answer comes this much later, in milliseconds. */
  slowMs = 0;
  /** Requests a second above which the rest are told to wait; 0 for no limit. */
  perSecond = 0;
  /** What `Retry-After` says then, in seconds. */
  retryAfterS = 1;
  readonly #next: Fault[] = [];
  #second = { at: 0, count: 0 };

  /** The next answers to the API go wrong, one after the other. */
  next(...faults: Fault[]): void {
    this.#next.push(...faults);
  }

  /** Takes the fault of this request; null when it is to be answered well. */
  take(now: number): Fault | null {
    const planned = this.#next.shift();
    if (planned) return planned;
    if (this.perSecond === 0) return null;
    const at = Math.floor(now / 1000);
    if (this.#second.at !== at) this.#second = { at, count: 0 };
    return ++this.#second.count > this.perSecond ? 'limited' : null;
  }
}

/**
 * `limited`: 429 with Retry-After. `broken`: 500. `offline`: 503. `timeout`: 504. `breaks off`: the connection ends in the
 * middle of the body. `no json`: a page of something else. `resets`: the connection ends before an answer.
 */
export type Fault = 'limited' | 'broken' | 'offline' | 'timeout' | 'breaks off' | 'no json' | 'resets';
