import { createHash, randomBytes } from 'node:crypto';
import type { Movie } from '../../src/core/catalogue/movie.ts';
import { Faults } from './faults.ts';
import { PersonNumbers, type StandInFilm } from './films.ts';
import { TmdbServer } from './server.ts';

export interface TmdbStandInOptions {
  /** Default: any free one. */
  port?: number;
  films: readonly Movie[];
  /** Milliseconds since 1970. */
  clock?: () => number;
  token?: string;
}

/** When the films that are there from the start were last changed. */
const LONG_AGO_MS = 30 * 86_400_000;
/** The number of the first film; the others follow. */
const FIRST = 1001;

/** A TMDB on 127.0.0.1. */
export class TmdbStandIn {
  readonly faults = new Faults();
  /** Every request to the API, in order, e.g. `GET /3/movie/1001?language=en-US`. */
  readonly asked: string[] = [];
  readonly #films = new Map<number, StandInFilm>();
  readonly #server: TmdbServer;

  private constructor(
    readonly token: string,
    private readonly clock: () => number,
  ) {
    const { faults, asked } = this;
    this.#server = new TmdbServer({
      token,
      films: this.#films,
      people: new PersonNumbers(),
      faults,
      now: clock,
      asked,
    });
  }

  static async start(options: TmdbStandInOptions): Promise<TmdbStandIn> {
    const { token = randomBytes(96).toString('base64url'), clock = () => Date.now() } = options;
    const standIn = new TmdbStandIn(token, clock);
    for (const movie of options.films) standIn.#put(movie, { changedAt: clock() - LONG_AGO_MS });
    await standIn.#server.listen(options.port ?? 0);
    return standIn;
  }

  /** For TMDB_API_URL. */
  get apiUrl(): string {
    return `${this.#server.url}/3`;
  }

  /** For TMDB_EXPORT_URL. */
  get exportUrl(): string {
    return `${this.#server.url}/p/exports`;
  }

  /** Adds a film just now, or changes the one of a number; its number. */
  add(movie: Movie, more: { id?: number; adult?: boolean; poster?: boolean } = {}): number {
    return this.#put(movie, { ...more, changedAt: this.clock() });
  }

  #put(movie: Movie, more: { id?: number; adult?: boolean; poster?: boolean; changedAt: number }): number {
    const id = more.id ?? FIRST + this.#films.size;
    const name = createHash('sha256').update(`${id} ${movie.title}`).digest('base64url').slice(0, 27);
    this.#films.set(id, {
      id,
      movie,
      adult: more.adult ?? false,
      posterPath: more.poster === false ? null : `/${name}.jpg`,
      changedAt: more.changedAt,
    });
    return id;
  }

  remove(id: number): void {
    this.#films.delete(id);
  }

  /** The number of the film of one of our ids; undefined when it is not there. */
  numberOf(movieId: string): number | undefined {
    return [...this.#films.values()].find(({ movie }) => movie.id === movieId)?.id;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
