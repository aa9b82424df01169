import type { Bilingual } from './movie.ts';

/** Every genre the catalogue uses, by its English name, with what a Korean reader calls it. */
export const GENRES: Record<string, Bilingual> = {
  Action: { en: 'Action', ko: '액션' },
  Adventure: { en: 'Adventure', ko: '모험' },
  Animation: { en: 'Animation', ko: '애니메이션' },
  Comedy: { en: 'Comedy', ko: '코미디' },
  Crime: { en: 'Crime', ko: '범죄' },
  Documentary: { en: 'Documentary', ko: '다큐멘터리' },
  Drama: { en: 'Drama', ko: '드라마' },
  Family: { en: 'Family', ko: '가족' },
  Fantasy: { en: 'Fantasy', ko: '판타지' },
  History: { en: 'History', ko: '역사' },
  Horror: { en: 'Horror', ko: '공포' },
  Music: { en: 'Music', ko: '음악' },
  Mystery: { en: 'Mystery', ko: '미스터리' },
  Romance: { en: 'Romance', ko: '로맨스' },
  'Science Fiction': { en: 'Science Fiction', ko: 'SF' },
  Thriller: { en: 'Thriller', ko: '스릴러' },
  War: { en: 'War', ko: '전쟁' },
  Western: { en: 'Western', ko: '서부' },
};

/** A genre's name for a reader; an unknown genre is shown as it came. */
export function genreName(genre: string, locale: 'en' | 'ko'): string {
  return GENRES[genre]?.[locale] ?? genre;
}
