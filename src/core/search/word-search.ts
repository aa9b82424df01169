import { genreName } from '../catalogue/genres.ts';
import { koreanKeywords } from '../catalogue/keyword-names.ts';
import type { Movie } from '../catalogue/movie.ts';
import { foldWords, withDigits } from './fold.ts';
import { mostWeight } from './most-weight.ts';
import type { QueryForm } from './query-forms.ts';
import type { MatchedField, Ranking } from './ranking.ts';
import { RANK } from './ranking.ts';
import { stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import type { NearStem } from './word-index.ts';
import { WORD_FIELDS, WordIndex } from './word-index.ts';

/** Films looked at closely per reading of a query. */
const CANDIDATES = 40;
/** Stems tried for a word the index does not hold. */
const NEAR_STEMS = 6;
/** A stem that more than this share of the films have does not bring in films of its own. */
const COMMON = 1 / 20;
/** Entries a list must have before it counts as common. */
const LONG = 2_000;

const [TITLE, PERSON, KEYWORD, OVERVIEW] = [0, 1, 2, 3];

/** A film's words as filed. */
export type WordedMovie = Pick<
  Movie,
  | 'title'
  | 'titleKo'
  | 'originalTitle'
  | 'alternativeTitles'
  | 'genres'
  | 'keywords'
  | 'directors'
  | 'directorsKo'
  | 'cast'
  | 'castKo'
  | 'overview'
>;

/** Finds films by words anywhere in their record: titles, people, keywords, genres, overview. */
export class WordSearch {
  private readonly index = new WordIndex();
  private readonly titleWords: number[] = [];
  private readonly wordiness: number[] = [];
  private gain = new Float32Array(1 << 12);
  private seen = new Int32Array(1 << 12);
  private stamp = 0;

  add(film: number, movie: WordedMovie): void {
    while (film >= this.gain.length) {
      this.gain = new Float32Array(this.gain.length * 2);
      this.seen = new Int32Array(this.gain.length);
      this.stamp = 0;
    }
    const file = (field: number, words: string[]): void => {
      for (const word of words) this.index.add(film, field, word);
    };
    for (const title of [movie.title, movie.titleKo, movie.originalTitle, ...movie.alternativeTitles]) {
      const words = foldWords(title);
      file(TITLE!, words);
      file(TITLE!, withDigits(words));
    }
    for (const people of [movie.directors, movie.cast, movie.directorsKo, movie.castKo]) {
      for (const name of people) file(PERSON!, foldWords(name));
    }
    for (const keyword of [...movie.keywords, ...koreanKeywords(movie)]) file(KEYWORD!, foldWords(keyword));
    for (const genre of movie.genres) file(KEYWORD!, foldWords(`${genre} ${genreName(genre, 'ko')}`));
    const overview = [...foldWords(movie.overview.en), ...foldWords(movie.overview.ko)].filter(
      (word) => !STOP_WORDS.has(word),
    );
    file(OVERVIEW!, overview);
    this.titleWords[film] = foldWords(movie.title || movie.titleKo || movie.originalTitle).length;
    this.wordiness[film] = RANK.wordiness * Math.log((15 + overview.length) / 45);
  }

  /** Offers the films that hold most of the query's words, rare words weighing more. */
  match(form: QueryForm, ranking: Ranking, bonus: Float32Array, accept: (film: number) => boolean): void {
    const words = [...new Set(form.words)].map((word, at, all) => this.priced(word, at === all.length - 1));
    words.sort((a, b) => b.price - a.price);
    const touched: number[] = [];
    for (const { price, stems } of words) {
      this.stamp++;
      for (const near of stems) this.addGains(near, price, touched);
    }
    const total = words.reduce((sum, { price }) => sum + price, 0);
    const taken = words.map(({ stems }) => stems);
    for (const film of mostWeight(this.gain, bonus, touched, touched.length, CANDIDATES, accept)) {
      const gain = this.gain[film]!;
      if (gain < total * RANK.leastShare) continue;
      const { fields, inTitle } = this.fieldsOf(film, taken);
      const left = inTitle === 0 ? 0 : Math.max(0, this.titleWords[film]! - inTitle) * RANK.titleWordLeft;
      const cost = total - gain + form.cost + RANK.byFields + Math.min(left, RANK.titleWordsLeftMost);
      ranking.offer(film, cost, fields);
    }
    for (const film of touched) this.gain[film] = 0;
  }

  /** A word of the query with the stems it may stand for and the price of a film that has none of them. */
  private priced(word: string, last: boolean): { price: number; stems: NearStem[] } {
    if (STOP_WORDS.has(word)) return { price: RANK.missingStopWord, stems: [{ stem: stem(word), cost: 0 }] };
    const stems = this.stemsFor(stem(word), last);
    const rarity = Math.min(RANK.rarityMost, this.index.rarity(stem(word)));
    return { price: RANK.missing + RANK.missingPerRarity * rarity, stems };
  }

  /** Credits every film that has a stem with what the word would cost it otherwise. */
  private addGains(near: NearStem, price: number, touched: number[]): void {
    const list = this.index.postings(near.stem);
    if (list === undefined) return;
    const credit = (entry: number): void => {
      const film = entry >> 2;
      if (this.seen[film] === this.stamp) return;
      this.seen[film] = this.stamp;
      const field = entry & 3;
      const cost =
        near.cost + RANK.field[WORD_FIELDS[field]!] + (field === OVERVIEW ? this.wordiness[film]! : 0);
      if (this.gain[film] === 0) touched.push(film);
      this.gain[film] = this.gain[film]! + Math.max(0.01, price - cost);
    };
    if (list.length > LONG && list.length > this.index.films * COMMON && touched.length > 0) {
      for (const film of touched) {
        const entry = list[firstAtLeast(list, film * 4)];
        if (entry !== undefined && entry >> 2 === film) credit(entry);
      }
    } else for (let i = 0; i < list.length; i++) credit(list[i]!);
  }

  /** The stems a word of the query may stand for: itself where the index has it, else its neighbours. */
  private stemsFor(word: string, last: boolean): NearStem[] {
    return this.index.postings(word) === undefined
      ? this.index.near(word, NEAR_STEMS, last)
      : [{ stem: word, cost: 0 }];
  }

  private fieldsOf(film: number, taken: NearStem[][]): { fields: MatchedField[]; inTitle: number } {
    const found = new Set<number>();
    let inTitle = 0;
    for (const stems of taken) {
      for (const { stem: word } of stems) {
        const list = this.index.postings(word) ?? [];
        const entry = list[firstAtLeast(list, film * 4)];
        if (entry === undefined || entry >> 2 !== film) continue;
        found.add(entry & 3);
        if ((entry & 3) === TITLE) inTitle++;
        break;
      }
    }
    return { fields: WORD_FIELDS.filter((_, field) => found.has(field)), inTitle };
  }

  /** Takes films that are gone out of the lists. */
  prune(gone: (film: number) => boolean): void {
    this.index.prune(gone);
  }
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
