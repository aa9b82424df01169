/** The stand-ins' time. While the first conversation is staged it runs behind, so that it was held a while ago. */
export class SandboxClock {
  #behindMs = 0;

  /** Milliseconds since 1970. */
  readonly now = (): number => Date.now() - this.#behindMs;

  /** Sets the clock back by so many milliseconds from real time; 0 is real time again. */
  setBack(ms: number): void {
    this.#behindMs = ms;
  }
}
