import type { Lease, Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import type { DoomedFile, MediaLedger } from './media-ledger.ts';
import { STORE_PARTS, type MediaStorage } from './media-storage.ts';

/** How often and how much is tidied; times in ms. */
export interface TidyPace {
  /** Between two looks for files that were let go of. */
  look: number;
  /** Between two looks for what nobody wrote down: one part of the store each time. */
  search: number;
  /** A picture that nobody has said within this time goes. */
  unsaid: number;
  /** A file that nothing knows is left alone for so long: it may be on its way in. */
  stray: number;
  /** What is taken out at once, at most. */
  atOnce: number;
  /** Before a file is tried again that could not be taken out. */
  again(attempts: number): number;
  /** How long the right to tidy lasts unless renewed. */
  lease: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TIDY_PACE: TidyPace = {
  look: 2_000,
  search: MINUTE,
  unsaid: HOUR,
  stray: HOUR,
  atOnce: 200,
  again: (attempts) => Math.min(HOUR, 5_000 * 2 ** Math.min(attempts, 20)),
  lease: MINUTE,
};

const LEASE = 'media:tidy';

export interface KeepTidyDeps {
  ledger: MediaLedger;
  storage: Pick<MediaStorage, 'remove' | 'list'>;
  leases: Leases;
  logger: Logger;
}

/**
 * Takes out of the store what was let go of, in one process at a time: files of pictures that were deleted with their
 * message, their room or their person, uploads that were never said, and what a crash left behind on either side.
 */
export class KeepTidy {
  readonly #pace: TidyPace;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #lease: Lease | null = null;
  #nextSearch = 0;
  #part = Math.floor(Math.random() * STORE_PARTS);
  #stopped = false;
  #failures = 0;

  constructor(
    private readonly deps: KeepTidyDeps,
    pace: Partial<TidyPace> = {},
  ) {
    this.#pace = { ...TIDY_PACE, ...pace };
  }

  start(): void {
    this.#timer = setTimeout(
      () => {
        this.#working = this.tidy().finally(() => {
          if (!this.#stopped) this.start();
        });
      },
      this.#pace.look * 2 ** this.#failures,
    );
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
    await this.#release();
  }

  /** Does what is due now, if nobody else does it. Never throws. */
  async tidy(): Promise<void> {
    try {
      if (!(await this.#mayWork())) return;
      await this.#takeOut();
      this.#failures = 0;
      if (Date.now() < this.#nextSearch) return;
      this.#nextSearch = Date.now() + this.#pace.search;
      await this.deps.ledger.dropUnsaid(this.#pace.unsaid, this.#pace.atOnce);
      await this.searchPart(this.#part);
      this.#part = (this.#part + 1) % STORE_PARTS;
      await this.#takeOut();
    } catch (error) {
      // The store is away, or the disk: both are looked for again soon enough, and told of elsewhere.
      this.#failures = Math.min(5, this.#failures + 1);
      this.deps.logger.warn({ err: error }, 'the media store was not tidied; it is tried again');
    }
  }

  /** Compares one part of the store with what is known of it. */
  async searchPart(part: number): Promise<void> {
    const { ledger, storage, logger } = this.deps;
    const expected = await ledger.expected(part, this.#pace.stray);
    const files = await storage.list(part);
    const old = files.filter(({ at }) => Date.now() - at > this.#pace.stray);
    const strays = (await ledger.strays(old)).slice(0, this.#pace.atOnce);
    if (strays.length > 0) {
      await ledger.doom(strays);
      logger.info({ files: strays.length }, 'files of media that nothing knows are taken out');
    }
    const there = new Set(files.map(({ id }) => id));
    const missing = expected.filter((id) => !there.has(id));
    // Whether the disk was mounted somewhere else or a file was lost, a picture that is known is not forgotten for it.
    if (missing.length > 0) {
      const facts = { files: missing.length, first: missing[0] };
      logger.warn(
        facts,
        'pictures are known whose files are not in the media store; restore them from a backup',
      );
    }
  }

  async #takeOut(): Promise<void> {
    const { ledger, storage, logger } = this.deps;
    for (let round = 0; round < 10 && !this.#stopped; round++) {
      const due = await ledger.due(this.#pace.atOnce);
      const gone: string[] = [];
      let failed: { file: DoomedFile; error: unknown } | undefined;
      for (const file of due) {
        try {
          await storage.remove(file.id);
          gone.push(file.id);
        } catch (error) {
          failed = { file, error };
          await ledger.later(file, this.#pace.again(file.attempts));
        }
      }
      if (gone.length > 0) await ledger.done(gone);
      if (failed) {
        const facts = { err: failed.error, file: failed.file.id };
        logger.warn(facts, 'a file could not be taken out of the media store; it is tried again');
      }
      if (due.length < this.#pace.atOnce) return;
    }
  }

  async #mayWork(): Promise<boolean> {
    if (this.#lease && (await this.#lease.renew())) return true;
    this.#lease = await this.deps.leases.take(LEASE, this.#pace.lease);
    return this.#lease !== null;
  }

  async #release(): Promise<void> {
    await this.#lease?.release().catch((error: unknown) => {
      this.deps.logger.debug({ err: error }, 'a lease was not released; it will run out');
    });
  }
}
