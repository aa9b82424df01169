import type { Movie } from '../catalogue/movie.ts';
import { Bonuses } from './bonuses.ts';
import { EDIT } from './edit-costs.ts';
import { foldTitles } from './folded-titles.ts';
import { NameSearch } from './name-search.ts';
import { readQuery } from './query-forms.ts';
import type { MatchedField } from './ranking.ts';
import { RANK, Ranking } from './ranking.ts';
import type { Filter } from './score-window.ts';
import { WordSearch } from './word-search.ts';

/** What search needs to know of a film. */
export type SearchableMovie = Pick<
  Movie,
  | 'id'
  | 'title'
  | 'originalTitle'
  | 'titleKo'
  | 'alternativeTitles'
  | 'year'
  | 'genres'
  | 'keywords'
  | 'directors'
  | 'directorsKo'
  | 'cast'
  | 'castKo'
  | 'overview'
  | 'voteCount'
  | 'popularity'
>;

export interface SearchOptions {
  /** Most hits wanted; 10 when absent, at most 100. */
  limit?: number;
  /** Only films of this year. */
  year?: number;
  /** Only films of this genre (English name from the catalogue). */
  genre?: string;
  /** The reader's language: settles near ties towards films that have a title in it. */
  locale?: 'en' | 'ko';
}

export interface SearchHit {
  id: string;
  /** 0 (barely) to 1 (the very title): how well the query fits. The order of hits also weighs votes. */
  score: number;
  /** What the words of the query were found in, most telling first. */
  matched: MatchedField[];
  /** How much of what was asked the film has, from 0 to 1, words weighed by their rarity; 1 where it was found by a name. */
  share: number;
}

export interface MovieIndex {
  /** Films that fit the query, best first; empty when nothing fits or nothing was asked. Never throws. */
  search(query: string, options?: SearchOptions): SearchHit[];
  /** Films whose names the query may be the beginning of, for completion as one types; people and plots are left out. */
  suggest(query: string, options?: SearchOptions): SearchHit[];
  /** Whether a folded word stands in any title, name or plot: what does cannot well be a slip of the finger. */
  knows(word: string): boolean;
  /** Adds a film, or replaces the one of the same id. */
  upsert(movie: SearchableMovie): void;
  /** Forgets a film; false when it was not there. */
  remove(id: string): boolean;
  /** Films in the index. */
  readonly size: number;
}

/** Builds the index in one pass over the films: about 30 µs each, 10 µs where there is little but a title. Later changes cost about as much. */
export function buildMovieIndex(movies: Iterable<SearchableMovie>): MovieIndex {
  const index = new InProcessMovieIndex();
  for (const movie of movies) index.upsert(movie);
  return index;
}

/** Most hits one call answers with. */
const MOST_HITS = 100;
/** A name this near settles a query of several words: people and plots are not looked at any more. */
const NAMED = 5;
/** Removed films are taken out of the lists once they are this many and this share of all. */
const PRUNE_FROM = 64;
const PRUNE_SHARE = 0.1;

/** In place of a year: the film has none, or is gone. */
const NO_YEAR = 0;
const GONE = -1;

interface Film {
  id: string;
  title: string;
  genres: readonly string[];
  hasKorean: boolean;
}

class InProcessMovieIndex implements MovieIndex {
  /** By film number; numbers are never used again, so lists stay in order. */
  private readonly films: (Film | undefined)[] = [];
  private years = new Int16Array(1 << 7);
  private readonly numberOf = new Map<string, number>();
  private readonly names = new NameSearch();
  private readonly words = new WordSearch();
  private readonly bonuses = new Bonuses();
  private unpruned = new Set<number>();

  get size(): number {
    return this.numberOf.size;
  }

  upsert(movie: SearchableMovie): void {
    this.remove(movie.id);
    const film = this.films.length;
    const lnVotes = Math.log(1 + Math.max(movie.voteCount, movie.popularity, 0));
    this.films.push({
      id: movie.id,
      title: movie.title || movie.titleKo || movie.originalTitle,
      genres: movie.genres,
      hasKorean: movie.titleKo !== '',
    });
    this.numberOf.set(movie.id, film);
    if (film >= this.years.length) {
      const larger = new Int16Array(2 * film);
      larger.set(this.years);
      this.years = larger;
    }
    this.years[film] = movie.year ?? NO_YEAR;
    this.bonuses.set(film, lnVotes * RANK.votes);
    const titles = foldTitles(movie);
    this.names.add(film, this.years[film]!, titles, lnVotes);
    this.words.add(film, movie, titles);
  }

  remove(id: string): boolean {
    const film = this.numberOf.get(id);
    if (film === undefined) return false;
    this.numberOf.delete(id);
    this.films[film] = undefined;
    this.years[film] = GONE;
    this.unpruned.add(film);
    if (this.unpruned.size >= PRUNE_FROM && this.unpruned.size > PRUNE_SHARE * this.size) {
      const gone = (number: number): boolean => this.unpruned.has(number);
      this.names.prune(gone);
      this.words.prune(gone);
      this.unpruned = new Set();
    }
    return true;
  }

  search(query: string, options: SearchOptions = {}): SearchHit[] {
    return this.answer(query, options, true);
  }

  suggest(query: string, options: SearchOptions = {}): SearchHit[] {
    return this.answer(query, options, false);
  }

  knows(word: string): boolean {
    return this.words.holds(word);
  }

  private answer(query: string, options: SearchOptions, everywhere: boolean): SearchHit[] {
    const limit = Math.max(0, Math.min(options.limit ?? 10, MOST_HITS));
    const filter = this.filterOf(options);
    const ranking = new Ranking(limit, this.bonuses.values);
    const readings = readQuery(query);
    for (const form of readings.asTyped) this.names.match(form, ranking, filter);
    const named = (readings.asTyped[0]?.words.length ?? 0) > 1 && ranking.leastCost <= NAMED;
    if (everywhere && !named)
      for (const form of readings.byWords)
        this.words.match(form, ranking, this.bonuses, this.within(form.year, filter));
    if (ranking.leastCost > EDIT) {
      for (const form of readings.otherLayout) this.names.match(form, ranking, filter);
    }
    const preference = (film: number): number =>
      options.locale === 'ko' && this.films[film]!.hasKorean ? 1 : 0;
    return ranking.best(preference).map(({ film, cost, matched, share }) => ({
      id: this.films[film]!.id,
      score: Math.round(1000 * Math.exp(-cost / (2.5 * EDIT))) / 1000,
      matched,
      share: Math.round(1000 * share) / 1000,
    }));
  }

  private within(year: number | null, filter: Filter): Filter {
    if (year === null) return filter;
    return { accepts: (film) => this.years[film] === year && filter.accepts(film), strict: true };
  }

  private filterOf({ year, genre }: SearchOptions): Filter {
    if (year === undefined && genre === undefined)
      return { accepts: (film) => this.years[film] !== GONE, strict: false };
    const accepts = (film: number): boolean => {
      const found = this.years[film]!;
      return (
        found !== GONE &&
        (year === undefined || found === year) &&
        (genre === undefined || this.films[film]!.genres.includes(genre))
      );
    };
    return { accepts, strict: true };
  }
}
