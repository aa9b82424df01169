import { beforeAll, describe, expect, it } from 'vitest';
import { aFilm } from '../../../tests/support/films.ts';
import { ourFilms } from '../../../tests/support/import-stage.ts';
import { Films } from './films.ts';
import type { Movie } from './movie.ts';

let shipped: Movie[];
let films: Films;
beforeAll(async () => {
  shipped = await ourFilms();
  films = new Films(shipped);
});

const match = (text: string): string => films.meant(text, 'en').match;
const named = (text: string): string | undefined => films.meant(text, 'en').film?.id;

describe('A film is the one that was named', () => {
  it.each([
    ['by its title', 'Parasite', 'parasite-2019'],
    ['in Korean', '기생충', 'parasite-2019'],
    ['in another case, with other marks', 'TINKER, tailor soldier spy!', undefined],
    ['without its article', 'handmaiden', 'the-handmaiden-2016'],
    ['with the article behind', 'Handmaiden, The', 'the-handmaiden-2016'],
    ['with its year', 'Oldboy 2003', 'oldboy-2003'],
    ['with its year in Korean', '올드보이 2003년', 'oldboy-2003'],
    ['with its year before it', '2003 올드보이', 'oldboy-2003'],
    ['with its year in full-width signs', '올드보이（２００３）', 'oldboy-2003'],
    ['in quotation marks', '“Oldboy”', 'oldboy-2003'],
    ['without spaces', '살인의추억', 'memories-of-murder-2003'],
    ['with its words in another order', 'murder of memories', 'memories-of-murder-2003'],
    ['with a slip of the finger', 'memories of murdet', 'memories-of-murder-2003'],
    ['with a slip in Korean', '살인의 추옥', 'memories-of-murder-2003'],
    ['by its part in figures', 'godfather 2', 'the-godfather-part-ii-1974'],
    ['by its part in words', 'The Godfather Part Two', 'the-godfather-part-ii-1974'],
    ['by its part as Korean counts it', '대부 2편', 'the-godfather-part-ii-1974'],
    ['by its part in one sign', '대부Ⅱ', 'the-godfather-part-ii-1974'],
    ['as the first part', '대부 1', 'the-godfather-1972'],
    ['under the other keyboard layout', 'rltodcnd', 'parasite-2019'],
    ['by its id', 'parasite-2019', 'parasite-2019'],
  ])('%s: %s', (_how, text, id) => {
    expect(named(text)).toBe(id);
  });

  it('under each of its own titles, with and without its year, or is asked about', () => {
    const faults: string[] = [];
    let asked = 0;
    let all = 0;
    // Every third film: all of them are measured by `npm run bench:films -- certainty`.
    for (const film of shipped.filter((_, at) => at % 3 === 0))
      for (const title of new Set([film.title, film.titleKo, film.originalTitle])) {
        const text = all % 2 ? title : `${title} ${film.year}`;
        if (title === '') continue;
        all++;
        const found = films.meant(text, 'ko');
        if (found.match !== 'sure') asked++;
        else if (found.film?.id !== film.id) faults.push(`${text}: ${found.film?.id}`);
      }
    expect(faults).toEqual([]);
    expect(asked / all).toBeLessThan(0.01);
  }, 120_000);
});

