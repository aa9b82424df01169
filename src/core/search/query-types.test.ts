import { describe, expect, it } from 'vitest';
import type { SearchableMovie } from './movie-index.ts';
import { buildMovieIndex } from './movie-index.ts';

function film(facts: Partial<SearchableMovie> & { id: string; title: string }): SearchableMovie {
  return {
    originalTitle: facts.title,
    titleKo: '',
    alternativeTitles: [],
    year: null,
    genres: [],
    keywords: [],
    directors: [],
    directorsKo: [],
    cast: [],
    castKo: [],
    overview: { en: '', ko: '' },
    voteCount: 100,
    popularity: 0,
    ...facts,
  };
}

const index = buildMovieIndex([
  film({
    id: 'parasite',
    title: 'Parasite',
    originalTitle: '기생충',
    titleKo: '기생충',
    alternativeTitles: ['Gisaengchung'],
    year: 2019,
    directors: ['Bong Joon-ho'],
    directorsKo: ['봉준호'],
    cast: ['Song Kang-ho'],
    castKo: ['송강호'],
    overview: {
      en: 'All unemployed, a family takes peculiar interest in the wealthy and glamorous Parks.',
      ko: '전원 백수로 살 길 막막하지만 사이는 좋은 가족이 부잣집에 발을 들인다.',
    },
    voteCount: 17_000,
  }),
  film({
    id: 'memories',
    title: 'Memories of Murder',
    titleKo: '살인의 추억',
    year: 2003,
    directorsKo: ['봉준호'],
    directors: ['Bong Joon-ho'],
    voteCount: 4000,
  }),
  film({
    id: 'handmaiden',
    title: 'The Handmaiden',
    titleKo: '아가씨',
    year: 2016,
    directors: ['Park Chan-wook'],
  }),
  film({
    id: 'heat-1995',
    title: 'Heat',
    titleKo: '히트',
    year: 1995,
    directors: ['Michael Mann'],
    voteCount: 7000,
  }),
  film({ id: 'heat-1986', title: 'Heat', year: 1986, voteCount: 120 }),
  film({ id: 'in-the-heat', title: 'In the Heat of the Night', year: 1967, voteCount: 900 }),
  film({
    id: 'amelie',
    title: 'Amélie',
    originalTitle: 'Le Fabuleux Destin d’Amélie Poulain',
    titleKo: '아멜리에',
    year: 2001,
  }),
  film({ id: 'spider', title: 'Spider-Man', titleKo: '스파이더맨', year: 2002, voteCount: 9000 }),
  film({ id: 'godfather-1', title: 'The Godfather', titleKo: '대부', year: 1972, voteCount: 18_000 }),
  film({
    id: 'godfather-2',
    title: 'The Godfather Part II',
    titleKo: '대부 2',
    year: 1974,
    voteCount: 11_000,
  }),
  film({ id: 'ocean', title: 'Ocean’s Eleven', year: 2001, voteCount: 9000 }),
  film({
    id: 'eternal',
    title: 'Eternal Sunshine of the Spotless Mind',
    titleKo: '이터널 선샤인',
    year: 2004,
    voteCount: 12_000,
  }),
  film({
    id: 'totoro',
    title: 'My Neighbor Totoro',
    originalTitle: 'となりのトトロ',
    titleKo: '이웃집 토토로',
    year: 1988,
  }),
  film({ id: 'crouching', title: 'Crouching Tiger, Hidden Dragon', originalTitle: '卧虎藏龙', year: 2000 }),
  film({ id: 'stalker', title: 'Stalker', originalTitle: 'Сталкер', year: 1979 }),
  film({
    id: 'martian',
    title: 'The Martian',
    year: 2015,
    cast: ['Matt Damon'],
    overview: {
      en: 'During a manned mission to Mars, an astronaut is presumed dead and left behind, and grows potatoes to survive.',
      ko: '',
    },
    voteCount: 15_000,
  }),
  film({ id: 'wall-e', title: 'WALL·E', titleKo: '월·E', year: 2008, voteCount: 14_000 }),
  film({ id: 'fast', title: 'Fast & Furious', year: 2009, voteCount: 3000 }),
]);

