import { filmId } from '../../core/catalogue/film-id.ts';
import type { FilmMatcher } from '../../core/catalogue/film-matcher.ts';
import type { ImportedRating } from '../../core/catalogue/import-store.ts';
import type { Movie } from '../../core/catalogue/movie.ts';
import { BadCell, Cells } from './cells.ts';

/** The columns that are understood; `docs/guides/films.md` explains them. */
export const COLUMNS = [
  'id',
  'tmdb_id',
  'title',
  'original_title',
  'title_ko',
  'alternative_titles',
  'year',
  'language',
  'genres',
  'keywords',
  'directors',
  'directors_ko',
  'cast',
  'cast_ko',
  'overview_en',
  'overview_ko',
  'runtime',
  'vote_count',
  'vote_average',
  'popularity',
  'trailer',
  'user',
  'rating',
  'timestamp',
] as const;

/** What one row brings: all of it is taken, or the row is refused. */
export interface RowTaken {
  /** The film as it is from now on; null where the row changes nothing about it. */
  film: Movie | null;
  added: boolean;
  rating: ImportedRating | null;
}

const YEAR = { least: 1870, most: 2200, whole: true, what: 'year', example: '1994' };
const NUMBER = { least: 1, most: 2 ** 31 - 1, whole: true, what: 'number at TMDB', example: '496243' };
const MINUTES = { least: 1, most: 2_000, whole: true, what: 'number of minutes', example: '132' };
const VOTES = { least: 0, most: 1e9, whole: true, what: 'number of votes', example: '1200' };
const AVERAGE = { least: 0, most: 10, whole: false, what: 'average from 0 to 10', example: '7.8' };
const RENOWN = { least: 0, most: 1e9, whole: false, what: 'measure of being known', example: '42.5' };

/**
 * Reads a row against the films there are.
 * @param scale what the best rating is in the file: 5 or 10
 * @throws BadCell
 */
export function readRow(
  row: Readonly<Record<string, string>>,
  matcher: FilmMatcher,
  scale: 5 | 10,
): RowTaken {
  const cells = new Cells(row);
  const rating = ratingOf(cells, scale);
  const facts = factsOf(cells);
  const known = knownFilm(cells, facts, matcher);
  if (known) {
    const film = aligned(changed(known, facts));
    // A row of ratings names its film; it does not rewrite it.
    const kept = rating ? null : film;
    return { film: kept, added: false, rating: rating && { ...rating, movieId: known.id } };
  }
  const film = aligned(newFilm(cells, facts, matcher));
  return { film, added: true, rating: rating && { ...rating, movieId: film.id } };
}

function ratingOf(cells: Cells, scale: 5 | 10): Omit<ImportedRating, 'movieId'> | null {
  const rater = cells.text('user');
  const example = scale === 5 ? '3.5' : '7';
  const what = scale === 5 ? 'rating from 0.5 to 5 in halves' : 'rating from 1 to 10';
  const bounds = { least: scale / 10, most: scale, whole: scale === 10, what, example };
  const rating = cells.number('rating', bounds);
  if (rater === undefined && rating === undefined) return null;
  if (rater === undefined) throw new BadCell('user: say who rated; any name will do');
  if (rating === undefined) throw new BadCell('rating: is empty, but there is a user');
  const halfStars = scale === 5 ? rating * 2 : rating;
  if (!Number.isInteger(halfStars)) throw new BadCell(`rating: "${rating}" is no ${what}; write ${example}`);
  return { rater, rating: halfStars, at: cells.moment('timestamp') ?? null };
}

/** @throws BadCell where there are more names in Hangul than others, at whose places they stand */
function aligned<T extends Movie | null>(film: T): T {
  for (const [own, korean] of [
    ['directors', 'directorsKo'],
    ['cast', 'castKo'],
  ] as const) {
    if (film && film[korean].length > film[own].length)
      throw new BadCell(`${own}_ko: has more names than ${own}; they stand in the same order`);
  }
  return film;
}

/** What a row says about a film; absent is what it says nothing of. */
type Facts = Partial<Omit<Movie, 'overview'>> & { overviewEn?: string; overviewKo?: string };

