import { importMovieLens, type MovieLensReport } from '../catalogue-sources/movielens/import-movielens.ts';
import { NoDataSet } from '../catalogue-sources/movielens/data-set.ts';
import { StartError } from '../main.ts';
import type { ImportCommand } from './import.ts';

/** `matinee import movielens` */
export const movieLensCommand: ImportCommand = {
  help: `matinee import movielens DIR: ratings of a MovieLens data set, from which recommendations learn

  DIR           the unpacked folder: with u.data and u.item (100K), ratings.dat and movies.dat (1M, 10M), or ratings.csv,
                movies.csv and links.csv (latest-small, 20M, 25M, 32M); files may be .gz
  --add-films   adds films that the catalogue has not, with title, year and genres; otherwise their ratings are left out

Films are recognised by TMDB's number where links.csv tells it, else by title and year; so import from TMDB first.
The ratings are kept under the folder's name, and shown nowhere.`,
  options: { 'add-films': { type: 'boolean' } },
  prepare(given, positionals) {
    const [directory, ...more] = positionals;
    if (directory === undefined || more.length > 0) {
      throw new StartError(
        'give the folder of one data set: matinee import movielens DIR; see matinee import movielens --help',
      );
    }
    return async (importing) => {
      const wish = { directory, addFilms: given['add-films'] === true };
      try {
        const report = await importMovieLens(importing, wish, importing.signal);
        importing.progress.say(summary(report));
      } catch (error) {
        if (error instanceof NoDataSet) throw new StartError(error.message, { cause: error });
        throw error;
      }
    };
  },
};

const n = (value: number): string => value.toLocaleString('en');

function summary({ films, ratings, leftOut, refused, unchanged }: MovieLensReport): string {
  if (unchanged) return `Nothing new: its ${n(ratings)} ratings are here already.`;
  const absent = films.listed - films.known - films.added;
  const lines = [
    `Films: ${n(films.known)} of its ${n(films.listed)} are in the catalogue${films.added > 0 ? `, ${n(films.added)} added` : ''}.`,
    `Ratings: ${n(ratings)} brought in${leftOut > 0 ? `, ${n(leftOut)} left out: they are of ${n(absent)} films that the catalogue has not` : ''}.`,
  ];
  if (leftOut > 0 && films.added === 0)
    lines.push('Import from TMDB and run this again, or give --add-films, to have those too.');
  if (refused.total > 0) lines.push(`Not taken: ${n(refused.total)} lines.`, ...refused.lines());
  return lines.join('\n');
}
