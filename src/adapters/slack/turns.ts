/** Runs works of one key strictly one after the other, works of different keys side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** @param work must not throw */
  take(key: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    this.#last.set(key, turn);
    void turn.then(() => {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    });
    return turn;
  }
}
