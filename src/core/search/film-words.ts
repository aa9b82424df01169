import { genreName } from '../catalogue/genres.ts';
import { koreanKeywords } from '../catalogue/keyword-names.ts';
import type { Movie } from '../catalogue/movie.ts';
import { eachWord, withDigits } from './fold.ts';
import type { FoldedTitle } from './folded-titles.ts';
import { RANK } from './ranking.ts';
import { STOP_WORDS } from './stop-words.ts';
import { WordIndex } from './word-index.ts';

/** A film's words as filed, besides its titles. */
export type WordedMovie = Pick<
  Movie,
  'genres' | 'keywords' | 'directors' | 'directorsKo' | 'cast' | 'castKo' | 'overview'
>;

/** Fields of an entry, as in `WORD_FIELDS`. */
export const TITLE = 0;
const PERSON = 1;
const KEYWORD = 2;
export const OVERVIEW = 3;

/** Keywords and genres whose words are remembered. */
const MOST_PHRASES = 20_000;

/** Files the words of films: titles, people, keywords, genres, overviews. */
export class FilmWords {
  readonly index = new WordIndex();
  /** By film: words of its title, and what a word found in its overview costs for the overview's length. */
  private titleWords = new Uint8Array(1 << 12);
  private wordiness = new Float32Array(1 << 12);
  /** Words of keywords and genres, which are the same ones again and again. */
  private readonly phrases = new Map<string, number[]>();
  private film = 0;
  private overviewWords = 0;

  constructor() {
    for (const word of STOP_WORDS) this.index.wordOf(word, 0, word.length);
  }

  add(film: number, movie: WordedMovie, titles: readonly FoldedTitle[]): void {
    this.film = film;
    this.overviewWords = 0;
    for (const { words } of titles) {
      this.fileTitle(words);
      const digits = withDigits(words);
      if (digits !== words) this.fileTitle(digits);
    }
    for (const name of movie.directors) eachWord(name, this.filePerson);
    for (const name of movie.cast) eachWord(name, this.filePerson);
    for (const name of movie.directorsKo) eachWord(name, this.filePerson);
    for (const name of movie.castKo) eachWord(name, this.filePerson);
    for (const keyword of movie.keywords) this.fileKeyword(keyword);
    for (const keyword of koreanKeywords(movie)) this.fileKeyword(keyword);
    for (const genre of movie.genres) {
      this.fileKeyword(genre);
      this.fileKeyword(genreName(genre, 'ko'));
    }
    eachWord(movie.overview.en, this.fileOverview);
    eachWord(movie.overview.ko, this.fileOverview);
    if (film >= this.wordiness.length) this.grow();
    this.titleWords[film] = Math.min(titles[0]?.words.length ?? 0, 255);
    this.wordiness[film] = RANK.wordiness * Math.log((15 + this.overviewWords) / 45);
  }

  titleWordsOf(film: number): number {
    return this.titleWords[film]!;
  }

  wordinessOf(film: number): number {
    return this.wordiness[film]!;
  }

  private fileTitle(words: readonly string[]): void {
    for (const word of words) this.index.add(this.film, TITLE, this.index.wordOf(word, 0, word.length));
  }

  private readonly filePerson = (source: string, from: number, to: number): void => {
    this.index.add(this.film, PERSON, this.index.wordOf(source, from, to));
  };

  private fileKeyword(phrase: string): void {
    let words = this.phrases.get(phrase);
    if (words === undefined) {
      words = [];
      const taken = words;
      eachWord(phrase, (source, from, to) => taken.push(this.index.wordOf(source, from, to)));
      if (this.phrases.size >= MOST_PHRASES) this.phrases.clear();
      this.phrases.set(phrase, words);
    }
    for (const word of words) this.index.add(this.film, KEYWORD, word);
  }

  private readonly fileOverview = (source: string, from: number, to: number): void => {
    const word = this.index.wordOf(source, from, to);
    // Stop words were numbered first.
    if (word < STOP_WORDS.size) return;
    this.overviewWords++;
    this.index.add(this.film, OVERVIEW, word);
  };

  private grow(): void {
    const titleWords = new Uint8Array(2 * this.titleWords.length);
    titleWords.set(this.titleWords);
    this.titleWords = titleWords;
    const wordiness = new Float32Array(2 * this.wordiness.length);
    wordiness.set(this.wordiness);
    this.wordiness = wordiness;
  }
}
