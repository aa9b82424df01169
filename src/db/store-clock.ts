import type { Logger } from '../core/ports/logger.ts';
import type { Queries } from './database.ts';

/** How often the store is asked what time it is, and how soon again where its last answer took too long. */
const BEAT_MS = 30_000;
const AGAIN_MS = 1_000;
/** An answer that took longer says too little about the moment it was given, and counts only while there is no better. */
const LONGEST_MS = 1_000;
/** A clock that is further off than this is worth a word to the operator. */
const WORTH_A_WORD_MS = 2_000;

/**
 * The time by the store's clock, as near as a round trip tells. Processes whose own clocks are minutes apart write into
 * one room: by this clock its times do not run backwards. Never goes back by itself.
 */
export class StoreClock {
  #offset = 0;
  #last = 0;
  /** By how much the offset may be wrong: half of what the answer took it comes from. */
  #doubt = Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Queries,
    private readonly logger: Logger,
    private readonly own: () => number = Date.now,
  ) {}

  /** Asks now, and again every half minute until stopped; sooner while the store is too slow to tell. */
  async start(): Promise<void> {
    await this.ask();
    this.#askLater();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #askLater(): void {
    this.#timer = setTimeout(
      () =>
        void this.ask()
          .catch((error: unknown) =>
            this.logger.debug({ err: error }, 'the store was not asked what time it is'),
          )
          .finally(() => this.#askLater()),
      this.#doubt > LONGEST_MS / 2 ? AGAIN_MS : BEAT_MS,
    );
    this.#timer.unref();
  }

  readonly now = (): Date => {
    this.#last = Math.max(this.#last, this.own() + this.#offset);
    return new Date(this.#last);
  };

  async ask(): Promise<void> {
    const asked = this.own();
    const [row] = await this.database.query(
      'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
    );
    const took = this.own() - asked;
    if (took < 0 || (took > LONGEST_MS && took / 2 >= this.#doubt)) return;
    this.#doubt = took / 2;
    const offset = Number(row?.['ms']) - (asked + took / 2);
    if (Math.abs(offset) > WORTH_A_WORD_MS && Math.abs(offset - this.#offset) > WORTH_A_WORD_MS) {
      const seconds = Math.round(Math.abs(offset) / 1000);
      const facts = { seconds, this: offset > 0 ? 'behind' : 'ahead' };
      this.logger.warn(facts, "this machine's clock is not the database's; rooms go by the database's");
      // A clock that was put right may go back: once.
      this.#last = 0;
    }
    // Small differences are the round trip's own.
    this.#offset = Math.abs(offset) < 5 ? 0 : offset;
  }
}
