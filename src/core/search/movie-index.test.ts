import { describe, expect, it } from 'vitest';
import type { SearchableMovie } from './movie-index.ts';
import { buildMovieIndex } from './movie-index.ts';

function film(facts: Partial<SearchableMovie> & { id: string; title: string }): SearchableMovie {
  return {
    originalTitle: '',
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
    voteCount: 0,
    popularity: 0,
    ...facts,
  };
}

const parasite = film({
  id: 'parasite-2019',
  title: 'Parasite',
  originalTitle: '기생충',
  titleKo: '기생충',
  year: 2019,
  directors: ['Bong Joon-ho'],
  voteCount: 17000,
});
const heat = film({
  id: 'heat-1995',
  title: 'Heat',
  titleKo: '히트',
  year: 1995,
  directors: ['Michael Mann'],
  voteCount: 7000,
});

describe('the film index', () => {
  it('finds a film by its name in either language', () => {
    const index = buildMovieIndex([parasite, heat]);
    expect(index.search('parasite')[0]?.id).toBe('parasite-2019');
    expect(index.search('기생충')[0]?.id).toBe('parasite-2019');
  });

  it('finds a film by what it is about, in either language', () => {
    const others = Array.from({ length: 40 }, (_, i) => film({ id: `other-${i}`, title: `Another ${i}` }));
    const about = { ...heat, keywords: ['heist', 'police detective'] };
    const index = buildMovieIndex([parasite, about, ...others]);
    expect(index.search('police detective')[0]?.id).toBe('heat-1995');
    expect(index.search('강탈 작전')[0]?.id).toBe('heat-1995');
    expect(index.search('형사')[0]?.id).toBe('heat-1995');
  });

  it('follows films that come, change and go', () => {
    const index = buildMovieIndex([parasite]);
    index.upsert(heat);
    expect(index.size).toBe(2);
    index.upsert({ ...heat, title: 'Warmth', titleKo: '' });
    expect(index.search('heat', { limit: 1 })).toEqual([]);
    expect(index.search('warmth')[0]?.id).toBe('heat-1995');
    expect(index.remove('heat-1995')).toBe(true);
    expect(index.search('warmth')).toEqual([]);
    expect(index.size).toBe(1);
  });

  it('goes on finding what is left when many films have gone', () => {
    const many = Array.from({ length: 300 }, (_, n) =>
      film({ id: `n${n}`, title: `Night train ${n + 1000}` }),
    );
    const index = buildMovieIndex([...many, parasite]);
    for (const { id } of many.slice(0, 200)) index.remove(id);
    expect(index.size).toBe(101);
    expect(index.search('night train 1100')[0]?.id).not.toBe('n100');
    expect(index.search('night train 1250')[0]?.id).toBe('n250');
    expect(index.search('night', { limit: 100 }).every(({ id }) => Number(id.slice(1)) >= 200)).toBe(true);
    index.upsert({ ...many[100]!, title: 'Night train 1100' });
    expect(index.search('night train 1100')[0]?.id).toBe('n100');
    expect(index.search('기생충')[0]?.id).toBe('parasite-2019');
  });
});
