import { z } from 'zod';
import { FilmMatcher } from '../../core/catalogue/film-matcher.ts';
import type { ImportStore, PosterPlace } from '../../core/catalogue/import-store.ts';
import { mergeFilms } from '../../core/catalogue/merge-films.ts';
import type { Movie } from '../../core/catalogue/movie.ts';
import type { MovieRepository } from '../../core/catalogue/movie-repository.ts';
import type { ImportProgress } from '../import-progress.ts';
import { TmdbUnreadable, type TmdbClient } from './client.ts';
import { changed, discovered, DISCOVERABLE, exported } from './lists.ts';
import { movieOf } from './mapping.ts';
import { CONFIGURATION, DETAILS } from './shapes.ts';

export interface TmdbWish {
  /** How many films, the best known first. */
  films: number;
  /** ISO 639-1 code of the original language; absent for all. Only of lists that are discovered. */
  language?: string;
  /** A daily export that was downloaded already. */
  ids?: string;
  /** Forgets an import that was not finished, and begins with a new list. */
  anew: boolean;
}

export interface TmdbReport {
  added: number;
  enriched: number;
  /** Told before, and told anew. */
  refreshed: number;
  /** In the list, and not at TMDB any more. */
  gone: number;
  /** Not understood, with why. */
  refused: { id: number; why: string }[];
}

/** Films of one portion: fetched side by side, stored together. */
const AT_ONCE = 40;
const SIDE_BY_SIDE = 8;
/** What TMDB tells may be kept for six months; a month before, it is asked again. */
const KEEP_DAYS = 150;
const DAY_MS = 86_400_000;
const POSTER_SIZE = 'w500';
const APPENDED = 'credits,keywords,alternative_titles,translations,videos';
/** The list is kept apart from where the import stands: that is written with every portion. */
const LIST = 'tmdb list';

const STATE = z.object({
  wish: z.string(),
  begun: z.iso.datetime(),
  at: z.int().nonnegative(),
  of: z.int().nonnegative(),
  done: z.boolean(),
  /** When the last import that was finished had begun: changes are asked for from there. */
  upTo: z.iso.datetime().nullable(),
});
type State = z.infer<typeof STATE>;

interface Parts {
  client: TmdbClient;
  store: ImportStore;
  movies: Pick<MovieRepository, 'all'>;
  progress: ImportProgress;
  /** Whether posters may be fetched from an address. */
  mayFetch: (address: string) => boolean;
  now?: () => Date;
}

/**
 * Brings films of TMDB in: those of the list that are not here yet, and those that TMDB has changed. Goes on where it was
 * stopped. Every portion is complete in the store, or not there.
 * @throws TmdbRefused, TmdbAway; what was stored stays
 */
export async function importTmdb(parts: Parts, wish: TmdbWish, signal?: AbortSignal): Promise<TmdbReport> {
  const { client, store, progress } = parts;
  const posterBase = await postersOf(client, parts.mayFetch);
  if (posterBase === null)
    progress.say('TMDB names a host of posters that is not its own: films come without them.');
  const before = await stateIn(store);
  const { state, ids } = await toDo(parts, wish, before);
  const matcher = new FilmMatcher(await parts.movies.all());
  const report: TmdbReport = { added: 0, enriched: 0, refreshed: 0, gone: 0, refused: [] };
  progress.begin('films', state.of, state.at);
  for (let at = state.at; at < ids.length; at += AT_ONCE) {
    signal?.throwIfAborted();
    const portion = ids.slice(at, at + AT_ONCE);
    const { films, posters } = await fetched(client, portion, posterBase, matcher, report);
    await store.commit({
      source: 'tmdb',
      films,
      posters,
      state: { ...state, at: at + portion.length },
    });
    progress.at(at + portion.length);
  }
  await store.commit({ source: 'tmdb', state: { ...state, at: ids.length, done: true, upTo: state.begun } });
  progress.end();
  return report;
}

/** Where posters lie; null where they may not be fetched from, or there are none. */
async function postersOf(client: TmdbClient, mayFetch: (address: string) => boolean): Promise<string | null> {
  const configuration = await client.get('/configuration', {}, CONFIGURATION);
  if (configuration === null) throw new TmdbUnreadable('/configuration: is not there; check TMDB_API_URL');
  const { secure_base_url, poster_sizes } = configuration.images;
  const size = poster_sizes.includes(POSTER_SIZE) ? POSTER_SIZE : poster_sizes.at(-1);
  if (!mayFetch(secure_base_url)) return null;
  return size === undefined ? null : `${secure_base_url.replace(/\/+$/, '')}/${size}`;
}

