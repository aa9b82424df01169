/** Certainty: how often a film that is here is taken for itself, and one that is not for another. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Films } from '../../src/core/catalogue/films.ts';
import type { Movie } from '../../src/core/catalogue/movie.ts';
import { shippedFilms } from '../../src/catalogue-sources/shipped-catalogue.ts';
import { foldWords } from '../../src/core/search/fold.ts';
import { readFilms } from '../../src/eval/film.ts';
import { readJsonLines } from '../../src/eval/lines.ts';
import { dataFile } from './data.ts';
import { printTable, type Row } from './table.ts';

const CASES = resolve(process.env['FILMS_CASES'] ?? join(import.meta.dirname, '../../../shared/cases'));
const CATALOGUE = join(import.meta.dirname, '../../catalogue');

interface Counted {
  texts: number;
  sure: number;
  near: number;
  none: number;
  /** Sure of another film than the one that was meant. */
  wrong: number;
}

/** @param meant ids of the films that may be meant by each text; none where it is not here */
function count(films: Films, texts: readonly { text: string; meant: readonly string[] }[]): Counted {
  const counted: Counted = { texts: texts.length, sure: 0, near: 0, none: 0, wrong: 0 };
  for (const { text, meant } of texts) {
    const { match, film } = films.meant(text, 'en');
    counted[match]++;
    if (film && !meant.includes(film.id)) counted.wrong++;
  }
  return counted;
}

/** Prints the figures of certainty; what there is no data for is left out, in a line. */
export async function measureCertainty(): Promise<void> {
  const { films: shipped } = await shippedFilms(CATALOGUE);
  const ours = new Films(shipped);
  const rows: Row[] = [];
  const add = (
    what: string,
    films: Films,
    texts: readonly { text: string; meant: readonly string[] }[],
  ): void => {
    const { texts: all, sure, near, none, wrong } = count(films, texts);
    const share = (part: number): string => `${((100 * part) / Math.max(all, 1)).toFixed(1)} %`;
    rows.push({
      what,
      figures: {
        texts: String(all),
        sure: share(sure),
        asked: share(near),
        'not here': share(none),
        'another film': String(wrong),
      },
    });
  };
  const titlesOf = (film: Movie): string[] =>
    [...new Set([film.title, film.titleKo, film.originalTitle])].filter((title) => title !== '');
  const own = shipped.flatMap((film) => titlesOf(film).map((text) => ({ text, film })));
  add(
    'own titles',
    ours,
    own.map(({ text, film }) => ({ text, meant: [film.id] })),
  );
  add(
    'own titles with their year',
    ours,
    own.map(({ text, film }) => ({ text: `${text} ${film.year}`, meant: [film.id] })),
  );
  add(
    'own titles with another year',
    ours,
    own.map(({ text, film }) => ({ text: `${text} ${(film.year ?? 0) - 7}`, meant: [] })),
  );
  add(
    'own titles with a further part',
    ours,
    own.map(({ text }) => ({ text: `${text} 7`, meant: [] })),
  );

  const absent = join(CASES, 'absent-titles.txt');
  if (existsSync(absent)) {
    const lines = readFileSync(absent, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    add(
      'absent titles',
      ours,
      lines.map(([text = '']) => ({ text, meant: [] })),
    );
    add(
      'absent titles with their year',
      ours,
      lines.map(([text = '', year = '']) => ({ text: `${text} ${year}`, meant: [] })),
    );
  } else console.log(`Skipped: there is no ${absent}; set FILMS_CASES to the folder of the cases.`);

  const corpus = dataFile('search/corpus.jsonl.gz');
  const queries = dataFile('search/queries-dev.jsonl');
  if (corpus !== null && queries !== null) {
    const many = readFilms(corpus);
    const key = (title: string): string => foldWords(title).join('');
    const known = new Set(shipped.flatMap((film) => [...titlesOf(film), ...film.alternativeTitles].map(key)));
    const strange = many.flatMap(titlesOf).filter((title) => !known.has(key(title)));
    add(
      'titles of other catalogues that are not here',
      ours,
      strange.map((text) => ({ text, meant: [] })),
    );
    const films = new Films(many);
    const byType = new Map<string, { text: string; meant: string[] }[]>();
    for (const row of readJsonLines(queries) as { q: string; type: string; relevant: string[] }[]) {
      const list = byType.get(row.type) ?? [];
      byType.set(row.type, [...list, { text: row.q, meant: row.relevant }]);
    }
    for (const [type, texts] of byType) add(`dev queries: ${type}`, films, texts);
  }
  printTable('Certainty', rows);
}
