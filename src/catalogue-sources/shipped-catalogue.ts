import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FilmMatcher } from '../core/catalogue/film-matcher.ts';
import { mergeFilms } from '../core/catalogue/merge-films.ts';
import type { Movie } from '../core/catalogue/movie.ts';
import type { MovieRepository } from '../core/catalogue/movie-repository.ts';

/** A film as the files of `catalogue/` write it; `catalogue/README.md` explains each field. */
const SHIPPED = z.object({
  id: z.string(),
  title: z.string(),
  original_title: z.string(),
  title_ko: z.string(),
  alternative_titles: z.array(z.string()),
  year: z.int(),
  language: z.string(),
  genres: z.array(z.string()),
  keywords: z.array(z.string()),
  directors: z.array(z.string()),
  directors_ko: z.array(z.string()),
  cast: z.array(z.string()),
  cast_ko: z.array(z.string()),
  runtime: z.int().nullable(),
  prominence: z.number(),
  overview_en: z.string(),
  overview_ko: z.string(),
});

/** The films of a folder as `catalogue/` is one, and what identifies this very set. */
export async function shippedFilms(directory: string): Promise<{ films: Movie[]; version: string }> {
  const names = (await readdir(directory))
    .filter((name) => name.endsWith('.json') && !name.startsWith('known-'))
    .sort();
  const files = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  const version = createHash('sha256').update(files.join('\n')).digest('hex');
  return { films: files.flatMap((file) => z.array(SHIPPED).parse(JSON.parse(file)).map(toMovie)), version };
}

/** Puts the films that ship with the project into the store, unless this very set is there already. */
export async function loadShippedCatalogue(
  movies: Pick<MovieRepository, 'version' | 'setVersion' | 'all' | 'save'>,
  directory: string,
): Promise<void> {
  const { films, version } = await shippedFilms(directory);
  if ((await movies.version('shipped')) === version) return;
  const matcher = new FilmMatcher(await movies.all());
  await movies.save(
    'shipped',
    films.map((film) => asKnown(film, matcher)),
  );
  await movies.setVersion('shipped', version);
}

/** The film with what other sources added meanwhile, under the id by which one of them may have brought it in. */
function asKnown(film: Movie, matcher: FilmMatcher): Movie {
  const { title, originalTitle, titleKo, year, directors, directorsKo } = film;
  const known =
    matcher.byId(film.id) ??
    matcher.match({ titles: [title, originalTitle, titleKo], year, directors, directorsKo });
  const onlyShipped = known === undefined || known.sources?.every((source) => source === 'shipped');
  return onlyShipped ? film : { ...mergeFilms(film, known), id: known.id };
}

function toMovie(film: z.infer<typeof SHIPPED>): Movie {
  return {
    id: film.id,
    title: film.title,
    originalTitle: film.original_title,
    titleKo: film.title_ko,
    alternativeTitles: film.alternative_titles,
    year: film.year,
    language: film.language,
    genres: film.genres,
    keywords: film.keywords,
    directors: film.directors,
    directorsKo: film.directors_ko,
    cast: film.cast,
    castKo: film.cast_ko,
    overview: { en: film.overview_en, ko: film.overview_ko },
    runtime: film.runtime,
    voteCount: 0,
    voteAverage: 0,
    // The shipped list knows no votes, only how widely known a film is, from 1 to 100.
    popularity: film.prominence,
    posterUrl: null,
    sources: ['shipped'],
  };
}
