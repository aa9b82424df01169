import { performance } from 'node:perf_hooks';
import type { Database } from './database.ts';
import { within } from './limits.ts';
import type { LogTrouble } from './room-log.ts';
import { codeOf, StoreUnavailable } from './store-unavailable.ts';

/** An answer is there after this, whatever the store does. */
const ANSWER_MS = 1_500;
/** A write that succeeded so long ago still says that the next one will. */
const FRESH_MS = 2_000;
/** Kilobytes that are written to try it: a little, and where the disk was full as much as a busy minute needs. */
const LITTLE = 16;
const MUCH = 4_096;

/** What the log tells of its own writing. */
export interface WritingLog {
  readonly trouble: LogTrouble | null;
  readonly storedAt: number;
}

class RolledBack extends Error {}

/**
 * Whether the log can append, in time for whoever looks. What was stored a moment ago is proof; else a row is written and
 * rolled back, by one probe at a time.
 */
export class StoreHealth {
  #probe: Promise<string> | null = null;
  #writtenAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly log: WritingLog,
  ) {}

  /** `connected`, or why nothing can be stored. Answers within a second and a half. */
  async state(): Promise<string> {
    const { trouble, storedAt } = this.log;
    const written = Math.max(storedAt, this.#writtenAt);
    if (performance.now() - written < FRESH_MS && (trouble === null || trouble.at < written))
      return 'connected';
    this.#probe ??= this.#ask().finally(() => (this.#probe = null));
    try {
      return await within(
        ANSWER_MS,
        this.#probe,
        () => new StoreUnavailable(`no answer within ${ANSWER_MS} ms`),
      );
    } catch (error) {
      return explain(error);
    }
  }

  async #ask(): Promise<string> {
    const { trouble } = this.log;
    const begun = performance.now();
    try {
      await this.#write(trouble && causeCode(trouble.error) === '53100' ? MUCH : LITTLE);
    } catch (error) {
      return explain(error);
    }
    // A right that the log lacks is not one the probe needs.
    if (trouble && !(trouble.error instanceof StoreUnavailable) && begun - trouble.at < 2 * FRESH_MS)
      return explain(trouble.error);
    this.#writtenAt = performance.now();
    return 'connected';
  }

  async #write(kilobytes: number): Promise<void> {
    try {
      await this.database.transaction(
        async (tx) => {
          await tx.query('insert into store_probe (filler) values (repeat($1, $2))', [
            'x'.repeat(1024),
            kilobytes,
          ]);
          throw new RolledBack();
        },
        { answerMs: ANSWER_MS },
      );
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
    }
  }
}

/** A store's fault in a line for operators, with what to do where that is known; no address, no password. */
export function explain(error: unknown): string {
  if (!(error instanceof StoreUnavailable)) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return `it does not let the log append (${said ?? 'no reason given'})`;
  }
  const { cause, reason } = error;
  const said = cause instanceof Error ? gist(cause) : '';
  return said === '' || reason.includes(said) ? reason : `${reason} (${said})`;
}

function gist(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return (first instanceof Error ? first.message : error.message).split('\n')[0] ?? '';
}

const causeCode = (error: unknown): string | null =>
  codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : null);
