import { createHash } from 'node:crypto';
import { keyReused } from '../core/rooms/apply-change.ts';
import type { Appended, Change } from '../core/rooms/change.ts';
import { Problem } from '../core/errors.ts';

/** A change that somebody waits for. It is answered once; what comes after that is left alone. */
export class PendingChange {
  readonly appended: Promise<Appended>;
  readonly digest: string;
  /** Names it among all rooms' changes. */
  readonly name: string;
  #open = true;
  #resolve: (appended: Appended) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(
    readonly change: Change,
    /** When it is answered at the latest, by `performance.now()`. */
    readonly until: number,
  ) {
    this.digest = digestOf(change);
    this.name = `${change.roomId}/${change.key}`;
    this.appended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Whether it still waits for its answer. */
  get open(): boolean {
    return this.#open;
  }

  store(appended: Appended): void {
    this.#open = false;
    this.#resolve(appended);
  }

  refuse(error: unknown): void {
    this.#open = false;
    this.#reject(error);
  }

  /** Answers that the log cannot be written to: it may have been stored all the same, and its key tells. */
  giveUp(cause: unknown): void {
    this.refuse(
      new Problem('unavailable', 'The room cannot be written to just now. Try again in a moment.', {
        retryAfter: 1000,
        cause,
      }),
    );
  }

  /** Answers with what stands in the log under its key: the same wish, or another one. */
  repeat(stored: { seq: number; digest: string }, changed: boolean): void {
    // What was taken back has no digest any more: its key is a repeat, whatever comes under it.
    if (stored.digest === this.digest || stored.digest === '' || this.change.retold)
      this.store({ seq: stored.seq, changed });
    else this.refuse(keyReused());
  }
}

/** Tells a repeat of a request from another request under the same key. */
function digestOf(change: Change): string {
  return createHash('sha1').update(JSON.stringify(change.action)).digest('base64').slice(0, 12);
}
