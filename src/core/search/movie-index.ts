import { genreName } from '../catalogue/genres.ts';
import type { Movie } from '../catalogue/movie.ts';
import { EDIT } from './edit-costs.ts';
import { foldWords, withDigits, withLettersForDigits } from './fold.ts';
import { GRAMS, GramIndex, gramsOf } from './gram-index.ts';
import { hasHangul, initialConsonants } from './hangul-keys.ts';
import { lettersOf } from './letters.ts';
import { nameCost, NO_MATCH } from './name-match.ts';
import type { NameKind } from './names.ts';
import { NAME_KINDS, Names } from './names.ts';
import type { QueryForm } from './query-forms.ts';
import { readQuery } from './query-forms.ts';
import { romanise } from './romanise.ts';
import { stem } from './stem.ts';
import type { NearStem } from './word-index.ts';
import { WORD_FIELDS, WordIndex } from './word-index.ts';

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

export type MatchedField = 'title' | 'person' | 'keyword' | 'overview';

export interface SearchOptions {
  /** Most hits wanted; 10 when absent, at most 100. */
  limit?: number;
  /** Only films of this year. */
  year?: number;
  /** Only films of this genre (English name from the catalogue). */
  genre?: string;
  /** The reader's language: settles ties towards films that have a title in it. */
  locale?: 'en' | 'ko';
}

export interface SearchHit {
  id: string;
  /** 0 (barely) to 1 (the very title). Comparable within one answer; order also weighs votes. */
  score: number;
  /** What the words of the query were found in, most telling first. */
  matched: MatchedField[];
}

export interface MovieIndex {
  /** Films that fit the query, best first; empty when nothing fits or nothing was asked. Never throws. */
  search(query: string, options?: SearchOptions): SearchHit[];
  /** Films whose names the query may be the beginning of, for completion as one types. */
  suggest(query: string, options?: SearchOptions): SearchHit[];
  /** The film whose name comes nearest to the query, for "did you mean …?"; null when none is near or it is what was typed. */
  didYouMean(query: string): { id: string; title: string } | null;
  /** Adds a film, or replaces the one of the same id. */
  upsert(movie: SearchableMovie): void;
  /** Forgets a film; false when it was not there. */
  remove(id: string): boolean;
  /** Films in the index. */
  readonly size: number;
}

/** Builds the index in one pass over the films; about 30 µs a film. */
export function buildMovieIndex(movies: Iterable<SearchableMovie>): MovieIndex {
  const index = new InProcessMovieIndex();
  for (const movie of movies) index.upsert(movie);
  return index;
}

/** Weights of ranking, in the unit of edit costs. */
export const RANK = {
  /** Worth of one natural log of votes. */
  votes: 1.5,
  kind: {
    title: 0,
    original: 1,
    korean: 0,
    alternative: 1,
    part: 4,
    spelling: 1,
    romanised: 4,
    initials: 2,
  } as Record<NameKind, number>,
  /** A word of the query found in a field of the film instead of its name. */
  field: { title: 4, person: 14, keyword: 16, overview: 16 } as Record<MatchedField, number>,
  /** Any match by words of the whole record, against one by name. */
  byFields: 12,
  missing: 14,
  rarityMost: 7,
  missingPerRarity: 5,
  titleWordLeft: 4,
  titleWordsLeftMost: 8,
  /** Words weighing less than this share of the query do not make a hit. */
  /** Worth of a natural log of votes among candidates, in grams' rarity. */
  bonus: 0.25,
  /** More candidates for a query of at most {@link RANK.fewLetters} letters, which says little. */
  moreNames: 160,
  fewLetters: 7,
  wordiness: 2,
  nearStems: 6,
  leastShare: 0.2,
  /** Costs above this are no hit. */
  worst: 110,
  /** Name candidates per reading, and film candidates by words. */
  names: 64,
  films: 40,
};

