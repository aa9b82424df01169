import { createInterface } from 'node:readline';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { unpacked } from '../text-lines.ts';
import { TmdbAway, TmdbUnreadable, type TmdbClient } from './client.ts';
import { EXPORTED, ID_PAGE } from './shapes.ts';

/** TMDB lists no more pages than these of anything it discovers, twenty films each. */
export const DISCOVERABLE = 500 * 20;
const LAST_PAGE = 500;
/** The longest span of days that may be asked for changes at once. */
const CHANGES_DAYS = 14;
const DAY_MS = 86_400_000;
/** The list of a day is there from eight in the morning; before, yesterday's is. */
const DAYS_BACK = 3;

/**
 * The films with the most votes, at most {@link DISCOVERABLE}.
 * @param language ISO 639-1 code of the original language; absent for all
 */
export async function discovered(
  client: TmdbClient,
  films: number,
  language: string | undefined,
  onIds: (count: number) => void,
): Promise<number[]> {
  const ids = new Set<number>();
  for (let page = 1; page <= LAST_PAGE && ids.size < films; page++) {
    const answer = await client.get(
      '/discover/movie',
      {
        sort_by: 'vote_count.desc',
        include_adult: false,
        include_video: false,
        page,
        ...(language === undefined ? {} : { with_original_language: language }),
      },
      ID_PAGE,
    );
    if (answer === null) throw new TmdbUnreadable('/discover/movie: is not there; check TMDB_API_URL');
    for (const { id, adult } of answer.results) if (adult !== true) ids.add(id);
    onIds(ids.size);
    if (page >= answer.total_pages) break;
  }
  return [...ids].slice(0, films);
}

/**
 * The most popular films of the daily export: every film TMDB has, adult ones and videos left out.
 * @param file a list that was downloaded already, plain or `.gz`; absent for the newest one of TMDB
 */
export async function exported(
  client: TmdbClient,
  films: number,
  file: string | undefined,
  now: Date,
): Promise<number[]> {
  const lines = file === undefined ? await newestExport(client, now) : opened(file);
  const ids: number[] = [];
  const popularity: number[] = [];
  let unreadable = 0;
  try {
    for await (const line of createInterface({ input: lines, crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      const film = exportedFilm(line);
      if (film === null) unreadable++;
      else if (!film.adult && !film.video) {
        ids.push(film.id);
        popularity.push(film.popularity);
      }
    }
  } catch (error) {
    throw new TmdbAway('the list of ids broke off; run the same command again', { cause: error });
  }
  if (ids.length === 0) {
    throw new TmdbUnreadable(
      `the list of ids has no films in it (${unreadable} lines were not understood); give a movie_ids_….json.gz`,
    );
  }
  return ids
    .map((_id, index) => index)
    .sort((a, b) => popularity[b]! - popularity[a]! || ids[a]! - ids[b]!)
    .slice(0, films)
    .map((index) => ids[index]!);
}

/** Every film that TMDB changed from a moment on. */
export async function changed(client: TmdbClient, since: Date, now: Date): Promise<Set<number>> {
  const ids = new Set<number>();
  for (let from = since.getTime(); from <= now.getTime(); from += CHANGES_DAYS * DAY_MS) {
    const until = Math.min(from + CHANGES_DAYS * DAY_MS, now.getTime());
    for (let page = 1; ; page++) {
      const span = { start_date: day(from), end_date: day(until), page };
      const answer = await client.get('/movie/changes', span, ID_PAGE);
      for (const { id } of answer?.results ?? []) ids.add(id);
      if (answer === null || page >= answer.total_pages || page >= LAST_PAGE) break;
    }
  }
  return ids;
}

async function newestExport(client: TmdbClient, now: Date): Promise<Readable> {
  for (let back = 0; back < DAYS_BACK; back++) {
    const [year, month, date] = day(now.getTime() - back * DAY_MS).split('-');
    const body = await client.file(`movie_ids_${month}_${date}_${year}.json.gz`);
    if (body !== null) return unpacked(body);
  }
  throw new TmdbAway(
    'TMDB has no list of ids of the last three days; try again later, or give one with --ids',
  );
}

function opened(file: string): Readable {
  const stream = createReadStream(file);
  return file.endsWith('.gz') ? unpacked(stream) : stream;
}

function exportedFilm(line: string) {
  try {
    return EXPORTED.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

const day = (moment: number): string => new Date(moment).toISOString().slice(0, 10);