function factsOf(cells: Cells): Facts {
  const language = cells.text('language')?.toLowerCase();
  if (language !== undefined && !/^[a-z]{2}$/.test(language))
    throw new BadCell(`language: "${language}" is not two letters; write ko`);
  const trailer = cells.address('trailer');
  const facts: Record<keyof Facts, unknown> | Facts = {
    title: cells.text('title'),
    originalTitle: cells.text('original_title'),
    titleKo: cells.text('title_ko'),
    alternativeTitles: cells.list('alternative_titles'),
    year: cells.number('year', YEAR),
    language,
    genres: cells.genres('genres'),
    keywords: cells.list('keywords')?.map((keyword) => keyword.toLowerCase()),
    directors: cells.list('directors'),
    directorsKo: cells.list('directors_ko'),
    cast: cells.list('cast'),
    castKo: cells.list('cast_ko'),
    overviewEn: cells.plot('overview_en'),
    overviewKo: cells.plot('overview_ko'),
    runtime: cells.number('runtime', MINUTES),
    voteCount: cells.number('vote_count', VOTES),
    voteAverage: cells.number('vote_average', AVERAGE),
    popularity: cells.number('popularity', RENOWN),
    trailer: trailer === undefined ? undefined : { en: trailer },
    tmdbId: cells.number('tmdb_id', NUMBER),
  };
  const named: Facts = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
  return named;
}

function knownFilm(cells: Cells, facts: Facts, matcher: FilmMatcher): Movie | undefined {
  const id = cells.text('id');
  const byId = id === undefined ? undefined : matcher.byId(id);
  const byNumber = facts.tmdbId === undefined ? undefined : matcher.byNumber(facts.tmdbId);
  if (byId && byNumber && byId !== byNumber)
    throw new BadCell(`tmdb_id: ${facts.tmdbId} is the number of ${byNumber.id}, not of ${byId.id}`);
  if (byId?.tmdbId !== undefined && facts.tmdbId !== undefined && byId.tmdbId !== facts.tmdbId)
    throw new BadCell(`tmdb_id: ${byId.id} has the number ${byId.tmdbId}, not ${facts.tmdbId}`);
  if (byId ?? byNumber) return byId ?? byNumber;
  // With an id of its own the row means a film of its own, whatever else has that title.
  if (id !== undefined) return undefined;
  return matcher.match({
    titles: [facts.title, facts.originalTitle, facts.titleKo].filter((title) => title !== undefined),
    year: facts.year ?? null,
    directors: facts.directors ?? [],
    directorsKo: facts.directorsKo ?? [],
    ...(facts.tmdbId === undefined ? {} : { tmdbId: facts.tmdbId }),
  });
}

function newFilm(cells: Cells, facts: Facts, matcher: FilmMatcher): Movie {
  const id = cells.text('id');
  const { title, year, overviewEn = '', overviewKo = '', ...rest } = facts;
  if (title === undefined) {
    const named = id ?? (facts.tmdbId === undefined ? undefined : `the number ${facts.tmdbId}`);
    throw new BadCell(
      named === undefined
        ? 'title: is empty, and neither id nor tmdb_id says which film is meant'
        : `title: there is no film ${named} here; give a title to add it`,
    );
  }
  if (id === undefined && year === undefined)
    throw new BadCell('year: is empty; without it the film cannot be told from others of its title');
  if (id !== undefined && !/^[\p{L}\p{N}-]{1,80}$/u.test(id))
    throw new BadCell(`id: "${id}" is no id; use letters, digits and hyphens, as in parasite-2019`);
  return {
    id: id ?? filmId(title, year ?? 0, (each) => matcher.byId(each) !== undefined),
    title,
    originalTitle: title,
    titleKo: '',
    alternativeTitles: [],
    year: year ?? null,
    language: '',
    genres: [],
    keywords: [],
    directors: [],
    directorsKo: [],
    cast: [],
    castKo: [],
    runtime: null,
    voteCount: 0,
    voteAverage: 0,
    popularity: 0,
    posterUrl: null,
    ...rest,
    overview: { en: overviewEn, ko: overviewKo },
    sources: ['csv'],
  };
}

/** The film with what the row says of it; null when that is what we know already. */
function changed(known: Movie, facts: Facts): Movie | null {
  const { overviewEn, overviewKo, ...rest } = facts;
  const film: Movie = {
    ...known,
    ...rest,
    overview: { en: overviewEn ?? known.overview.en, ko: overviewKo ?? known.overview.ko },
  };
  // Names in Hangul belong to the names beside them.
  if (rest.directors && !rest.directorsKo)
    film.directorsKo = same(rest.directors, known.directors) ? known.directorsKo : [];
  if (rest.cast && !rest.castKo) film.castKo = same(rest.cast, known.cast) ? known.castKo : [];
  if (
    (rest.directors && !same(rest.directors, known.directors)) ||
    (rest.cast && !same(rest.cast, known.cast))
  )
    delete film.people;
  if (same(withoutSources(film), withoutSources(known))) return null;
  return { ...film, sources: [...new Set([...(known.sources ?? ['shipped']), 'csv'])] };
}

const withoutSources = ({ sources: _sources, ...film }: Movie): object => film;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Keys in one order: the store does not keep theirs. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
