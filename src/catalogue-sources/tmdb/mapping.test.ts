import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movieOf } from './mapping.ts';
import { DETAILS } from './shapes.ts';

const BASE = 'https://image.tmdb.org/t/p/w500';
const bare = { id: 7, title: 'Gisaengchung', original_title: '기생충', original_language: 'ko' };
const read = (more: object) => movieOf(DETAILS.parse({ ...bare, ...more }), BASE);
const translated = (language: string, country: string, title: string, overview = '') => ({
  iso_639_1: language,
  iso_3166_1: country,
  data: { title, overview },
});

describe('A film of TMDB', () => {
  it('of which hardly anything is known is a film all the same', () => {
    expect(read({ release_date: '', runtime: 0, overview: null, poster_path: null }).movie).toMatchObject({
      id: 'tmdb-7',
      title: 'Gisaengchung',
      titleKo: '기생충',
      year: null,
      runtime: null,
      overview: { en: '', ko: '' },
      posterUrl: null,
      people: [],
    });
  });

  it('has the Korean of its translations, of Korea first, and is told in English where there is none', () => {
    const translations = [
      translated('ko', 'KP', '북'),
      translated('ko', 'KR', '기생충 (흑백판)', '한 가족이 …'),
      translated('en', 'US', 'Parasite', 'A family …'),
      translated('fr', 'FR', 'Parasite français'),
    ];
    const { movie } = read({ translations: { translations }, overview: 'from the answer' });
    expect(movie).toMatchObject({
      title: 'Parasite',
      titleKo: '기생충 (흑백판)',
      overview: { en: 'A family …', ko: '한 가족이 …' },
      alternativeTitles: ['북', 'Parasite français', 'Gisaengchung'],
    });
    expect(read({ overview: 'only English' }).movie.overview).toEqual({ en: 'only English', ko: '' });
  });

  it('without an English title goes by the one used in English-speaking countries', () => {
    const titles = [{ iso_3166_1: 'GB', title: 'The Burning' }];
    expect(
      read({ title: '버닝', original_title: '버닝', alternative_titles: { titles } }).movie,
    ).toMatchObject({ title: 'The Burning', originalTitle: '버닝', titleKo: '버닝' });
  });

  it('names its people once for each part, cast in billing order, in Hangul where it is told', () => {
    const person = (id: number, name: string, original = name) => ({ id, name, original_name: original });
    const { movie } = read({
      credits: {
        cast: [
          { ...person(3, 'Choi Woo-shik', '최우식'), order: 1, character: 'Ki-woo' },
          { ...person(2, 'Song Kang-ho', '송강호'), order: 0, character: '' },
          { ...person(4, 'Guest'), order: null },
        ],
        crew: [
          { ...person(9, 'Somebody'), job: 'Catering' },
          { ...person(1, 'Bong Joon Ho', '봉준호'), job: 'Screenplay' },
          { ...person(1, 'Bong Joon Ho', '봉준호'), job: 'Writer' },
          { ...person(1, 'Bong Joon Ho', '봉준호'), job: 'Director' },
        ],
      },
    });
    expect(movie.people?.map(({ role, name, character }) => [role, name, character])).toEqual([
      ['director', 'Bong Joon Ho', undefined],
      ['writer', 'Bong Joon Ho', undefined],
      ['cast', 'Song Kang-ho', undefined],
      ['cast', 'Choi Woo-shik', 'Ki-woo'],
      ['cast', 'Guest', undefined],
    ]);
    expect(movie).toMatchObject({ directorsKo: ['봉준호'], castKo: ['송강호', '최우식'] });
  });

  it('shows its official trailer, and none from elsewhere', () => {
    const video = (key: string, more: object = {}) => ({
      key,
      site: 'YouTube',
      type: 'Trailer',
      iso_639_1: 'en',
      ...more,
    });
    const results = [
      video('fan-made'),
      video('official1', { official: true }),
      video('korean-1', { iso_639_1: 'ko' }),
      video('elsewhere', { site: 'Vimeo', official: true }),
      video('"><script>', { official: true }),
    ];
    expect(read({ videos: { results } }).movie.trailer).toEqual({
      en: 'https://www.youtube.com/watch?v=official1',
      ko: 'https://www.youtube.com/watch?v=korean-1',
    });
  });

  it('has a poster of its own address, always the same, and none of a strange path', () => {
    const { movie, poster } = read({ poster_path: '/abc_DEF-1.jpg' });
    expect(poster).toEqual({
      id: movie.posterUrl?.slice('/posters/'.length),
      source: `${BASE}/abc_DEF-1.jpg`,
    });
    expect(read({ poster_path: '/abc_DEF-1.jpg' }).poster).toEqual(poster);
    for (const path of ['//evil.example/x.jpg', '/../x.jpg', '@evil.example/x.jpg', '/x.svg', ''])
      expect(read({ poster_path: path }).poster).toBeNull();
  });

  it('is never anything but a film, whatever is in its fields', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    const people = fc.array(
      fc.record({ id: fc.integer(), name: text, original_name: text, job: text, character: text }),
      { maxLength: 20 },
    );
    const details = fc.record({
      ...Object.fromEntries(
        ['title', 'original_title', 'overview', 'release_date'].map((key) => [key, text]),
      ),
      id: fc.integer({ min: 1 }),
      original_language: text,
      runtime: fc.double({ noNaN: true }),
      vote_count: fc.double({ noNaN: true, noDefaultInfinity: true }),
      vote_average: fc.double({ noNaN: true, noDefaultInfinity: true }),
      credits: fc.record({ cast: people, crew: people }),
    });
    fc.assert(
      fc.property(details, (given) => {
        const parsed = DETAILS.safeParse(given);
        if (!parsed.success) return;
        const { movie } = movieOf(parsed.data, BASE);
        expect(JSON.stringify(movie)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        expect(movie.voteAverage >= 0 && movie.voteAverage <= 10 && movie.voteCount >= 0).toBe(true);
        expect(movie.directorsKo.length <= movie.directors.length).toBe(true);
        expect(movie.castKo.length <= movie.cast.length && movie.cast.length <= 12).toBe(true);
      }),
    );
  });
});
