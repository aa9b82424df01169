/** What may cut a pause short. */
export type Interruption = 'stopped' | 'news' | 'mended';

/** The pauses of one lane: one at a time, each cut short by what it is said to wait for, and by the end. */
export class Pauses {
  #stopped = false;
  #interrupt: (what: Interruption) => void = () => undefined;

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Ends the pause under way, and every later one before it begins. */
  stop(): void {
    this.#stopped = true;
    this.#interrupt('stopped');
  }

  interrupt(what: Interruption): void {
    this.#interrupt(what);
  }

  /** @param ms how long at most */
  pause(ms: number, until: Interruption = 'stopped'): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#interrupt = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#interrupt = (what) => {
        if (what === 'stopped' || what === until) done();
      };
    });
  }
}
