import { createWriteStream, existsSync } from 'node:fs';
import { importCsv, type CsvReport } from '../catalogue-sources/csv/import-csv.ts';
import { COLUMNS } from '../catalogue-sources/csv/row.ts';
import { UnreadableCsv } from '../catalogue-sources/csv/rows.ts';
import { StartError } from '../main.ts';
import type { ImportCommand } from './import.ts';

/** `matinee import csv` */
export const csvCommand: ImportCommand = {
  help: `matinee import csv FILE: films or ratings of a file of your own

  --encoding NAME   what the text is written in, e.g. euc-kr (UTF-8, or UTF-16 where the file says so)
  --scale 10        ratings go from 1 to 10 (from 0.5 to 5 in halves)
  --report FILE     writes every row that was not taken there, as CSV: line, why

The first line names the columns, separated by commas, semicolons or tabs:
  ${COLUMNS.slice(0, 11).join(', ')},
  ${COLUMNS.slice(11, 20).join(', ')},
  ${COLUMNS.slice(20).join(', ')}
A film needs title and year; values in one cell are separated by | or ;. A row with user and rating is a rating of the film
that id, tmdb_id, or title and year name. A row is taken as a whole or not at all. docs/guides/films.md explains each column.`,
  options: { encoding: { type: 'string' }, scale: { type: 'string' }, report: { type: 'string' } },
  prepare(given, positionals) {
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new StartError('give one file: matinee import csv FILE; see matinee import csv --help');
    if (!existsSync(file)) throw new StartError(`there is no file ${file}`);
    const { encoding, scale = '5', report } = given as Record<string, string | undefined>;
    if (scale !== '5' && scale !== '10') throw new StartError('--scale: give 5 or 10');
    if (encoding !== undefined && !isEncoding(encoding))
      throw new StartError(`--encoding: "${encoding}" is not known; give e.g. utf-8, euc-kr or windows-1252`);
    if (report !== undefined && existsSync(report))
      throw new StartError(`--report: ${report} is there already; choose another name`);
    return async (importing) => {
      const out = report === undefined ? null : createWriteStream(report);
      out?.write('line,why\n');
      const wish = {
        file,
        scale: scale === '10' ? (10 as const) : (5 as const),
        ...(encoding === undefined ? {} : { encoding }),
        onRefused: ({ line, why }: { line: number; why: string }) =>
          void out?.write(`${line},"${why.replaceAll('"', '""')}"\n`),
      };
      try {
        const result = await importCsv(importing, wish, importing.signal);
        importing.progress.say(summary(result));
        const taken = result.added + result.changed + result.ratings;
        if (taken === 0 && result.refused.total > 0) process.exitCode = 1;
      } catch (error) {
        if (error instanceof UnreadableCsv)
          throw new StartError(`${file}: ${error.message}`, { cause: error });
        throw error;
      } finally {
        if (out) await new Promise((resolve) => out.end(resolve));
      }
    };
  },
};

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

const n = (value: number): string => value.toLocaleString('en');

function summary({ added, changed, ratings, refused, leftOut }: CsvReport): string {
  const parts = [added > 0 ? `${n(added)} added` : '', changed > 0 ? `${n(changed)} changed` : ''].filter(
    Boolean,
  );
  const lines = [`Films: ${parts.join(', ') || 'nothing new'}.`];
  if (ratings > 0) lines.push(`Ratings: ${n(ratings)} brought in.`);
  if (leftOut.length > 0) lines.push(`Columns that are not understood, left out: ${leftOut.join(', ')}.`);
  if (refused.total > 0)
    lines.push(`Not taken: ${n(refused.total)} ${refused.total === 1 ? 'row' : 'rows'}.`, ...refused.lines());
  return lines.join('\n');
}
