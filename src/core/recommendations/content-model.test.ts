import { describe, expect, it } from 'vitest';
import type { ContentMovie } from './content-model.ts';
import { buildContentModel } from './content-model.ts';

function film(facts: Partial<ContentMovie> & { id: string }): ContentMovie {
  return {
    title: facts.id,
    originalTitle: '',
    titleKo: '',
    year: null,
    language: 'en',
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

const FILMS = [
  film({
    id: 'heat',
    year: 1995,
    genres: ['Action', 'Crime', 'Drama'],
    keywords: ['heist', 'bank robbery', 'los angeles'],
    directors: ['Michael Mann'],
    cast: ['Al Pacino', 'Robert De Niro'],
    voteCount: 7000,
  }),
  film({
    id: 'collateral',
    year: 2004,
    genres: ['Action', 'Crime', 'Drama'],
    keywords: ['los angeles', 'hitman', 'taxi'],
    directors: ['Michael Mann'],
    cast: ['Tom Cruise', 'Jamie Foxx'],
    voteCount: 5000,
  }),
  film({
    id: 'the-town',
    year: 2010,
    genres: ['Crime', 'Drama', 'Thriller'],
    keywords: ['heist', 'bank robbery', 'boston'],
    directors: ['Ben Affleck'],
    cast: ['Ben Affleck'],
    voteCount: 4000,
  }),
  film({
    id: 'my-neighbor-totoro',
    year: 1988,
    language: 'ja',
    genres: ['Animation', 'Family', 'Fantasy'],
    keywords: ['forest', 'sisters'],
    directors: ['Hayao Miyazaki'],
    voteCount: 7000,
  }),
  film({
    id: 'spirited-away',
    year: 2001,
    language: 'ja',
    genres: ['Animation', 'Family', 'Fantasy'],
    keywords: ['bath house', 'spirits'],
    directors: ['Hayao Miyazaki'],
    voteCount: 15000,
  }),
];

describe('films like one film', () => {
  const model = buildContentModel(FILMS);

  it('puts the most alike first and never answers with the film itself', () => {
    const ids = model.similar('my-neighbor-totoro').map(({ id }) => id);
    expect(ids[0]).toBe('spirited-away');
    expect(ids).not.toContain('my-neighbor-totoro');
    expect(
      model
        .similar('heat', { limit: 2 })
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['collateral', 'the-town']);
  });

  it('says truly what the films share', () => {
    const [totoroLike] = model.similar('my-neighbor-totoro', { limit: 1 });
    expect(totoroLike?.because).toEqual([
      { kind: 'director', name: 'Hayao Miyazaki' },
      { kind: 'genres', genres: ['Animation', 'Family'] },
      { kind: 'language', language: 'ja' },
    ]);
    expect(model.reasons('heat', 'the-town')[0]).toEqual({
      kind: 'keywords',
      keywords: ['heist', 'bank robbery'],
    });
  });

  it('never names what gives the ending away', () => {
    const keywords = ['prison', 'twist ending', 'death of protagonist', 'split personality'];
    const alike = buildContentModel([film({ id: 'one', keywords }), film({ id: 'other', keywords })]);
    expect(alike.reasons('one', 'other')).toEqual([{ kind: 'keywords', keywords: ['prison'] }]);
  });

  it('keeps to what the reader asked for', () => {
    expect(
      model
        .similar('heat', { genre: 'Animation' })
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['my-neighbor-totoro', 'spirited-away']);
    expect(
      model.similar('heat', { yearFrom: 2001, yearTo: 2005, language: 'en' }).map(({ id }) => id),
    ).toEqual(['collateral']);
    expect(model.similar('heat', { exclude: ['collateral'] }).map(({ id }) => id)).not.toContain(
      'collateral',
    );
  });

  it('answers nothing about a film it does not know', () => {
    expect(model.similar('unknown')).toEqual([]);
    expect(buildContentModel([]).popular()).toEqual([]);
  });
});