interface Film {
  id: string;
  title: string;
  year: number | null;
  genres: string[];
  prior: number;
  titleWords: number;
  /** Extra price of finding a word in the overview, the longer it is. */
  wordiness: number;
  korean: boolean;
}

interface Scored {
  film: number;
  cost: number;
  matched: MatchedField[];
}

class InProcessMovieIndex implements MovieIndex {
  private readonly films: (Film | undefined)[] = [];
  private readonly byId = new Map<string, number>();
  private readonly names = new Names();
  private readonly grams = new GramIndex(16);
  private readonly words = new WordIndex();
  private nameBonus = new Float32Array(1 << 12);
  private filmBonus = new Float32Array(1 << 12);
  private gain = new Float32Array(1 << 12);
  private seen = new Int32Array(1 << 12);
  private stamp = 0;

  get size(): number {
    return this.byId.size;
  }

  upsert(movie: SearchableMovie): void {
    this.remove(movie.id);
    const film = this.films.length;
    const prior = Math.log(1 + Math.max(movie.voteCount, movie.popularity, 0));
    const title = movie.title || movie.titleKo || movie.originalTitle;
    this.films.push({
      id: movie.id,
      title,
      year: movie.year,
      genres: movie.genres,
      prior,
      titleWords: foldWords(title).length,
      wordiness: RANK.wordiness * Math.log((20 + (movie.overview.en || movie.overview.ko).length / 6) / 70),
      korean: movie.titleKo !== '',
    });
    this.byId.set(movie.id, film);
    if (film >= this.filmBonus.length) this.growFilms();
    this.filmBonus[film] = prior * RANK.votes;
    this.fileNames(film, movie, prior);
    this.fileWords(film, movie);
  }

  remove(id: string): boolean {
    const film = this.byId.get(id);
    if (film === undefined) return false;
    this.byId.delete(id);
    this.films[film] = undefined;
    return true;
  }

  search(query: string, options: SearchOptions = {}): SearchHit[] {
    return this.answer(query, options, false);
  }

  suggest(query: string, options: SearchOptions = {}): SearchHit[] {
    return this.answer(query, options, true);
  }

  didYouMean(query: string): { id: string; title: string } | null {
    const best = new Map<number, Scored>();
    const readings = readQuery(query);
    for (const form of [...readings.asTyped, ...readings.otherLayout])
      this.matchNames(form, () => true, best);
    const nearest = this.ranked(best, 'en')[0];
    if (nearest === undefined || nearest.cost === 0 || nearest.cost > 4 * EDIT) return null;
    const film = this.films[nearest.film]!;
    return { id: film.id, title: film.title };
  }

  private answer(query: string, options: SearchOptions, namesOnly: boolean): SearchHit[] {
    const limit = Math.max(0, Math.min(options.limit ?? 10, 100));
    const accept = this.filter(options);
    const best = new Map<number, Scored>();
    const readings = readQuery(query);
    for (const form of readings.asTyped) this.matchNames(form, accept, best);
    if (!namesOnly) for (const form of readings.asTyped) this.matchWords(form, accept, best);
    if (leastCost(best) > EDIT) for (const form of readings.otherLayout) this.matchNames(form, accept, best);
    return this.ranked(best, options.locale ?? 'en')
      .slice(0, limit)
      .map(({ film, cost, matched }) => ({
        id: this.films[film]!.id,
        score: Math.round(1000 * Math.exp(-cost / (2.5 * EDIT))) / 1000,
        matched,
      }));
  }

  private filter({ year, genre }: SearchOptions): (film: number) => boolean {
    return (film) => {
      const facts = this.films[film];
      return (
        facts !== undefined &&
        (year === undefined || facts.year === year) &&
        (genre === undefined || facts.genres.includes(genre))
      );
    };
  }

