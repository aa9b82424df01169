/** Of more people than these nobody is told at once that they write: a list of names helps nobody, and names are free. */
const MOST = 20;

/** Who was just said to be writing in a room: each is said once in a while, however many tabs and frames say it. */
export class Typists {
  /** When each was last said to write, oldest first. */
  readonly #said = new Map<string, number>();

  /**
   * @param everyMs how long nothing is said of somebody again
   * @param now a clock in milliseconds that does not run backwards
   */
  constructor(
    private readonly everyMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whether it is time to say of somebody that they write; if so, it counts as said. */
  due(personId: string): boolean {
    const now = this.now();
    for (const [other, at] of this.#said) {
      if (now - at < this.everyMs) break;
      this.#said.delete(other);
    }
    if (this.#said.has(personId) || this.#said.size >= MOST) return false;
    this.#said.set(personId, now);
    return true;
  }
}