describe('A film is not taken for another', () => {
  it.each([
    ['a year that contradicts', 'Oldboy 2013', 'oldboy-2003'],
    ['a year that contradicts, in brackets', 'Oldboy (2013)', 'oldboy-2003'],
    ['a year that contradicts, in Korean', '올드보이 2013년', 'oldboy-2003'],
    ['a year that contradicts, before it', '2013 oldboy', 'oldboy-2003'],
    ['a part that is not there', 'Toy Story 4', 'toy-story-3-2010'],
    ['a part that is not there, in Roman figures', 'Back to the Future Part III', 'back-to-the-future-1985'],
    ['a part that is not there, in Korean', '범죄도시 4', 'the-outlaws-2017'],
    ['a part that is not there, joined', '범죄도시4', 'the-outlaws-2017'],
    ['a part that is not there, counted', '범죄도시 2편', 'the-outlaws-2017'],
    ['a part that is not there, counted otherwise', '범죄도시 제3부', 'the-outlaws-2017'],
    ['a part in words', 'Iron Man Three', 'iron-man-2008'],
    ['a beginning', 'drive', 'drive-my-car-2021'],
    ['its initial consonants', 'ㄱㅅㅊ', 'parasite-2019'],
  ])('by %s: it is asked about', (_why, text, near) => {
    const found = films.meant(text, 'en');
    expect([found.match, found.film]).toEqual(['near', null]);
    expect(found.near.map(({ id }) => id)).toContain(near);
  });

  // Widely known, and in no catalogue of ours.
  const ABSENT = (
    'Titanic 1953|Forrest Gump 2|Interstellar 2|The Prestige|' +
    'Mulan|Minions|The Lego Movie|Coraline|Brave|Cars 2|Gattaca|Brazil|Big Fish|Arrival 2|Enemy|Burn After Reading|' +
    'Mickey 17|John Wick|Kill Bill|The Mask|Clash|Mash|Aliens 3|The Sting 2|Rocky V|Rambo: First Blood Part II|Police Story 3|' +
    '타이타닉 2|존 윅|미키 17|킬 빌|데드풀|아바타: 물의 길|베테랑 3|신과함께-인과 연|과속스캔들|' +
    '검은 사제들 2|부산행 2|공조|청년경찰|럭키|범죄도시 2|한산: 용의 출현|모가디슈 2|악마를 보았다 2|추격자 2|괴물 2'
  ).split('|');
  it.each(ABSENT)('where it is not there: %s', (title) => {
    const { match: how, near } = films.meant(title, 'en');
    expect(how).not.toBe('sure');
    expect(near.length).toBeLessThanOrEqual(5);
  });

  it('when another has the same title: both are offered, and the year tells', () => {
    const heat = new Films([
      aFilm({ id: 'heat-1995', title: 'Heat', titleKo: '히트', year: 1995, voteCount: 7000 }),
      aFilm({ id: 'heat-1986', title: 'Heat', year: 1986, voteCount: 12 }),
    ]);
    const { match: how, near } = heat.meant('heat', 'en');
    expect([how, near.map(({ id }) => id).sort()]).toEqual(['near', ['heat-1986', 'heat-1995']]);
    expect(heat.meant('heat 1986', 'en').film?.id).toBe('heat-1986');
    expect(heat.meant('히트', 'en').film?.id).toBe('heat-1995');
  });

  it('when it has as many slips as another', () => {
    const pair = new Films([
      aFilm({ id: 'a', title: 'The Warriors', year: 1979 }),
      aFilm({ id: 'b', title: 'The Carriers', year: 2009 }),
    ]);
    expect(pair.meant('the warriers', 'en')).toMatchObject({ match: 'near', near: [{}, {}] });
    expect(pair.meant('the warriorz', 'en').film?.id).toBe('a');
  });

  it('by words that exist', () => {
    const crash = new Films([
      aFilm({
        id: 'crash',
        title: 'Crashing',
        overview: { en: 'Two worlds are crushing each other.', ko: '' },
      }),
    ]);
    expect(crash.meant('crashjng', 'en').match).toBe('sure');
    expect(crash.meant('crushing', 'en').match).toBe('near');
  });

  it('when its own year is not known, and one was said', () => {
    const undated = new Films([aFilm({ id: 'x', title: 'Nameless Night' })]);
    expect(undated.meant('nameless night', 'en').match).toBe('sure');
    expect(undated.meant('nameless night 1999', 'en').match).toBe('near');
  });
});

describe('What is typed', () => {
  it('says nothing of a film where it has no letters', () => {
    for (const text of ['', '   ', '!!!', '2013', '()', '“”'])
      expect([text, match(text)]).not.toContain('sure');
  });

  it.each([
    'x'.repeat(50_000),
    '가 '.repeat(25_000),
    '(2013 '.repeat(8_000),
    'a 1 '.repeat(12_000),
    `${' '.repeat(49_990)}1999`,
    '"'.repeat(50_000),
    '제 '.repeat(20_000),
  ])('takes no time to speak of, however hostile', (text) => {
    const times = Array.from({ length: 5 }, () => {
      const begun = performance.now();
      films.meant(text, 'en');
      return performance.now() - begun;
    });
    expect(Math.min(...times)).toBeLessThan(50);
  });
});
