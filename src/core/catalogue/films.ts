import type { Certainty, FilmCard } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import type { ContentModel } from '../recommendations/content-model.ts';
import type { MovieIndex, SearchHit } from '../search/movie-index.ts';
import type { FilmPeople } from './film-people.ts';
import { attributionOf } from './attribution.ts';
import { FilmRatings } from '../reviews/film-ratings.ts';
import { GENRES, genreName } from './genres.ts';
import { meantFilm, NAMES_COMPARED, type Meant } from './meant-film.ts';
import { overviewFor, titleFor, type Movie } from './movie.ts';
import { buildShelf, type Shelf } from './shelf.ts';

type Locale = 'en' | 'ko';

export interface FilmFilter {
  genre?: string;
  yearFrom?: number;
  yearTo?: number;
  language?: string;
  runtimeFrom?: number;
  runtimeTo?: number;
}

interface LookOptions {
  limit: number;
  locale: Locale;
  genre?: string;
  /** Only these. */
  only?: (movie: Movie) => boolean;
}

export interface FoundFilms {
  match: Certainty;
  movies: Movie[];
  /** Films whose titles come near, where none was named. */
  near: Movie[];
  /** Whether what comes first has a title much like what was asked for, and yet may well be another film. */
  doubtful: boolean;
}

/** Names of a cast that are told. */
const LEADING = 8;
/** Hits looked through where only some films will do. */
const MOST_FOUND = 50;
/** What a film must have of the words of a query to be about it. */
const LEAST_SHARE = 0.6;

/** Whether a hit was found by most of what was asked, and not by a title that merely resembles it. */
const isAbout = ({ share, matched }: SearchHit): boolean =>
  share >= LEAST_SHARE && matched.some((field) => field !== 'title');

/** The films of this process: found, compared and shown. The catalogue is replaced as a whole when it has changed. */
export class Films {
  #shelf: Shelf;
  /** What people here gave them. */
  readonly ratings = new FilmRatings();

  constructor(movies: readonly Movie[]) {
    this.#shelf = buildShelf(movies);
  }

  /** From now on every answer comes from another state of the catalogue. */
  replace(shelf: Shelf): void {
    this.#shelf = shelf;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** How alike they are by what they are. */
  get content(): ContentModel {
    return this.#model;
  }

  /** Every film, best known first. */
  get ranked(): readonly Movie[] {
    return this.#shelf.ranked;
  }

  /** How many films there are of a genre. */
  inGenre(genre: string): number {
    return this.#shelf.genres.get(genre) ?? 0;
  }

  /** Who made them. */
  get people(): FilmPeople {
    return this.#shelf.people;
  }

  get #byId(): ReadonlyMap<string, Movie> {
    return this.#shelf.byId;
  }