  private ranked(best: Map<number, Scored>, locale: 'en' | 'ko'): Scored[] {
    const rank = (hit: Scored): number =>
      hit.cost - this.filmBonus[hit.film]! - (locale === 'ko' && this.films[hit.film]!.korean ? 1 : 0);
    return [...best.values()]
      .filter((hit) => hit.cost <= RANK.worst)
      .sort((a, b) => rank(a) - rank(b) || a.film - b.film);
  }

  private matchNames(form: QueryForm, accept: (film: number) => boolean, best: Map<number, Scored>): void {
    const { codes, starts } = form.letters;
    if (codes.length === 0) return;
    const count = gramsOf(codes, 0, codes.length, starts, starts.length);
    const initialsKind = NAME_KINDS.indexOf('initials');
    const candidates = this.grams.candidates(
      GRAMS,
      count,
      codes.length > RANK.fewLetters ? RANK.names : RANK.moreNames,
      this.nameBonus,
      (name) => {
        if ((this.names.kind[name] === initialsKind) !== form.initials) return false;
        const film = this.names.film[name]!;
        if (form.year !== null && Math.abs((this.films[film]?.year ?? 0) - form.year) > 1) return false;
        return accept(film);
      },
    );
    for (const name of candidates) {
      const film = this.names.film[name]!;
      const kind = NAME_KINDS[this.names.kind[name]!]!;
      const known = best.get(film);
      const offset =
        form.cost + RANK.kind[kind] + (form.year === null || form.year === this.films[film]!.year ? 0 : 4);
      const bound = Math.min(RANK.worst, known?.cost ?? NO_MATCH) - offset;
      if (bound <= 0) continue;
      const cost = nameCost(form.letters, this.names, name, bound) + offset;
      if (known === undefined ? cost < RANK.worst : cost < known.cost)
        best.set(film, { film, cost, matched: ['title'] });
    }
  }

  private matchWords(form: QueryForm, accept: (film: number) => boolean, best: Map<number, Scored>): void {
    if (form.initials) return;
    const stems = [...new Set(form.words.map(stem))];
    const touched: number[] = [];
    const prices = stems.map(
      (word) => RANK.missing + RANK.missingPerRarity * Math.min(RANK.rarityMost, this.words.rarity(word)),
    );
    const taken = stems.map((word, j) => this.stemsFor(word, j === stems.length - 1));
    for (let j = 0; j < stems.length; j++) {
      const stamp = ++this.stamp;
      for (const near of taken[j]!) {
        for (const entry of this.words.postings(near.stem) ?? []) {
          const film = entry >> 2;
          if (this.seen[film] === stamp) continue;
          this.seen[film] = stamp;
          if (this.gain[film] === 0) touched.push(film);
          const price =
            near.cost +
            RANK.field[WORD_FIELDS[entry & 3]!] +
            ((entry & 3) === 3 ? (this.films[film]?.wordiness ?? 0) : 0);
          this.gain[film] = this.gain[film]! + Math.max(0.01, prices[j]! - price);
        }
      }
    }
    const total = prices.reduce((sum, price) => sum + price, 0);
    const least = total * RANK.leastShare;
    let floor = 0;
    if (touched.length > RANK.films) {
      const gains = touched.map((film) => this.gain[film]! + this.filmBonus[film]!).sort((a, b) => b - a);
      floor = gains[RANK.films]!;
    }
    for (const film of touched) {
      const gain = this.gain[film]!;
      this.gain[film] = 0;
      if (gain < least || gain + this.filmBonus[film]! < floor || !accept(film)) continue;
      if (form.year !== null && this.films[film]!.year !== form.year) continue;
      let cost = total - gain + form.cost + RANK.byFields;
      const matched = this.matchedFields(film, taken);
      if (matched.words > 0) {
        const left = Math.max(0, this.films[film]!.titleWords - matched.words);
        cost += Math.min(left * RANK.titleWordLeft, RANK.titleWordsLeftMost);
      }
      const known = best.get(film);
      if (known === undefined || cost < known.cost) best.set(film, { film, cost, matched: matched.fields });
    }
  }