const first = (query: string): string | undefined => index.search(query)[0]?.id;

describe('search by title', () => {
  it.each([
    ['in English', 'parasite', 'parasite'],
    ['in Korean', '살인의 추억', 'memories'],
    ['in Japanese', 'となりのトトロ', 'totoro'],
    ['in Chinese', '卧虎藏龙', 'crouching'],
    ['in Russian', 'сталкер', 'stalker'],
    ['in French, the original one', 'le fabuleux destin', 'amelie'],
    ['an alternative one', 'gisaengchung', 'parasite'],
    ['as its beginning, while one types', 'eternal sun', 'eternal'],
    ['as its beginning in Korean', '살인의 ㅊ', 'memories'],
    ['with one typo', 'parasute', 'parasite'],
    ['with two typos', 'eternel sunshime', 'eternal'],
    ['with two letters swapped', 'goodfahter', 'godfather-1'],
    ['in Korean, one jamo off', '기샹충', 'parasite'],
    ['in Korean, two jamo off', '상인의 추옥', 'memories'],
    ['with words joined', 'memoriesofmurder', 'memories'],
    ['with a word split', 'god father', 'godfather-1'],
    ['with words missing', 'eternal spotless mind', 'eternal'],
    ['with words out of order', 'murder of memories', 'memories'],
    ['without its article', 'handmaiden', 'handmaiden'],
    ['with the article moved behind', 'handmaiden, the', 'handmaiden'],
    ['without accents', 'amelie', 'amelie'],
    ['without punctuation', 'spiderman', 'spider'],
    ['with other punctuation', 'spider man', 'spider'],
    ['without an apostrophe', 'oceans eleven', 'ocean'],
    ['without the dot nobody can type', 'wall e', 'wall-e'],
    ['with “and” for &', 'fast and furious', 'fast'],
    ['with 2 for II', 'godfather part 2', 'godfather-2'],
    ['with “two” for II', 'the godfather part two', 'godfather-2'],
    ['with a digit for a number word', 'oceans 11', 'ocean'],
    ['in Korean without spaces', '살인의추억', 'memories'],
    ['in Korean without spaces, longer', '이터널선샤인', 'eternal'],
    ['by initial consonants', 'ㄱㅅㅊ', 'parasite'],
    ['by initial consonants of several words', 'ㅅㅇㅇㅊㅇ', 'memories'],
    ['romanised', 'gisaengchung', 'parasite'],
    ['romanised, of several words', 'sarinui chueok', 'memories'],
    ['with the English keyboard layout on', 'rltodcnd', 'parasite'],
    ['of an English film, with the Korean keyboard layout on', '해ㅇㄹㅁ소ㄷㄱ', 'godfather-1'],
  ])('finds a film by its title %s: %s', (_, query, expected) => {
    expect(first(query)).toBe(expected);
  });

  it('takes a year behind the title at its word', () => {
    expect(first('heat 1995')).toBe('heat-1995');
    expect(first('heat 1986')).toBe('heat-1986');
    expect(first('heat (1986)')).toBe('heat-1986');
  });

  it('ranks by match first, then by votes', () => {
    const ids = index.search('heat').map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(['heat-1995', 'heat-1986']);
    // More votes than the lesser of the two, but only a part of its title.
    expect(ids.indexOf('in-the-heat')).toBeGreaterThan(1);
  });
});

describe('search by anything else', () => {
  it('finds films by their people, in both languages', () => {
    expect(first('bong joon ho')).toBe('parasite');
    expect(first('봉준호')).toBe('parasite');
    expect(index.search('봉준호').map(({ id }) => id)).toContain('memories');
    expect(first('matt damon')).toBe('martian');
  });

  it('finds a film by words of its plot, in other forms and out of order', () => {
    expect(first('astronauts growing potato on mars')).toBe('martian');
    expect(first('백수 가족 부잣집')).toBe('parasite');
  });

  it('says what the words were found in', () => {
    expect(index.search('matt damon')[0]?.matched).toEqual(['person']);
    expect(index.search('parasite')[0]?.matched).toContain('title');
  });
});
