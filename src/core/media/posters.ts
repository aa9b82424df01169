import { validate as isUuid } from 'uuid';
import type { Logger } from '../ports/logger.ts';
import type { MediaStorage } from './media-storage.ts';
import type { EncodedPicture, PictureEncoder } from './picture-encoder.ts';

/** A poster as it is known: where it comes from, and what it is once it is here. */
export interface Poster {
  id: string;
  /** Address it is fetched from. */
  source: string;
  /** Null until it has been fetched. */
  fetched: { type: string; at: Date } | null;
  failures: number;
  failedAt: Date | null;
}

export interface PosterRepository {
  byId(id: string): Promise<Poster | null>;
  /** The poster is in the media store now. */
  fetched(id: string, picture: Pick<EncodedPicture, 'type' | 'width' | 'height'>): Promise<void>;
  failed(id: string): Promise<void>;
}

/** Fetches the bytes of a poster, and of nothing else. @throws when it cannot or may not */
export interface PosterSource {
  fetch(address: string): Promise<Buffer>;
}

export interface ShownPoster {
  bytes: Buffer;
  type: string;
}

/** Fetched side by side, and waiting for their turn, at most. */
const SIDE_BY_SIDE = 4;
const MOST_WAITING = 200;
/** Before it is tried again after it failed: this, doubled with every failure, up to a day. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 86_400_000;
/** What a source gives may be kept for six months; a month before, it is asked again. */
const KEEP_MS = 150 * 86_400_000;

/**
 * Posters of films: each is fetched once, when somebody first asks for it, encoded anew, and kept in the media store
 * under its id. Readers never ask the source.
 */
export class Posters {
  readonly #underWay = new Map<string, Promise<ShownPoster | null>>();
  readonly #waiting: (() => void)[] = [];
  #fetching = 0;

  constructor(
    private readonly parts: {
      posters: PosterRepository;
      source: PosterSource;
      encoder: Pick<PictureEncoder, 'encode'>;
      storage: Pick<MediaStorage, 'put' | 'get'>;
      logger: Logger;
    },
    private readonly now: () => number = () => Date.now(),
  ) {}

  /** The picture; null when there is none of this id, or it cannot be had just now. */
  async read(id: string): Promise<ShownPoster | null> {
    const poster = isUuid(id) ? await this.parts.posters.byId(id) : null;
    if (!poster) return null;
    const stored = poster.fetched && (await this.parts.storage.get(id));
    const kept = poster.fetched && stored ? { bytes: stored, type: poster.fetched.type } : null;
    if (kept && this.now() - poster.fetched!.at.getTime() < KEEP_MS) return kept;
    if (!this.#mayTry(poster)) return kept;
    return (await this.#once(poster)) ?? kept;
  }

  #mayTry({ failures, failedAt }: Poster): boolean {
    if (failedAt === null) return true;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 20));
    return this.now() - failedAt.getTime() >= pause;
  }

  /** Many who ask for the same poster at once wait for the same fetch. */
  #once(poster: Poster): Promise<ShownPoster | null> {
    const before = this.#underWay.get(poster.id);
    if (before) return before;
    const work = this.#fetch(poster).finally(() => this.#underWay.delete(poster.id));
    this.#underWay.set(poster.id, work);
    return work;
  }

  async #fetch(poster: Poster): Promise<ShownPoster | null> {
    const { posters, source, encoder, storage, logger } = this.parts;
    if (!(await this.#turn())) return null;
    try {
      const picture = await encoder.encode(await source.fetch(poster.source));
      await storage.put(poster.id, picture.bytes);
      await posters.fetched(poster.id, picture);
      return { bytes: picture.bytes, type: picture.type };
    } catch (error) {
      logger.warn({ err: error, poster: poster.id }, 'a poster could not be fetched');
      await posters.failed(poster.id);
      return null;
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed over as it is, so that nobody comes between.
      if (next) next();
      else this.#fetching--;
    }
  }

  /** False when too many wait already. */
  async #turn(): Promise<boolean> {
    if (this.#fetching >= SIDE_BY_SIDE) {
      if (this.#waiting.length >= MOST_WAITING) return false;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#fetching++;
    return true;
  }
}