  /** The stems a word of the query may stand for: itself where the index has it, else its neighbours. */
  private stemsFor(word: string, last: boolean): NearStem[] {
    if (this.words.postings(word) !== undefined) return [{ stem: word, cost: 0 }];
    return this.words.near(word, RANK.nearStems, last);
  }

  private matchedFields(film: number, taken: NearStem[][]): { fields: MatchedField[]; words: number } {
    const found = new Set<number>();
    let words = 0;
    for (const alternatives of taken) {
      for (const { stem: word } of alternatives) {
        const list = this.words.postings(word) ?? [];
        const entry = list[firstAtLeast(list, film * 4)];
        if (entry === undefined || entry >> 2 !== film) continue;
        found.add(entry & 3);
        if ((entry & 3) === 0) words++;
        break;
      }
    }
    return { fields: WORD_FIELDS.filter((_, field) => found.has(field)), words };
  }

  private fileNames(film: number, movie: SearchableMovie, prior: number): void {
    const filed = new Set<string>();
    const file = (kind: NameKind, words: string[]): void => {
      const key = `${kind === 'initials' ? '#' : ''}${words.join('')}`;
      if (words.length === 0 || filed.has(key)) return;
      filed.add(key);
      const letters = lettersOf(words);
      const name = this.names.add(film, kind, letters);
      this.grams.add(
        name,
        GRAMS,
        gramsOf(letters.codes, 0, letters.codes.length, letters.starts, letters.starts.length),
      );
      if (name >= this.nameBonus.length) this.nameBonus = larger(this.nameBonus);
      this.nameBonus[name] = prior * RANK.bonus - letters.codes.length * 0.01;
    };
    const fileTitle = (kind: NameKind, title: string): void => {
      if (title === '') return;
      const words = foldWords(title);
      file(kind, words);
      file('spelling', withDigits(words));
      file('spelling', withLettersForDigits(words));
      if (hasHangul(title)) {
        file('romanised', foldWords(romanise(title)));
        file('initials', [initialConsonants(title).replace(/[^ㄱ-ㅎ]/g, '')].filter(Boolean));
      }
      // Some catalogues put several names into one field: "Lo chiamavano Trinita , They Call Me Trinity".
      if (title.includes(' , ')) for (const part of title.split(' , ')) file('alternative', foldWords(part));
    };
    fileTitle('title', movie.title);
    fileTitle('korean', movie.titleKo);
    fileTitle('original', movie.originalTitle);
    for (const title of movie.alternativeTitles) fileTitle('alternative', title);
  }

  private fileWords(film: number, movie: SearchableMovie): void {
    const file = (field: number, text: string): void => {
      for (const word of foldWords(text)) this.words.add(film, field, stem(word));
    };
    for (const title of [movie.title, movie.titleKo, movie.originalTitle, ...movie.alternativeTitles]) {
      file(0, title);
      for (const word of withDigits(foldWords(title))) this.words.add(film, 0, stem(word));
    }
    for (const name of [...movie.directors, ...movie.cast, ...movie.directorsKo, ...movie.castKo])
      file(1, name);
    for (const keyword of movie.keywords) file(2, keyword);
    for (const genre of movie.genres) file(2, `${genre} ${genreName(genre, 'ko')}`);
    file(3, movie.overview.en);
    file(3, movie.overview.ko);
  }

  private growFilms(): void {
    this.filmBonus = larger(this.filmBonus);
    this.gain = larger(this.gain);
    const seen = new Int32Array(this.seen.length * 2);
    seen.set(this.seen);
    this.seen = seen;
  }
}

function larger(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const grown = new Float32Array(values.length * 2);
  grown.set(values);
  return grown;
}

function leastCost(best: Map<number, Scored>): number {
  let least = NO_MATCH;
  for (const hit of best.values()) least = Math.min(least, hit.cost);
  return least;
}

/** Index of the first element that is at least `value` in an ascending list. */
function firstAtLeast(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
