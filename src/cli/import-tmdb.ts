import { existsSync } from 'node:fs';
import {
  TMDB_API,
  TMDB_EXPORTS,
  TmdbAway,
  TmdbClient,
  TmdbRefused,
  TmdbUnreadable,
} from '../catalogue-sources/tmdb/client.ts';
import { importTmdb, type TmdbReport } from '../catalogue-sources/tmdb/import-tmdb.ts';
import { DISCOVERABLE } from '../catalogue-sources/tmdb/lists.ts';
import { StartError } from '../main.ts';
import { PosterHost } from '../media-storage/poster-host.ts';
import type { ImportCommand } from './import.ts';

const SHOWN = 10;

/** `matinee import tmdb` */
export const tmdbCommand: ImportCommand = {
  help: `matinee import tmdb: films of The Movie Database, with titles and plots in English and Korean, people, posters

  --films N       how many, the best known first (10000). Up to 10000 those with the most votes, from TMDB's discover
                  lists, which go no further than 500 pages; beyond, the most popular of its daily list of all films
  --language XX   only films whose original language this is, e.g. ko; up to 10000 of them
  --ids FILE      a daily list that you have downloaded, movie_ids_MM_DD_YYYY.json.gz
  --anew          forgets an import that was not finished, and begins with a new list

Needs TMDB_TOKEN: the API Read Access Token from https://www.themoviedb.org/settings/api
Given again later it brings what is new in the list, what TMDB has changed since, and what it told five months ago:
its terms allow to keep facts for six. Films that are here already keep their id. Films of TMDB are shown with the
notice its terms ask for; docs/guides/films.md has the rest of them.`,
  options: {
    films: { type: 'string' },
    language: { type: 'string' },
    ids: { type: 'string' },
    anew: { type: 'boolean' },
  },
  prepare(given, positionals, config) {
    const { token, apiUrl = TMDB_API, exportUrl = TMDB_EXPORTS } = config.tmdb;
    const films = Number(given['films'] ?? DISCOVERABLE);
    const { language, ids } = given as { language?: string; ids?: string };
    if (positionals.length > 0)
      throw new StartError(`"${positionals[0]}" is not understood; see matinee import tmdb --help`);
    if (!Number.isSafeInteger(films) || films < 1)
      throw new StartError('--films: give a whole number above 0, e.g. 10000');
    if (language !== undefined && !/^[a-z]{2}$/.test(language))
      throw new StartError('--language: give two small letters, e.g. ko');
    if (language !== undefined && (films > DISCOVERABLE || ids !== undefined)) {
      throw new StartError(
        `--language: TMDB lists films of one language up to ${DISCOVERABLE}, and its daily list does not tell languages; leave --ids out, and --films at ${DISCOVERABLE} or less`,
      );
    }
    if (ids !== undefined && !existsSync(ids)) throw new StartError(`--ids: there is no file ${ids}`);
    if (token === undefined) {
      throw new StartError(
        'TMDB_TOKEN: set it to the API Read Access Token from https://www.themoviedb.org/settings/api',
      );
    }
    return async ({ store, movies, progress, signal }) => {
      const client = new TmdbClient(
        { token, apiUrl, exportUrl },
        {
          signal,
          onWait: (ms) =>
            progress.say(`TMDB asks to wait ${Math.ceil(ms / 1000)} s.`, ms > 5_000 ? 'lasting' : 'passing'),
        },
      );
      const host = new PosterHost(config.tmdb.apiUrl);
      const mayFetch = (address: string): boolean => host.allows(address);
      const wish = {
        films,
        anew: given['anew'] === true,
        ...(language === undefined ? {} : { language }),
        ...(ids === undefined ? {} : { ids }),
      };
      try {
        progress.say(summary(await importTmdb({ client, store, movies, progress, mayFetch }, wish, signal)));
      } catch (error) {
        if (error instanceof TmdbAway) {
          throw new StartError(
            `${error.message}. What was brought in is kept; run the same command again later`,
            { cause: error },
          );
        }
        if (error instanceof TmdbRefused || error instanceof TmdbUnreadable)
          throw new StartError(error.message, { cause: error });
        throw error;
      }
    };
  },
};

function summary({ added, enriched, refreshed, gone, refused }: TmdbReport): string {
  const count = (n: number, what: string): string => (n === 0 ? '' : `${n.toLocaleString('en')} ${what}`);
  const parts = [
    count(added, 'added'),
    count(enriched, 'that were here enriched'),
    count(refreshed, 'told anew'),
    count(gone, 'no longer at TMDB'),
    count(refused.length, 'not understood'),
  ].filter(Boolean);
  const lines = [`Films: ${parts.join(', ') || 'nothing new'}.`];
  for (const { id, why } of refused.slice(0, SHOWN)) lines.push(`  film ${id}: ${why}`);
  if (refused.length > SHOWN) lines.push(`  and ${refused.length - SHOWN} more`);
  return lines.join('\n');
}
