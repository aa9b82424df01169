import { z } from 'zod';
import type { Movie } from '../core/catalogue/movie.ts';
import { readJsonLines } from './lines.ts';

/** A film as evaluation files write it; everything but `id` and `title` may be absent. */
const FILM = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string(),
  original_title: z.string().nullish(),
  title_ko: z.string().nullish(),
  year: z.number().nullish(),
  language: z.string().nullish(),
  genres: z.array(z.string()).nullish(),
  keywords: z.array(z.string()).nullish(),
  director: z.string().nullish(),
  cast: z.array(z.string()).nullish(),
  overview: z.string().nullish(),
  vote_count: z.number().nullish(),
  popularity: z.number().nullish(),
});

/** Films of a JSON-lines file (plain or `.gz`) as the catalogue knows films. */
export function readFilms(path: string): Movie[] {
  return readJsonLines(path).map((row, index) => {
    const film = FILM.safeParse(row);
    if (!film.success)
      throw new Error(`${path}: film ${index + 1}: ${film.error.issues[0]?.message ?? 'unreadable'}`);
    return movieOf(film.data);
  });
}

function movieOf(film: z.infer<typeof FILM>): Movie {
  return {
    id: film.id,
    title: film.title,
    originalTitle: film.original_title ?? '',
    titleKo: film.title_ko ?? '',
    alternativeTitles: [],
    year: film.year ?? null,
    language: film.language ?? '',
    genres: film.genres ?? [],
    keywords: film.keywords ?? [],
    directors: film.director ? [film.director] : [],
    directorsKo: [],
    cast: film.cast ?? [],
    castKo: [],
    overview: { en: film.overview ?? '', ko: '' },
    runtime: null,
    voteCount: film.vote_count ?? 0,
    voteAverage: 0,
    popularity: film.popularity ?? 0,
    posterUrl: null,
  };
}
