/**
 * Things that came before what they are about (a reaction before its message), by what they wait for. Each waits for a
 * while of its own; what nobody asks for in time is handed back.
 */
export class Parked<T> {
  readonly #waiting = new Map<string, Map<NodeJS.Timeout, T>>();
  #size = 0;

  /** @param most what comes when so many wait is handed back at once: memory is finite */
  constructor(
    private readonly onExpired: (thing: T) => void,
    private readonly most = 20_000,
  ) {}

  /** @param patience how long it waits, ms */
  park(key: string, thing: T, patience: number): void {
    if (this.#size >= this.most) {
      this.onExpired(thing);
      return;
    }
    this.#size++;
    const things = this.#waiting.get(key) ?? new Map<NodeJS.Timeout, T>();
    this.#waiting.set(key, things);
    const timer = setTimeout(() => {
      things.delete(timer);
      this.#size--;
      if (things.size === 0) this.#waiting.delete(key);
      this.onExpired(thing);
    }, patience);
    timer.unref();
    things.set(timer, thing);
  }

  /** What waited for this, in the order it came; it waits no longer. */
  take(key: string): T[] {
    const things = this.#waiting.get(key);
    if (!things) return [];
    this.#waiting.delete(key);
    this.#size -= things.size;
    for (const timer of things.keys()) clearTimeout(timer);
    return [...things.values()];
  }

  /** Whether anything waits for this. */
  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** How many things wait. */
  get size(): number {
    return this.#size;
  }

  /** Nothing waits any longer, and nothing is handed back. */
  clear(): void {
    for (const key of [...this.#waiting.keys()]) this.take(key);
  }
}
