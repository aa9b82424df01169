import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { FilmMatcher } from '../../core/catalogue/film-matcher.ts';
import type { ImportedRating, ImportStore } from '../../core/catalogue/import-store.ts';
import type { Movie } from '../../core/catalogue/movie.ts';
import type { MovieRepository } from '../../core/catalogue/movie-repository.ts';
import { cleanName } from '../../core/markup/clean-text.ts';
import type { ImportProgress } from '../import-progress.ts';
import { RefusedRows, type RefusedRow } from '../refused-rows.ts';
import { BadCell } from './cells.ts';
import { COLUMNS, readRow } from './row.ts';
import { openRows, UnreadableCsv } from './rows.ts';

export interface CsvReport {
  added: number;
  changed: number;
  ratings: number;
  refused: RefusedRows;
  /** Columns that are not understood, and were left out. */
  leftOut: string[];
}

/** Rows that are stored together. */
const PORTION = 1_000;

const STATE = z.object({ of: z.string(), rows: z.int().nonnegative(), done: z.boolean() });

/**
 * Brings films and ratings of a file in. Each row is taken as a whole or not at all.
 * @param wish.scale what the best rating is in the file
 * @throws UnreadableCsv
 */
export async function importCsv(
  parts: { store: ImportStore; movies: Pick<MovieRepository, 'all'>; progress: ImportProgress },
  wish: { file: string; encoding?: string; scale: 5 | 10; onRefused?: (row: RefusedRow) => void },
  signal?: AbortSignal,
): Promise<CsvReport> {
  const { store, progress } = parts;
  const source = `csv ${basename(resolve(wish.file))}`;
  const { rows, share } = await openRows(wish.file, wish.encoding);
  const matcher = new FilmMatcher(await parts.movies.all());
  const { size, mtimeMs } = await stat(wish.file);
  const of = `${size} ${Math.round(mtimeMs)} ${wish.scale} ${wish.encoding ?? ''}`;
  const before = STATE.safeParse(await store.state(source)).data;
  const skip = before && !before.done && before.of === of ? before.rows : 0;
  if (skip > 0) progress.say(`Going on behind row ${skip.toLocaleString('en')}.`);
  const report: CsvReport = {
    added: 0,
    changed: 0,
    ratings: 0,
    refused: new RefusedRows(20, wish.onRefused),
    leftOut: [],
  };
  let columns: string[] | undefined;
  let films = new Map<string, Movie>();
  let ratings: ImportedRating[] = [];
  let read = 0;
  const keep = async (done: boolean): Promise<void> => {
    await store.commit({ source, films: [...films.values()], ratings, state: { of, rows: read, done } });
    films = new Map();
    ratings = [];
    progress.at(read, share());
    if (!done) signal?.throwIfAborted();
  };
  progress.begin('rows', null, skip);
  for await (const row of rows) {
    if (columns === undefined) {
      columns = header('cells' in row ? row.cells : []);
      report.leftOut = columns.filter((name) => !isKnown(name) && name !== '');
      continue;
    }
    if (++read <= skip) continue;
    try {
      if ('why' in row) throw new BadCell(row.why);
      const taken = readRow(named(columns, row.cells), matcher, wish.scale);
      if (taken.film) {
        films.set(taken.film.id, taken.film);
        matcher.add(taken.film);
        if (taken.added) report.added++;
        else report.changed++;
      }
      if (taken.rating) {
        ratings.push(taken.rating);
        report.ratings++;
      }
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      report.refused.add(row.line, error.message);
    }
    if (read % PORTION === 0) await keep(false);
  }
  if (columns === undefined) throw new UnreadableCsv('the file is empty');
  await keep(true);
  progress.end();
  return report;
}

const isKnown = (name: string): boolean => (COLUMNS as readonly string[]).includes(name);

/** @throws UnreadableCsv when the first line names no columns of ours, or one twice */
function header(cells: readonly string[]): string[] {
  const names = cells.map((cell) =>
    cleanName(cell)
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  );
  const twice = names.find((name, index) => isKnown(name) && names.indexOf(name) !== index);
  if (twice !== undefined) throw new UnreadableCsv(`the first line names the column ${twice} twice`);
  if (!names.some((name) => ['title', 'id', 'tmdb_id'].includes(name))) {
    throw new UnreadableCsv(
      'the first line must name the columns, title among them (or id, or tmdb_id); see matinee import csv --help',
    );
  }
  return names;
}

function named(columns: readonly string[], cells: readonly string[]): Record<string, string> {
  if (cells.length > columns.length)
    throw new BadCell(
      `the row has ${cells.length} cells, but there are ${columns.length} columns; text with a separator in it needs quotation marks`,
    );
  return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
}