async function stateIn(store: ImportStore): Promise<State | null> {
  return STATE.safeParse(await store.state('tmdb')).data ?? null;
}

/** The list of an import that was stopped, or a new one. */
async function toDo(
  { client, store, progress, now = () => new Date() }: Parts,
  { films, language, ids: file, anew }: TmdbWish,
  before: State | null,
): Promise<{ state: State; ids: number[] }> {
  const wish = JSON.stringify({ films, language, file });
  if (before && !before.done && !anew) {
    const kept = z.array(z.int()).safeParse(await store.state(LIST));
    if (before.wish === wish && kept.success && kept.data.length === before.of) {
      progress.say(`Going on with film ${before.at + 1} of ${before.of}.`);
      return { state: before, ids: kept.data };
    }
    progress.say('The import that was not finished had other options; beginning anew.');
  }
  const begun = now();
  const listed = isDiscovered(films, file)
    ? await discovered(client, films, language, (count) => progress.say(`${count} ids listed`, 'passing'))
    : await exported(client, films, file, begun);
  const told = new Set(await store.toldSince(new Date(begun.getTime() - KEEP_DAYS * DAY_MS)));
  const everTold = new Set(await store.toldSince(new Date(0)));
  const stale = [...everTold].filter((id) => !told.has(id));
  const upTo = before?.upTo ?? null;
  const renewed = upTo === null ? new Set<number>() : await changed(client, new Date(upTo), begun);
  const ids = new Set(listed.filter((id) => !told.has(id)));
  for (const id of stale) ids.add(id);
  for (const id of renewed) if (everTold.has(id)) ids.add(id);
  const state = { wish, begun: begun.toISOString(), at: 0, of: ids.size, done: false, upTo };
  await store.commit({ source: LIST, state: [...ids] });
  await store.commit({ source: 'tmdb', state });
  return { state, ids: [...ids] };
}

const isDiscovered = (films: number, file: string | undefined): boolean =>
  films <= DISCOVERABLE && file === undefined;

/** Asks for films side by side; the matcher learns of each as it comes, so that two of a portion are not taken for new. */
async function fetched(
  client: TmdbClient,
  ids: readonly number[],
  posterBase: string | null,
  matcher: FilmMatcher,
  report: TmdbReport,
): Promise<{ films: Movie[]; posters: PosterPlace[] }> {
  const films = new Map<string, Movie>();
  const posters: PosterPlace[] = [];
  const waiting = [...ids];
  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const details = await detailsOf(client, id, report);
      if (details === null) continue;
      const found = movieOf(details, posterBase);
      const movie = placed(found.movie, matcher, report);
      films.set(movie.id, movie);
      if (found.poster) posters.push(found.poster);
    }
  };
  const workers = Array.from({ length: SIDE_BY_SIDE }, work);
  // All end before one's failure is told: nothing of this portion is under way afterwards.
  const failed = (await Promise.allSettled(workers)).find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return { films: [...films.values()], posters };
}

async function detailsOf(client: TmdbClient, id: number, report: TmdbReport) {
  const query = {
    language: 'en-US',
    append_to_response: APPENDED,
    include_video_language: 'en,ko',
  };
  try {
    const details = await client.get(`/movie/${id}`, query, DETAILS);
    if (details === null) report.gone++;
    return details?.adult === true ? null : details;
  } catch (error) {
    if (!(error instanceof TmdbUnreadable)) throw error;
    report.refused.push({ id, why: error.message });
    return null;
  }
}

function placed(found: Movie, matcher: FilmMatcher, report: TmdbReport): Movie {
  const known = matcher.match({
    titles: [found.originalTitle, found.title, found.titleKo, ...found.alternativeTitles],
    year: found.year,
    directors: found.directors,
    directorsKo: found.directorsKo,
    ...(found.tmdbId === undefined ? {} : { tmdbId: found.tmdbId }),
  });
  if (known === undefined) report.added++;
  else if (known.sources?.includes('tmdb')) report.refreshed++;
  else report.enriched++;
  const movie = known ? mergeFilms(known, found) : found;
  matcher.add(movie);
  return movie;
}