  get #index(): MovieIndex {
    return this.#shelf.index;
  }

  get #model(): ContentModel {
    return this.#shelf.model;
  }

  /** @throws Problem `movie_not_found` */
  get(id: string): Movie {
    const movie = this.#byId.get(id);
    if (!movie) throw noSuchFilm();
    return movie;
  }

  find(id: string): Movie | undefined {
    return this.#byId.get(id);
  }

  /**
   * Films that fit a query, best first, and whether the first is the one that was named. Where none was named, those whose
   * titles merely resemble it are left out: they are in `near`.
   */
  look(query: string, { limit, locale, genre, only = () => true }: LookOptions): FoundFilms {
    const { match, film, near, naming } = this.meant(query, locale, only);
    const asked = { limit: Math.max(limit, MOST_FOUND), locale, ...(genre === undefined ? {} : { genre }) };
    const hits = this.#index.search(query, asked);
    const movies = this.#movies(match === 'none' ? hits.filter(isAbout) : hits).filter(only);
    const first = film === null ? movies : [film, ...movies.filter((other) => other !== film)];
    const doubtful = match === 'near' && (naming === 'contradicts' || naming === 'resembles');
    return { match, movies: first.slice(0, limit), near, doubtful };
  }

  /** Films whose titles may be what somebody is typing. */
  suggest(typed: string, limit: number, locale: Locale): Movie[] {
    const hits =
      typed.trim() === '' ? this.#model.popular({ limit }) : this.#index.suggest(typed, { limit, locale });
    return this.#movies(hits);
  }

  /**
   * Which film a person means by a title, or by an id; acted on only where that is sure.
   * @param filter only among these
   */
  meant(title: string, locale: Locale, filter: (movie: Movie) => boolean = () => true): Meant {
    const known = this.#byId.get(title.trim());
    if (known && filter(known)) return { match: 'sure', film: known, near: [], naming: 'title' };
    const options = { limit: NAMES_COMPARED, locale };
    const found = (hits: readonly SearchHit[]) =>
      hits.flatMap((hit) => {
        const film = this.#byId.get(hit.id);
        return film && filter(film) ? [{ ...hit, film }] : [];
      });
    return meantFilm(title, {
      byName: (query) => found(this.#index.suggest(query, options)),
      anywhere: (query) => found(this.#index.search(query, options)),
      knows: (word) => this.#index.knows(word),
    });
  }

  /** A film as every surface shows it. */
  card(movie: Movie, locale: Locale, because: readonly string[] = []): FilmCard {
    const title = titleFor(movie, locale);
    const original = movie.originalTitle === title ? movie.title : movie.originalTitle;
    const overview = overviewFor(movie, locale);
    const rating = this.ratings.of(movie.id, { mean: movie.voteAverage / 2, count: movie.voteCount });
    return {
      movieId: movie.id,
      title,
      ...(original === title ? {} : { originalTitle: original }),
      ...(movie.year === null ? {} : { year: movie.year }),
      genres: movie.genres.map((genre) => genreName(genre, locale)),
      genreKeys: movie.genres,
      ...(movie.runtime === null ? {} : { runtime: movie.runtime }),
      directors: locale === 'ko' && movie.directorsKo.length > 0 ? movie.directorsKo : movie.directors,
      ...(overview === '' ? {} : { overview }),
      ...(rating ? { rating } : {}),
      ...(because.length === 0 ? {} : { because: because.join(' ') }),
      ...(movie.posterUrl === null ? {} : { posterUrl: movie.posterUrl }),
      ...attributionOf(movie, locale),
    };
  }

  /** A film told of by itself: with who is in it, and its trailer. */
  details(movie: Movie, locale: Locale): FilmCard {
    const cast = locale === 'ko' && movie.castKo.length > 0 ? movie.castKo : movie.cast;
    const trailer = movie.trailer?.[locale] ?? movie.trailer?.en ?? movie.trailer?.ko;
    return {
      ...this.card(movie, locale),
      cast: cast.slice(0, LEADING),
      ...(trailer !== undefined && /^https:\/\//.test(trailer) ? { trailer } : {}),
    };
  }

  #movies(hits: readonly { id: string }[]): Movie[] {
    return hits.flatMap((hit) => this.#byId.get(hit.id) ?? []);
  }
}

export const noSuchFilm = (): Problem =>
  new Problem('movie_not_found', 'There is no such film in the catalogue.');

/** The English name of a genre given in either language; null when there is none. */
export function parseGenre(input: string): string | null {
  const wanted = input.trim().toLowerCase().replaceAll('-', ' ');
  const found = Object.entries(GENRES).find(
    ([name, { ko }]) => name.toLowerCase() === wanted || ko.toLowerCase() === wanted,
  );
  return found?.[0] ?? (wanted === 'sci fi' || wanted === 'scifi' ? 'Science Fiction' : null);
}

/** `1994` or `1990-1999`, with any dash or wave, `to` or `부터`; `1990s`, `1990년대`. Null when it is none of these. */
export function parseYears(input: string): { yearFrom: number; yearTo: number } | null {
  const typed = input.normalize('NFKC').trim();
  const decade = /^(\d{3})0(?:'?s|년대)$/i.exec(typed);
  if (decade) return { yearFrom: Number(decade[1]) * 10, yearTo: Number(decade[1]) * 10 + 9 };
  const range =
    /^(\d{4})\s?년?(?:\s{0,3}(?:[-‐‑–—−~∼〜]|to|부터|에서)\s{0,3}(\d{4})\s?년?(?:\s?까지)?)?$/i.exec(typed);
  if (!range) return null;
  const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])];
  return { yearFrom: Math.min(from, to), yearTo: Math.max(from, to) };
}
