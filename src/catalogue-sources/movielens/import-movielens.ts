import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { filmId } from '../../core/catalogue/film-id.ts';
import { FilmMatcher } from '../../core/catalogue/film-matcher.ts';
import type { ImportedRating, ImportStore } from '../../core/catalogue/import-store.ts';
import type { Movie } from '../../core/catalogue/movie.ts';
import type { MovieRepository } from '../../core/catalogue/movie-repository.ts';
import { cleanName } from '../../core/markup/clean-text.ts';
import type { ImportProgress } from '../import-progress.ts';
import { RefusedRows } from '../refused-rows.ts';
import { openFile, portionsOfLines } from '../text-lines.ts';
import { openDataSet, type DataSet, type MovieLensFilm } from './data-set.ts';

export interface MovieLensReport {
  /** Films of the data set that are in the catalogue, and how many it lists. */
  films: { known: number; added: number; listed: number };
  ratings: number;
  /** Ratings of films that the catalogue has not. */
  leftOut: number;
  refused: RefusedRows;
  /** Nothing has changed since this data set was brought in. */
  unchanged: boolean;
}

/** Lines of ratings that are stored together. */
const PORTION = 5_000;

const STATE = z.object({
  /** What the file and the catalogue were like. */
  of: z.string(),
  line: z.int().nonnegative(),
  ratings: z.int(),
  leftOut: z.int(),
  done: z.boolean(),
});

/**
 * Brings the ratings of a MovieLens data set in, a portion at a time: memory does not grow with their number.
 * @throws NoDataSet
 */
export async function importMovieLens(
  parts: {
    store: ImportStore;
    movies: Pick<MovieRepository, 'all' | 'changedAt'>;
    progress: ImportProgress;
  },
  wish: { directory: string; addFilms: boolean },
  signal?: AbortSignal,
): Promise<MovieLensReport> {
  const { store, movies, progress } = parts;
  const set = await openDataSet(wish.directory);
  const source = `movielens ${set.name}`;
  const matcher = new FilmMatcher(await movies.all());
  const { ids, added } = await join(set, matcher, store, source, wish.addFilms);
  const { size, mtimeMs } = await stat(set.ratings);
  const of = [size, Math.round(mtimeMs), ids.size, await movies.changedAt()].join(' ');
  const films = { known: ids.size - added, added, listed: set.films.size };
  const refused = new RefusedRows();
  const before = STATE.safeParse(await store.state(source)).data;
  if (before?.done && before.of === of)
    return { films, ratings: before.ratings, leftOut: before.leftOut, refused, unchanged: true };
  // A catalogue that has changed may know films that were left out: then all is read again, and stored once.
  const goOn = before !== undefined && !before.done && before.of === of;
  const state = goOn ? { ...before } : { of, line: 0, ratings: 0, leftOut: 0, done: false };
  if (goOn) progress.say(`Going on with line ${(state.line + 1).toLocaleString('en')}.`);

  const file = await openFile(set.ratings);
  progress.begin('ratings', null, state.ratings);
  let portion: ImportedRating[] = [];
  let number = 0;
  const keep = async (): Promise<void> => {
    await store.commit({ source, ratings: portion, state });
    portion = [];
    progress.at(state.ratings, file.share());
    signal?.throwIfAborted();
  };
  for await (const lines of portionsOfLines(file.stream)) {
    for (const line of lines) {
      if (++number <= state.line) continue;
      state.line = number;
      const fields = line === '' ? null : set.split(line, number);
      if (fields === null) continue;
      const rating = readRating(fields);
      if (typeof rating === 'string') {
        refused.add(number, rating);
        continue;
      }
      const movieId = ids.get(rating.film);
      if (movieId === undefined) state.leftOut++;
      else {
        state.ratings++;
        portion.push({ rater: rating.user, movieId, rating: rating.halfStars, at: rating.at });
      }
      if (portion.length >= PORTION) await keep();
    }
  }
  state.done = true;
  await keep();
  progress.end();
  return { films, ratings: state.ratings, leftOut: state.leftOut, refused, unchanged: false };
}

/** Which of our films each film of the data set is. */
async function join(
  set: DataSet,
  matcher: FilmMatcher,
  store: ImportStore,
  source: string,
  addFilms: boolean,
): Promise<{ ids: Map<string, string>; added: number }> {
  const ids = new Map<string, string>();
  const missing: Movie[] = [];
  for (const film of set.films.values()) {
    const known = matcher.match({
      titles: [film.title, ...film.others],
      year: film.year,
      ...(film.tmdbId === undefined ? {} : { tmdbId: film.tmdbId }),
    });
    const ours = known ?? (addFilms ? bare(film, matcher) : undefined);
    if (!ours) continue;
    ids.set(film.id, ours.id);
    if (known) continue;
    matcher.add(ours);
    missing.push(ours);
  }
  if (missing.length > 0) await store.commit({ source, films: missing });
  return { ids, added: missing.length };
}

/** A film of which only title, year and genres are known; undefined without these. */
function bare(film: MovieLensFilm, matcher: FilmMatcher): Movie | undefined {
  const title = cleanName(film.title);
  if (title === '' || film.year === null) return undefined;
  const id =
    film.tmdbId === undefined
      ? filmId(title, film.year, (each) => matcher.byId(each) !== undefined)
      : `tmdb-${film.tmdbId}`;
  return {
    id,
    title,
    originalTitle: title,
    titleKo: '',
    alternativeTitles: film.others.map(cleanName).filter((other) => other !== '' && other !== title),
    year: film.year,
    language: '',
    genres: film.genres,
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
    ...(film.tmdbId === undefined ? {} : { tmdbId: film.tmdbId }),
    sources: ['movielens'],
  };
}

/** A line of ratings, or what is wrong with it. */
function readRating(
  fields: readonly string[],
): { user: string; film: string; halfStars: number; at: Date | null } | string {
  const [user = '', film = '', rating = '', time = ''] = fields;
  if (fields.length < 3) return 'user, film and rating are not all there';
  if (!/^\d{1,12}$/.test(user)) return `user: "${shown(user)}" is no number`;
  if (!/^\d{1,12}$/.test(film)) return `film: "${shown(film)}" is no number`;
  const halfStars = Number(rating) * 2;
  if (rating === '' || !Number.isInteger(halfStars) || halfStars < 1 || halfStars > 10)
    return `rating: "${shown(rating)}" is not from 0.5 to 5 in halves`;
  const seconds = Number(time);
  const at = time !== '' && seconds >= 0 && seconds < 1e11 ? new Date(seconds * 1000) : null;
  return { user, film, halfStars, at };
}

const shown = (text: string): string => cleanName(text).slice(0, 40);
