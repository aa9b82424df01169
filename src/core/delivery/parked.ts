/** How long something that came too early waits for what it is about. */
const PATIENCE_MS = 60_000;

/**
 * Things that came before what they are about (a reaction before its message), by what they wait for. What nobody asks
 * for in time is dropped, and reported.
 */
export class Parked<T> {
  readonly #waiting = new Map<string, { things: T[]; timer: NodeJS.Timeout }>();

  constructor(
    private readonly onExpired: (key: string, things: T[]) => void = () => undefined,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  park(key: string, thing: T): void {
    const entry = this.#waiting.get(key);
    if (entry) {
      entry.things.push(thing);
      return;
    }
    const timer = setTimeout(() => this.onExpired(key, this.take(key)), this.patienceMs);
    timer.unref();
    this.#waiting.set(key, { things: [thing], timer });
  }

  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  /** What waited for this, in the order it came; it waits no longer. */
  take(key: string): T[] {
    const entry = this.#waiting.get(key);
    if (!entry) return [];
    clearTimeout(entry.timer);
    this.#waiting.delete(key);
    return entry.things;
  }
}
