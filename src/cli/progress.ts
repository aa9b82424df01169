/** Where progress is shown: standard output, or a test's own. */
export interface ProgressTarget {
  isTTY?: boolean;
  write(text: string): void;
}

const BAR = 24;
/** Of what is not a terminal a line is written for every so much of the whole. */
const STEP = 0.1;

/**
 * Shows how far something has come: one line that is drawn anew on a terminal, else a plain line now and then.
 */
export class Progress {
  #shown: string | undefined;
  #step = -1;

  constructor(private readonly target: ProgressTarget) {}

  /** A step of which the end is not known, e.g. `Reading ratings: 12,000`. A line of its own is written for the first alone. */
  counting(what: string, count: number): void {
    if (this.target.isTTY) this.#draw(`${what}: ${count.toLocaleString('en')}`);
    else if (this.#shown !== what) {
      this.#shown = what;
      this.target.write(`${what} …\n`);
    }
  }

  /** @param share 0 to 1 */
  at(what: string, share: number): void {
    const percent = `${Math.floor(share * 100)}%`;
    if (this.target.isTTY) {
      const full = Math.round(share * BAR);
      this.#draw(`${what} ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent.padStart(4)}`);
      return;
    }
    const step = Math.floor(share / STEP);
    if (step === this.#step) return;
    this.#step = step;
    this.target.write(`${what}: ${percent}\n`);
  }

  /** Ends the line with what was reached. */
  done(said: string): void {
    this.target.write(`${this.target.isTTY && this.#shown !== undefined ? '\r\x1b[2K' : ''}${said}\n`);
    this.#shown = undefined;
  }

  #draw(line: string): void {
    if (line === this.#shown) return;
    this.#shown = line;
    this.target.write(`\r\x1b[2K${line}`);
  }
}
