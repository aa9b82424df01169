import type { Logger } from '../ports/logger.ts';
import type { ChatAdapter, RemoteAttachment, RemoteMessage } from './chat-adapter.ts';
import type { CopiedFile, FileCopies, Outcome } from './file-copies.ts';
import type { LateFile, LateFileRepository } from './late-file-repository.ts';
import type { Link, PlatformId } from './link.ts';
import type { LinkRepository } from './link-repository.ts';

/** So often a file is asked for after its message was told of: over a little more than twenty minutes. */
const MOST_ATTEMPTS = 6;
/** So many files are asked for side by side. */
const WIDTH = 4;
/** Longer than asking for one file ever takes: another process may take it up then. */
const HOLD_MS = 120_000;
const SOON_MS = 50;

export interface LateFileDeps {
  lateFiles: LateFileRepository;
  links: Pick<LinkRepository, 'byId'>;
  adapters: ReadonlyMap<PlatformId, ChatAdapter>;
  logger: Logger;
  copies: FileCopies;
  /** Between two looks for what other processes left behind, ms. */
  look: number;
  /** Before a file is asked for again, ms. @param attempt 0 for the first time */
  again(attempt: number): number;
  /** Whose message it is, by whom its files are brought; null when it does not stand in the room (any more). */
  authorOf(link: Link, remoteId: string): Promise<string | null>;
  /** Takes in how a message stands on its platform. Never throws. */
  takeIn(link: Link, message: RemoteMessage): Promise<void>;
  /** Writes into the message that the file is here, or never will be. Never throws. */
  settle(link: Link, remoteId: string, file: LateName, outcome: Settled): Promise<void>;
}

/** A file of a platform, and what it is called where that is known. */
export interface LateName {
  source: string;
  name: string | null;
}

const isUndecided = ({ now }: CopiedFile): boolean => now === null || now.is === 'failed';

/** The end of a file's way. */
export type Settled = Exclude<Outcome, { is: 'failed' }>;

/**
 * Files that do not come along with their message follow it, beside the talk. What is still to come is noted in the store:
 * it is asked for under a fresh address, less and less often, by whichever process serves the platform by then.
 */
export class LateFiles {
  #timer: NodeJS.Timeout | undefined;
  #due = Infinity;
  #looking = false;
  #running = 0;
  #closed = false;

  constructor(private readonly deps: LateFileDeps) {
    this.#wake(deps.look);
  }

  /**
   * Notes what of a message is not decided yet, before the message is taken in: should this process not live to follow it,
   * another one asks for it later. Not sooner, for what is asked for before its message stands is asked for in vain.
   */
  async expect(link: Link, remoteId: string, files: readonly CopiedFile[]): Promise<void> {
    for (const { file } of files.filter(isUndecided))
      await this.deps.lateFiles.note({ linkId: link.id, remoteId, source: file.source }, HOLD_MS);
  }

  /** The message stands: what is still coming of it is put into it once it is here, and what failed is asked for again. */
  follow(link: Link, remoteId: string, files: readonly CopiedFile[]): void {
    for (const { file, outcome } of files.filter(isUndecided))
      void this.#await(link, remoteId, file, outcome);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #await(
    link: Link,
    remoteId: string,
    file: RemoteAttachment,
    coming: Promise<Outcome>,
  ): Promise<void> {
    const outcome = await coming;
    if (this.#closed) return;
    if (outcome.is !== 'failed') return this.deps.settle(link, remoteId, file, outcome);
    const late = { linkId: link.id, remoteId, source: file.source };
    await this.#calmly(async () => {
      // It may have been taken out of its message meanwhile.
      if (!(await this.deps.lateFiles.has(late))) return;
      await this.deps.lateFiles.note(late, this.deps.again(0));
      this.#wake(this.deps.again(0));
    });
  }

  #wake(ms: number): void {
    const due = performance.now() + ms;
    if (this.#closed || due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  /** Takes up what is due, and sets the time of the next look. */
  async #look(): Promise<void> {
    this.#due = Infinity;
    if (this.#looking) return this.#wake(this.deps.look);
    this.#looking = true;
    let next = this.deps.look;
    await this.#calmly(async () => {
      const { lateFiles, adapters } = this.deps;
      const platforms = [...adapters.keys()];
      if (platforms.length === 0) return;
      while (!this.#closed && this.#running < WIDTH) {
        const late = await lateFiles.claim(platforms, HOLD_MS);
        if (!late) break;
        this.#running++;
        void this.#calmly(() => this.#ask(late)).finally(() => {
          this.#running--;
          this.#wake(0);
        });
      }
      if (this.#running < WIDTH)
        next = Math.min(next, Math.max(SOON_MS, (await lateFiles.nextIn(platforms)) ?? next));
    });
    this.#looking = false;
    this.#wake(next);
  }

  async #ask(late: LateFile): Promise<void> {
    const { lateFiles, links, adapters, again, copies, authorOf, settle, takeIn } = this.deps;
    const link = await links.byId(late.linkId);
    const adapter = link && adapters.get(link.platform);
    if (!link || !adapter) return;
    const authorId = await authorOf(link, late.remoteId);
    const isLast = late.attempts >= MOST_ATTEMPTS;
    // It may be about to be taken in.
    if (authorId === null)
      return isLast ? lateFiles.forget(late) : lateFiles.note(late, again(late.attempts));
    const message = await this.#lookUp(adapter, link, late);
    const file = message?.attachments.find(({ source }) => source === late.source);
    // Gone there: of a message that is told in other ways, of a file not always.
    if (message && !file) await takeIn(link, message);
    if (message === null || (message && !file)) return lateFiles.forget(late);
    const outcome = file ? await copies.copy(link, authorId, file).outcome : ({ is: 'failed' } as const);
    if (this.#closed) return;
    if (file && outcome.is !== 'failed') return settle(link, late.remoteId, file, outcome);
    if (!isLast) return lateFiles.note(late, again(late.attempts));
    const named = file ?? { source: late.source, name: null };
    await settle(link, late.remoteId, named, { is: 'refused', why: 'failed' });
  }

  /** The message as it stands, with fresh addresses; null when it is gone, undefined when the platform does not say. */
  async #lookUp(
    adapter: ChatAdapter,
    link: Link,
    { remoteId }: LateFile,
  ): Promise<RemoteMessage | null | undefined> {
    try {
      const found = await adapter.lookUp(link, remoteId);
      return found.find((message) => message.remoteId === remoteId) ?? null;
    } catch (error) {
      this.deps.logger.info({ err: error, link: link.id }, 'a message could not be looked up for its files');
      return undefined;
    }
  }

  async #calmly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The store is away: what is noted there is taken up later.
      this.deps.logger.warn({ err: error }, 'files that are still to come have to wait');
    }
  }
}
