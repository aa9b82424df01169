import type { AttachmentView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { MAX_FILE_BYTES } from '../media/file-limits.ts';
import type { Brought, MediaLibrary } from '../media/media-library.ts';
import type { Logger } from '../ports/logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { RemoteAttachment } from './chat-adapter.ts';
import type { Away } from './file-line.ts';
import type { Link } from './link.ts';

/** So many files are fetched side by side: each is in memory for a moment. */
const WIDTH = 4;
const MIB = 1024 * 1024;

/** What became of a file: it is here; it will never come; or it failed in a way that may pass. */
export type Outcome =
  | { is: 'here'; attachment: AttachmentView }
  | { is: 'refused'; why: Exclude<Away, 'on its way'> }
  | { is: 'failed' };

/** A file of a message that is being copied. */
export interface Copying {
  file: RemoteAttachment;
  /** Never rejects. */
  outcome: Promise<Outcome>;
}

/** A file of a message, and what has become of it by now; null while it is still coming. */
export interface CopiedFile extends Copying {
  now: Outcome | null;
}

export interface CopyDeps {
  media: Pick<MediaLibrary, 'take' | 'keep'>;
  limiter: Pick<RateLimiter, 'take'>;
  logger: Logger;
}

/** Copies files that platforms tell of into our own store: pictures encoded anew, everything else as it is. */
export class FileCopies {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(private readonly deps: CopyDeps) {}

  /** Begins to copy a file. What does not cross over never holds back what was said. */
  copy(link: Link, personId: string, file: RemoteAttachment): Copying {
    return { file, outcome: this.#inTurn(() => this.#copy(link, personId, file)) };
  }

  /** The same for all files of a message. @returns once all are decided, or after so many ms */
  async copyAll(
    link: Link,
    personId: string,
    files: readonly RemoteAttachment[],
    patienceMs: number,
  ): Promise<CopiedFile[]> {
    const copied = files.map((file): CopiedFile => ({ ...this.copy(link, personId, file), now: null }));
    const decided = copied.map(async (one) => void (one.now = await one.outcome));
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
      timer.unref();
    });
    await Promise.race([Promise.all(decided), enough]);
    clearTimeout(timer);
    return copied.map((one) => ({ ...one }));
  }

  async #copy(link: Link, personId: string, file: RemoteAttachment): Promise<Outcome> {
    const { limiter, logger } = this.deps;
    try {
      // Before anything is fetched; sizes may be told wrong, and are counted again by what comes.
      if (file.size > MAX_FILE_BYTES) return { is: 'refused', why: 'too large' };
      await limiter.take('file', personId);
      const bytes = await file.fetch();
      // Cut off on the way, without a word: half of a file is none.
      if (bytes.length < file.size) throw new Error(`${bytes.length} bytes came of ${file.size}`);
      if (bytes.length === 0) return { is: 'refused', why: 'empty' };
      await limiter.take('file bytes', personId, Math.ceil(bytes.length / MIB));
      return { is: 'here', attachment: await this.#store(bytes, link, personId, file) };
    } catch (error) {
      logger.info({ err: error, link: link.id }, 'a file did not cross over');
      const why = refusalOf(error);
      return why === null ? { is: 'failed' } : { is: 'refused', why };
    }
  }

  /** By what it is, whatever it is called: a picture that cannot be shown is still a file. */
  async #store(
    bytes: Buffer,
    { roomId }: Link,
    personId: string,
    { name, source, alt, spoiler = false }: RemoteAttachment,
  ): Promise<AttachmentView> {
    const { media } = this.deps;
    const by: Brought = { roomId, personId, name, source, spoiler, ...(alt === undefined ? {} : { alt }) };
    try {
      return await media.take(bytes, by);
    } catch (error) {
      const isNone = error instanceof Problem && ['type_not_allowed', 'too_large'].includes(error.code);
      if (!isNone) throw error;
      return media.keep(bytes, by);
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= WIDTH) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed over as it is, so that nobody comes between.
      if (next) next();
      else this.#running--;
    }
  }
}

/** Why it will never come; null where it may, when it is asked for again. */
function refusalOf(error: unknown): Exclude<Away, 'on its way'> | null {
  if (!(error instanceof Problem) || error.code === 'unavailable') return null;
  if (error.code === 'too_large') return 'too large';
  if (error.code === 'rate_limited') return 'over the limit';
  return 'failed';
}
