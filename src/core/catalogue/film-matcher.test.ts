import { describe, expect, it } from 'vitest';
import { aFilm } from '../../../tests/support/films.ts';
import { FilmMatcher, type Described } from './film-matcher.ts';

const films = [
  aFilm({
    id: 'parasite-2019',
    title: 'Parasite',
    originalTitle: '기생충',
    titleKo: '기생충',
    year: 2019,
    directors: ['Bong Joon-ho'],
    directorsKo: ['봉준호'],
  }),
  aFilm({ id: 'parasite-1982', title: 'Parasite', year: 1982, directors: ['Charles Band'] }),
  aFilm({
    id: 'the-shawshank-redemption-1994',
    title: 'The Shawshank Redemption',
    year: 1994,
    directors: ['Frank Darabont'],
  }),
  aFilm({ id: 'se7en', title: 'Seven', alternativeTitles: ['Se7en'], year: 1995, tmdbId: 807 }),
  aFilm({
    id: 'samaria',
    title: 'Samaritan Girl',
    titleKo: '사마리아',
    year: 2004,
    directors: ['Kim Ki-duk'],
    directorsKo: ['김기덕'],
  }),
];
const matched = (described: Partial<Described>): string | undefined =>
  new FilmMatcher(films).match({ titles: [], year: null, ...described })?.id;

describe('A film is known already', () => {
  it.each<[string, string, Partial<Described>]>([
    ['by number, whatever it is called', 'se7en', { tmdbId: 807, titles: ['?'], year: 1900 }],
    ['by title and year', 'parasite-2019', { titles: ['PARASITE'], year: 2019 }],
    ['by its title in another language', 'parasite-2019', { titles: ['기생충'], year: 2019 }],
    ['by an alternative title', 'se7en', { titles: ['Se7en'], year: 1995 }],
    [
      'with its article behind a comma',
      'the-shawshank-redemption-1994',
      { titles: ['Shawshank Redemption, The'], year: 1994 },
    ],
    [
      'a year away, when the director is the same',
      'parasite-2019',
      { titles: ['Parasite'], year: 2020, directors: ['BONG Joon Ho'] },
    ],
    [
      'under another romanisation of its director',
      'samaria',
      { titles: ['Samaritan Girl'], year: 2004, directors: ['Kim Gi-deok'] },
    ],
    [
      'by its director in Hangul',
      'samaria',
      { titles: ['사마리아'], year: 2005, directors: ['Gim Gideok'], directorsKo: ['봉준호', '김기덕'] },
    ],
  ])('%s', (_how, id, described) => {
    expect(matched(described)).toBe(id);
  });

  it.each<[string, Partial<Described>]>([
    ['of another year', { titles: ['Parasite'], year: 2001 }],
    ['a year away, when no director is named', { titles: ['Parasite'], year: 2020 }],
    [
      'of the same title and year by somebody else',
      { titles: ['Parasite'], year: 2019, directors: ['Ana Lee'] },
    ],
    ['of another number', { tmdbId: 1, titles: ['Se7en'], year: 1995 }],
    ['without a year or number', { titles: ['Parasite'] }],
    ['without a title', { titles: ['', '!?'], year: 2019 }],
  ])('but not one %s', (_why, described) => {
    expect(matched(described)).toBeUndefined();
  });
});
