import type { FilmCard } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import type { ContentModel } from '../recommendations/content-model.ts';
import type { MovieIndex } from '../search/movie-index.ts';
import type { FilmPeople } from './film-people.ts';
import { attributionOf } from './attribution.ts';
import { FilmRatings } from '../reviews/film-ratings.ts';
import { GENRES, genreName } from './genres.ts';
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
    if (!movie) throw new Problem('movie_not_found', 'There is no such film in the catalogue.');
    return movie;
  }

  find(id: string): Movie | undefined {
    return this.#byId.get(id);
  }

  /** Films that fit a query, best first. */
  search(query: string, options: { limit: number; locale: Locale; genre?: string; year?: number }): Movie[] {
    return this.#movies(this.#index.search(query, options));
  }

  /** Films whose titles may be what somebody is typing. */
  suggest(typed: string, limit: number, locale: Locale): Movie[] {
    const hits =
      typed.trim() === '' ? this.#model.popular({ limit }) : this.#index.suggest(typed, { limit, locale });
    return this.#movies(hits);
  }

  /** The film a person means by a title, or by its id; null when none comes near. */
  meant(title: string, locale: Locale): Movie | null {
    return this.#byId.get(title) ?? this.search(title, { limit: 1, locale })[0] ?? null;
  }

  didYouMean(query: string): string | null {
    return this.#index.didYouMean(query)?.title ?? null;
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

  #movies(hits: readonly { id: string }[]): Movie[] {
    return hits.flatMap((hit) => this.#byId.get(hit.id) ?? []);
  }
}

/** The English name of a genre given in either language; null when there is none. */
export function parseGenre(input: string): string | null {
  const wanted = input.trim().toLowerCase().replaceAll('-', ' ');
  const found = Object.entries(GENRES).find(
    ([name, { ko }]) => name.toLowerCase() === wanted || ko.toLowerCase() === wanted,
  );
  return found?.[0] ?? (wanted === 'sci fi' || wanted === 'scifi' ? 'Science Fiction' : null);
}

/** `1994` or `1990-1999` (also with `~`, and `1990s`); null when it is neither. */
export function parseYears(input: string): { yearFrom: number; yearTo: number } | null {
  const decade = /^(\d{3})0(?:s|년대)$/.exec(input.trim());
  if (decade) return { yearFrom: Number(decade[1]) * 10, yearTo: Number(decade[1]) * 10 + 9 };
  const range = /^(\d{4})년?(?:\s*[-–~]\s*(\d{4})년?)?$/.exec(input.trim());
  if (!range) return null;
  const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])];
  return { yearFrom: Math.min(from, to), yearTo: Math.max(from, to) };
}
