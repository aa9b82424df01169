import { foldWords, isArticle, withDigits } from '../search/fold.ts';
import type { Movie } from './movie.ts';
import { personKey } from './person-key.ts';

/** What a source says of a film by which it may be known here already. */
export interface Described {
  /** Every title the source has for it, most telling first. */
  titles: readonly string[];
  year: number | null;
  tmdbId?: number;
  directors?: readonly string[];
  directorsKo?: readonly string[];
}

/** Recognises films that are in the catalogue already, so that none comes in twice. */
export class FilmMatcher {
  readonly #byNumber = new Map<number, Movie>();
  readonly #byTitle = new Map<string, Map<string, Movie>>();
  readonly #byId = new Map<string, Movie>();

  constructor(movies: Iterable<Movie> = []) {
    for (const movie of movies) this.add(movie);
  }

  /** Takes note of a film, in place of the one of the same id. */
  add(movie: Movie): void {
    this.#byId.set(movie.id, movie);
    if (movie.tmdbId !== undefined) this.#byNumber.set(movie.tmdbId, movie);
    for (const title of [movie.title, movie.originalTitle, movie.titleKo, ...movie.alternativeTitles]) {
      const key = titleKey(title);
      if (key === '') continue;
      const films = this.#byTitle.get(key) ?? new Map<string, Movie>();
      this.#byTitle.set(key, films.set(movie.id, movie));
    }
  }

  byId(id: string): Movie | undefined {
    return this.#byId.get(id);
  }

  byNumber(tmdbId: number): Movie | undefined {
    return this.#byNumber.get(tmdbId);
  }

  /**
   * The film that is meant: by TMDB's number; else of the same title and year and by nobody else; else of the same title,
   * a year away, and of the same director (festivals come first, and sources count differently). Of several the nearest
   * in time and best known. Undefined when there is none.
   */
  match(described: Described): Movie | undefined {
    const { titles, year, tmdbId } = described;
    const numbered = tmdbId === undefined ? undefined : this.#byNumber.get(tmdbId);
    if (numbered || year === null) return numbered;
    let best: { movie: Movie; cost: number } | undefined;
    titles.forEach((title, rank) => {
      for (const movie of this.#byTitle.get(titleKey(title))?.values() ?? []) {
        if (movie.year === null) continue;
        if (tmdbId !== undefined && movie.tmdbId !== undefined && movie.tmdbId !== tmdbId) continue;
        const apart = Math.abs(movie.year - year);
        const directed = sameDirectors(movie, described);
        if (apart > 1 || directed === false || (apart === 1 && directed === null)) continue;
        const cost = apart * 100 + rank - Math.min(0.9, Math.max(movie.voteCount, movie.popularity) / 1e6);
        if (!best || cost < best.cost) best = { movie, cost };
      }
    });
    return best?.movie;
  }
}

/** A title in the one form in which two are the same: folded, numbers as digits, articles left out. */
function titleKey(title: string): string {
  const words = withDigits(foldWords(title));
  // At the beginning, or behind a comma ("Shawshank Redemption, The").
  const kept = words.filter(
    (word, index) => !(isArticle(word) && (index === 0 || index === words.length - 1)),
  );
  return (kept.length > 0 ? kept : words).join(' ');
}

/** Whether two films are by the same person; null when that is not known of both. */
function sameDirectors(movie: Movie, described: Described): boolean | null {
  const theirs = described.directors ?? [];
  if (movie.directors.length === 0 || theirs.length === 0) return null;
  const korean = described.directorsKo ?? [];
  if (movie.directorsKo.some((name) => korean.includes(name))) return true;
  const ours = movie.directors.map(nameParts);
  return theirs.map(nameParts).some((name) => ours.some((own) => name.some((part) => own.includes(part))));
}

/** First and last part of a name: one of them is the surname, and romanisation rarely touches that. */
function nameParts(name: string): string[] {
  const parts = personKey(name).split('-');
  return [parts[0]!, parts.at(-1)!].filter((part) => part !== '');
}
