/** Text in the product's two first languages. */
export interface Bilingual {
  en: string;
  ko: string;
}

/** What somebody did in a film, as far as pages tell it. */
export type CreditRole = 'director' | 'writer' | 'cinematographer' | 'composer' | 'cast';

/** One person's part in one film. */
export interface Credit {
  /** The person's number at TMDB, which tells namesakes apart; absent when unknown. */
  tmdbId?: number;
  name: string;
  /** In Hangul; absent when unknown. */
  nameKo?: string;
  role: CreditRole;
  /** Whom they play; cast only. */
  character?: string;
}

/** A film as the catalogue knows it. Absent facts are empty strings, empty lists or null, never invented. */
export interface Movie {
  /** Stable and URL-safe: `parasite-2019` for shipped films, `tmdb-496243` for imported ones. */
  id: string;
  /** Title in English. */
  title: string;
  /** Title in the film's own language and script; equals `title` when that is English. */
  originalTitle: string;
  /** Title under which the film is known in Korea; empty when unknown. */
  titleKo: string;
  /** Other titles people know it by (working titles, romanisations, abbreviations). */
  alternativeTitles: string[];
  /** Year of first release; null when unknown. */
  year: number | null;
  /** ISO 639-1 code of the original language; empty when unknown. */
  language: string;
  /** Genre names from `genres.ts`, most telling first. */
  genres: string[];
  /** Lower-case English keywords. */
  keywords: string[];
  directors: string[];
  /** Director names in Hangul, in the same order; shorter or empty when unknown. */
  directorsKo: string[];
  /** Leading cast in billing order. */
  cast: string[];
  castKo: string[];
  overview: Bilingual;
  /** Minutes; null when unknown. */
  runtime: number | null;
  /** Number of votes behind `voteAverage`; 0 when unknown. */
  voteCount: number;
  /** 0 to 10; 0 when unknown. */
  voteAverage: number;
  /** Any non-negative measure of how widely known the film is; only the order matters. */
  popularity: number;
  /** Absolute or site-relative URL of a 2:3 poster; null when there is none. */
  posterUrl: string | null;
  /** The film's number at TMDB; absent when unknown. */
  tmdbId?: number;
  /** Everyone worth naming, directors first, cast in billing order; absent when only `directors` and `cast` are known. */
  people?: Credit[];
  /** Address of a trailer by its language; absent when there is none. */
  trailer?: Partial<Bilingual>;
  /** Sources whose facts stand in the film, e.g. `shipped`, `tmdb`; absent means unknown. */
  sources?: string[];
}

/** The title a reader of `locale` expects. */
export function titleFor(movie: Pick<Movie, 'title' | 'titleKo'>, locale: 'en' | 'ko'): string {
  return locale === 'ko' && movie.titleKo !== '' ? movie.titleKo : movie.title;
}

/** The overview in the reader's language, or in the other one where only that is known. */
export function overviewFor(movie: Pick<Movie, 'overview'>, locale: 'en' | 'ko'): string {
  const other = locale === 'ko' ? 'en' : 'ko';
  return movie.overview[locale] || movie.overview[other];
}
