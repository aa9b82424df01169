import type { EventBus, Subscription } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import type { Films } from './films.ts';
import type { Movie } from './movie.ts';
import type { MovieRepository } from './movie-repository.ts';
import { buildShelfInSlices } from './shelf.ts';

/** Told on the bus when films have been brought in. */
export const CATALOGUE_CHANGED = 'catalogue';

/** How often the store is asked, for changes nobody told of. */
const ASK_MS = 30_000;
/** An import that goes on is taken over this often, and when it pauses. */
const AT_LEAST_MS = 300_000;
/** Changes are read from this much before the latest known one: transactions do not end in the order they began. */
const OVERLAP_MS = 60_000;

interface Parts {
  movies: Pick<MovieRepository, 'changedAt' | 'changesSince'>;
  films: Films;
  bus: EventBus;
  logger: Logger;
}

/**
 * Keeps a process's films those of the store: when films have been brought in, by whichever process, it reads what
 * changed, makes a new shelf of it while the old one serves, and puts it in place.
 */
export class CatalogueFollower {
  #films: Map<string, Movie>;
  /** Moment of the latest change that is on the shelf, and of the latest one seen. */
  #taken: string | null;
  #seen: string | null;
  #takenAt = performance.now();
  #timer: NodeJS.Timeout | null = null;
  #subscription: Subscription | null = null;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param moment that of the latest change when `films` were read */
  constructor(
    private readonly parts: Parts,
    moment: string | null,
    private readonly askMs = ASK_MS,
  ) {
    this.#films = new Map(parts.films.ranked.map((movie) => [movie.id, movie]));
    this.#taken = moment;
    this.#seen = moment;
  }

  async start(): Promise<void> {
    this.#subscription = await this.parts.bus.subscribe(CATALOGUE_CHANGED, () => void this.look(true));
    this.parts.bus.onRecovered(() => void this.look(false));
    this.#timer = setInterval(() => void this.look(false), this.askMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#subscription?.end();
    await this.#work;
  }

  /**
   * Takes over what has changed. Never rejects: what fails is tried again when asked next.
   * @param complete whether what is being brought in is all there; otherwise it is waited for a while
   */
  look(complete: boolean): Promise<void> {
    this.#work = this.#work.then(async () => {
      if (this.#stopped) return;
      try {
        await this.#look(complete);
      } catch (error) {
        this.parts.logger.warn({ err: error }, 'the catalogue could not be read again; trying later');
      }
    });
    return this.#work;
  }

  async #look(complete: boolean): Promise<void> {
    const { movies, films, logger } = this.parts;
    const latest = await movies.changedAt();
    const moving = latest !== this.#seen;
    this.#seen = latest;
    if (latest === null || latest === this.#taken) return;
    if (moving && !complete && performance.now() - this.#takenAt < AT_LEAST_MS) return;
    const known = new Map(this.#films);
    for await (const portion of movies.changesSince(earlier(this.#taken)))
      for (const movie of portion) known.set(movie.id, movie);
    const shelf = await buildShelfInSlices([...known.values()]);
    films.replace(shelf);
    this.#films = known;
    this.#taken = latest;
    this.#takenAt = performance.now();
    logger.info({ films: known.size }, 'the catalogue has changed');
  }
}

const earlier = (moment: string | null): string =>
  new Date(moment === null ? 0 : Date.parse(moment) - OVERLAP_MS).toISOString();
