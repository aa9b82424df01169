import type { OutgoingLine } from './chat-adapter.ts';

/** More lines than this are not watched at a time: after so many doubts the channel has other troubles. */
const MOST = 50;

interface Watched {
  line: OutgoingLine;
  since: number;
  looks: number;
}

/**
 * Lines that were posted again because nobody had answered and nothing was found. The first request may lie somewhere
 * between us and the platform and be carried out when we have looked already; so it is looked for again, a few times.
 * What is watched is forgotten with the process: who comes after it looks only for the line it finds in doubt itself.
 */
export class RepeatWatch {
  readonly #watched: Watched[] = [];

  /** @param looksMs when to look, in ms after the line was posted, rising */
  constructor(
    private readonly looksMs: readonly number[],
    private readonly now: () => number = () => performance.now(),
  ) {}

  watch(line: OutgoingLine): void {
    this.#watched.push({ line, since: this.now(), looks: 0 });
    if (this.#watched.length > MOST) this.#watched.shift();
  }

  /** Lines to look for now; each is given once for each look. */
  due(): OutgoingLine[] {
    const due: OutgoingLine[] = [];
    for (const watched of [...this.#watched]) {
      const passed = this.looksMs.filter((ms) => this.now() - watched.since >= ms).length;
      if (passed <= watched.looks) continue;
      watched.looks = passed;
      due.push(watched.line);
      if (passed === this.looksMs.length) this.#watched.splice(this.#watched.indexOf(watched), 1);
    }
    return due;
  }
}
