import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../recommendations/random.ts';
import type { MovieIndex } from './movie-index.ts';
import { buildMovieIndex } from './movie-index.ts';

const FILMS = 30_000;
const MOST_MS = 100;

/** Titles made of the very words that hostile queries repeat, so that their lists are as long as the catalogue allows. */
function catalogueOfCommonWords(): MovieIndex {
  const words = 'a the of and man in love night 1 2 ii 가 가나 사랑 and x xx xxx'.split(' ');
  const random = seededRandom(1);
  const title = (): string =>
    Array.from(
      { length: 1 + Math.floor(random() * 6) },
      () => words[Math.floor(random() * words.length)],
    ).join(' ');
  const films = Array.from({ length: FILMS }, (_, n) => ({
    id: `f${n}`,
    title: title(),
    originalTitle: '',
    titleKo: n % 3 === 0 ? '가나 사랑 이야기' : '',
    alternativeTitles: [],
    year: 1950 + (n % 70),
    genres: ['Drama'],
    keywords: ['love'],
    directors: ['A. Man'],
    directorsKo: [],
    cast: ['Xavier X'],
    castKo: [],
    overview: { en: title(), ko: '' },
    voteCount: n % 1000,
    popularity: 0,
  }));
  return buildMovieIndex(films);
}

/** Processor time of the quickest of three calls, in milliseconds: what others on the machine do is not measured. */
function leastMs(call: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

describe('a query that means no good', () => {
  let index: MovieIndex;
  beforeAll(() => {
    index = catalogueOfCommonWords();
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \t\n'.repeat(500)],
    ['a thousand %', '%'.repeat(1000)],
    ['a word five hundred times', 'a '.repeat(500)],
    ['one letter', 'a'],
    ['one syllable', '가'],
    ['one consonant', 'ㄱ'],
    ['one vowel', 'ㅏ'],
    ['operators', '!!!&&&|||'],
    ['a thousand &', '&'.repeat(1000)],
    ['an expression', '(a+)+$'],
    ['SQL', `'; drop table movies; --`],
    ['fifty thousand letters', 'x'.repeat(50_000)],
    ['fifty thousand syllables', '가'.repeat(50_000)],
    ['fifty thousand letters in words', 'the man of '.repeat(4_546)],
    ['words too common to tell', 'the a of and in'],
    ['every letter by itself', [...'abcdefghijklmnopqrstuvwxyz'].join(' ')],
    ['half a surrogate', '\ud83c\ud83c the'],
    ['accents piled up', 'e' + '\u0301'.repeat(5_000)],
    ['a null character', 'love\u0000night'],
    ['a word and a year', 'a 2010'],
  ])(`is answered within ${MOST_MS} ms: %s`, (_, query) => {
    expect(index.search(query, { limit: 1000 }).length).toBeLessThanOrEqual(100);
    expect(leastMs(() => index.search(query))).toBeLessThan(MOST_MS);
    expect(leastMs(() => index.suggest(query))).toBeLessThan(MOST_MS);
  });

  it('finds nothing without a letter or a digit in it', () => {
    for (const query of ['', '   ', '%'.repeat(1000), '!!!|||', '"\'()'])
      expect(index.search(query)).toEqual([]);
  });

  it('is read to its 200th character', () => {
    expect(index.search(`${' '.repeat(300)}love`)).toEqual([]);
  });
});
