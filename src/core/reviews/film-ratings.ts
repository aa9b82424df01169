import { z } from 'zod';
import type { EventBus, Subscription } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';

/** What people here have given a film: how many, and the sum of their half stars. */
export interface FilmTally {
  movieId: string;
  count: number;
  sum: number;
  /** Rises with every change: of two tallies the higher is newer. */
  version: number;
}

export interface FilmTallyRepository {
  /** The tallies of all films that anybody has rated. */
  tallies(): Promise<FilmTally[]>;
}

/** The topic on which processes tell each other of a film's new tally. */
const TOPIC = 'film-ratings';
const TALLY = z.object({ movieId: z.string(), count: z.int(), sum: z.int(), version: z.int() });

/** So many imagined ratings at the prior's stars stand beside the real ones. */
const PRIOR_WEIGHT = 5;
/** Where the catalogue knows nothing of a film: the mean of MovieLens' twenty million ratings is 3.53. */
const PRIOR_STARS = 3.5;

/**
 * Every film's tally in this process, held so that a card costs no query. Read from the store once, kept in step by the
 * bus, and read again whenever the bus may have lost something.
 */
export class FilmRatings {
  readonly #tallies = new Map<string, FilmTally>();

  take(tally: FilmTally): void {
    const known = this.#tallies.get(tally.movieId);
    if (!known || known.version < tally.version) this.#tallies.set(tally.movieId, tally);
  }

  tally(movieId: string): FilmTally | undefined {
    return this.#tallies.get(movieId);
  }

  /**
   * The Bayesian mean of a film's stars: what people here gave it, together with `PRIOR_WEIGHT` ratings at what the
   * catalogue says of it (or `PRIOR_STARS`). One five-star review of an unknown film thus makes it a 3.8, not a 5.0.
   * @param votes the catalogue's own mean (stars out of five) and how many voted
   * @returns the mean, and how many ratings stand behind it; undefined when nobody has rated the film anywhere
   */
  of(movieId: string, votes: { mean: number; count: number }): { mean: number; count: number } | undefined {
    const { count, sum } = this.#tallies.get(movieId) ?? { count: 0, sum: 0 };
    if (count === 0) return votes.count > 0 ? votes : undefined;
    const prior = votes.count > 0 ? votes.mean : PRIOR_STARS;
    return { mean: (PRIOR_WEIGHT * prior + sum / 2) / (PRIOR_WEIGHT + count), count: votes.count + count };
  }
}

/** Tells every process, this one included, of a film's new tally. */
export function tellTally(bus: EventBus, tally: FilmTally): void {
  bus.publish(TOPIC, Buffer.from(JSON.stringify(tally)));
}

/** Keeps this process's ratings in step with the store. */
export async function followTallies(
  ratings: FilmRatings,
  parts: { repository: FilmTallyRepository; bus: EventBus; logger: Logger },
): Promise<Subscription> {
  const { repository, bus, logger } = parts;
  const readAll = async (): Promise<void> => {
    for (const tally of await repository.tallies()) ratings.take(tally);
  };
  const subscription = await bus.subscribe(TOPIC, (payload) => {
    const tally = TALLY.safeParse(JSON.parse(payload.toString('utf8')));
    if (tally.success) ratings.take(tally.data);
  });
  bus.onRecovered(() => {
    readAll().catch((error: unknown) =>
      logger.warn({ err: error }, 'films’ ratings could not be read again'),
    );
  });
  await readAll();
  return subscription;
}
