/** Remembers the last value of each key for a while, and not much longer. */
export class Recently<T> {
  readonly #values = new Map<string, { value: T; until: number }>();
  #tidyAt = 1_000;

  /** @param memory how long a value is remembered, ms */
  constructor(
    private readonly memory: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get(key: string): T | undefined {
    const entry = this.#values.get(key);
    return entry && entry.until > this.now() ? entry.value : undefined;
  }

  set(key: string, value: T): void {
    this.#values.set(key, { value, until: this.now() + this.memory });
    if (this.#values.size < this.#tidyAt) return;
    const now = this.now();
    for (const [old, { until }] of this.#values) if (until <= now) this.#values.delete(old);
    this.#tidyAt = 1_000 + 2 * this.#values.size;
  }

  /** How many values are kept, forgotten ones that were not yet tidied away among them. */
  get size(): number {
    return this.#values.size;
  }
}
