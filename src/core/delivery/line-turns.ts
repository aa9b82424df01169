/** Lets changes of one message of a channel happen one after the other, of different ones side by side. */
export class LineTurns {
  readonly #last = new Map<number, Promise<unknown>>();

  /** @throws what the work throws */
  async take<T>(seq: number, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(seq) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#last.set(seq, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(seq) === turn) this.#last.delete(seq);
    }
  }
}
