import { genreName } from '../catalogue/genres.ts';
import { koreanKeyword } from '../catalogue/keyword-names.ts';
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
  private titleWords = new Uint8Array(1 << 6);
  private wordiness = new Float32Array(1 << 6);
  /** Words of keywords and genres, which are the same ones again and again. */
  private readonly keywords = new Map<string, Int32Array>();
  private readonly genres = new Map<string, Int32Array>();

  constructor() {
    for (const word of STOP_WORDS) this.index.gather(word, 0, word.length);
    this.index.forgetGathered();
  }

  add(film: number, movie: WordedMovie, titles: readonly FoldedTitle[]): void {
    let overviewWords = 0;
    for (let field = TITLE; field <= OVERVIEW; field++) {
      if (field === TITLE) this.gatherTitles(titles);
      else if (field === PERSON) this.gatherPeople(movie);
      else if (field === KEYWORD) this.gatherPhrases(movie);
      else this.gatherTexts([movie.overview.en, movie.overview.ko]);
      // Stop words were numbered first.
      overviewWords = this.index.file(film, field, field === OVERVIEW ? STOP_WORDS.size : 0);
    }
    if (film >= this.wordiness.length) this.grow();
    this.titleWords[film] = Math.min(titles[0]?.words.length ?? 0, 255);
    this.wordiness[film] = RANK.wordiness * Math.log((15 + overviewWords) / 45);
  }

  titleWordsOf(film: number): number {
    return this.titleWords[film]!;
  }

  wordinessOf(film: number): number {
    return this.wordiness[film]!;
  }

  private gatherTitles(titles: readonly FoldedTitle[]): void {
    const { gather } = this.index;
    for (let i = 0; i < titles.length; i++) {
      const { title, words } = titles[i]!;
      eachWord(title, gather);
      const digits = withDigits(words);
      if (digits !== words) for (const word of digits) gather(word, 0, word.length);
    }
  }

  private gatherPeople(movie: WordedMovie): void {
    this.gatherTexts(movie.directors);
    this.gatherTexts(movie.cast);
    this.gatherTexts(movie.directorsKo);
    this.gatherTexts(movie.castKo);
  }

  private gatherTexts(texts: readonly string[]): void {
    const { gather } = this.index;
    for (let i = 0; i < texts.length; i++) eachWord(texts[i]!, gather);
  }

  private gatherPhrases({ keywords, genres }: WordedMovie): void {
    for (let i = 0; i < keywords.length; i++) this.gatherPhrase(keywords[i]!, this.keywords, koreanKeyword);
    for (let i = 0; i < genres.length; i++) this.gatherPhrase(genres[i]!, this.genres, koreanGenre);
  }

  private gatherPhrase(
    phrase: string,
    known: Map<string, Int32Array>,
    korean: (phrase: string) => string | null,
  ): void {
    const { index } = this;
    const words = known.get(phrase);
    if (words === undefined) {
      const before = index.gatheredCount;
      eachWord(phrase, index.gather);
      eachWord(korean(phrase) ?? '', index.gather);
      if (known.size >= MOST_PHRASES) known.clear();
      known.set(phrase, index.gatheredSince(before));
    } else for (let i = 0; i < words.length; i++) index.gatherNumber(words[i]!);
  }

  private grow(): void {
    const titleWords = new Uint8Array(2 * this.titleWords.length);
    titleWords.set(this.titleWords);
    this.titleWords = titleWords;
    const wordiness = new Float32Array(2 * this.wordiness.length);
    wordiness.set(this.wordiness);
    this.wordiness = wordiness;
  }
}

function koreanGenre(genre: string): string {
  return genreName(genre, 'ko');
}
