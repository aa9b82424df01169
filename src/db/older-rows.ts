import type { Logger } from '../core/ports/logger.ts';
import type { Database } from './database.ts';
import { fillExcerpts } from './fill-excerpts.ts';
import { retellOlder } from './retell-older.ts';
import { tellNamesApart } from './tell-names-apart.ts';

/** Processes of the version before may write on for a while: so often it is looked whether they did. In ms. */
const AGAIN_MS = 60_000;

/** What is to be brought up to date, a page at a time; each says how many rows it found, 0 when there are none left. */
const JOBS: readonly ((database: Database) => Promise<number>)[] = [
  retellOlder,
  fillExcerpts,
  tellNamesApart,
];

/**
 * Brings rows up to date that a process of an earlier version wrote. It works in the background, may be stopped at any
 * moment, and goes on where it was: what is left to do is found by indexes that are empty when nothing is.
 */
export class OlderRows {
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.#working = this.#work().finally(() => {
      if (this.#stopped) return;
      this.#timer = setTimeout(() => this.start(), AGAIN_MS).unref();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #work(): Promise<void> {
    let rows = 0;
    try {
      for (const job of JOBS) {
        for (let page = Infinity; page > 0 && !this.#stopped;) {
          page = await job(this.database);
          rows += page;
        }
      }
      if (rows > 0) this.logger.info({ rows }, 'rows of an earlier version are brought up to date');
    } catch (error) {
      this.logger.warn({ err: error }, 'older rows could not be brought up to date; tried again in a minute');
    }
  }
}
