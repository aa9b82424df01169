import type { Movie } from './movie.ts';

/** The sentence TMDB's terms of use ask for, in its own words. */
const TMDB_NOTICE =
  'This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB.';

const CREDIT = { en: 'Film facts and poster: TMDB.', ko: '영화 정보와 포스터: TMDB.' };

/** What is to be said wherever a film is shown; nothing for films of our own. */
export function attributionOf(movie: Pick<Movie, 'sources'>, locale: 'en' | 'ko'): { attribution?: string } {
  return movie.sources?.includes('tmdb') ? { attribution: `${CREDIT[locale]} ${TMDB_NOTICE}` } : {};
}
