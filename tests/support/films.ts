import type { Movie } from '../../src/core/catalogue/movie.ts';

/** A film of which nothing is known but what is given. */
export function aFilm(facts: Partial<Movie> & Pick<Movie, 'id'>): Movie {
  return {
    title: facts.id,
    originalTitle: facts.title ?? facts.id,
    titleKo: '',
    alternativeTitles: [],
    year: null,
    language: '',
    genres: [],
    keywords: [],
    directors: [],
    directorsKo: [],
    cast: [],
    castKo: [],
    overview: { en: '', ko: '' },
    runtime: null,
    voteCount: 0,
    voteAverage: 0,
    popularity: 0,
    posterUrl: null,
    ...facts,
  };
}
