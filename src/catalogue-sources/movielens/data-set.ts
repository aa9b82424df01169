import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { GENRES } from '../../core/catalogue/genres.ts';
import { readTitle, type MovieLensTitle } from './title.ts';

/** A film as a data set lists it. */
export interface MovieLensFilm extends MovieLensTitle {
  /** The number the ratings name it by. */
  id: string;
  genres: string[];
  tmdbId?: number;
}

/** One of the forms in which MovieLens publishes ratings. */
export interface DataSet {
  /** The folder's name. */
  name: string;
  ratings: string;
  films: Map<string, MovieLensFilm>;
  /** Splits a line of ratings into user, film, rating and time; null for the line of column names. */
  split(line: string, number: number): string[] | null;
}

/** There is no data set there, or a part of it is missing. */
export class NoDataSet extends Error {
  override readonly name = 'NoDataSet';
}

const FORMS = [
  { ratings: /^u\.data/, films: /^u\.item/, kind: '100K' },
  { ratings: /^ratings\.dat/, films: /^movies\.dat/, kind: '1M' },
  { ratings: /^ratings\.csv/, films: /^movies\.csv/, kind: 'CSV' },
] as const;

/** Genres that MovieLens calls otherwise; those that are none of ours are left out. */
const OTHERWISE: Record<string, string> = {
  "Children's": 'Family',
  Children: 'Family',
  'Sci-Fi': 'Science Fiction',
  Musical: 'Music',
};

/** Recognises a data set by its files, and reads its films. @throws NoDataSet */
export async function openDataSet(directory: string): Promise<DataSet> {
  const names = await readdir(directory).catch(() => {
    throw new NoDataSet(`there is no folder ${directory}`);
  });
  const form = FORMS.find(({ ratings }) => names.some((name) => isFile(name, ratings)));
  if (!form) {
    throw new NoDataSet(
      `${directory} holds no ratings of MovieLens: give the folder with u.data, ratings.dat or ratings.csv in it`,
    );
  }
  const file = (pattern: RegExp): string | undefined =>
    names.filter((name) => isFile(name, pattern)).sort((a, b) => a.length - b.length)[0];
  const [ratings, films] = [file(form.ratings)!, file(form.films)];
  if (films === undefined) {
    throw new NoDataSet(
      `${directory} has ${ratings}, but not the list of films (${form.films.source.slice(1).replaceAll('\\', '')})`,
    );
  }
  const text = await readText(join(directory, films));
  const list = { '100K': fromItems, '1M': fromDat, CSV: fromCsv }[form.kind](text);
  const links = file(/^links\.csv/);
  if (links !== undefined) addLinks(list, await readText(join(directory, links)));
  if (list.size === 0) throw new NoDataSet(`${join(directory, films)} lists no films`);
  const separator = { '100K': '\t', '1M': '::', CSV: ',' }[form.kind];
  return {
    name: basename(resolve(directory)),
    ratings: join(directory, ratings),
    films: list,
    split: (line, number) => (form.kind === 'CSV' && number === 1 ? null : line.split(separator)),
  };
}

const isFile = (name: string, pattern: RegExp): boolean =>
  pattern.test(name) && /^[^.]+\.(?:data|item|dat|csv)(?:\.utf8)?(?:\.gz)?$/.test(name);

/** Older data sets are in Latin-1, newer ones in UTF-8. */
async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  const plain = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return new TextDecoder('latin1').decode(plain);
  }
}

/** `1|Toy Story (1995)|01-Jan-1995||address|0|0|0|1…`: the flags at the end are genres. */
function fromItems(text: string): Map<string, MovieLensFilm> {
  return listed(text, (line) => {
    const parts = line.split('|');
    if (parts.length < 24) return null;
    const genres = ITEM_GENRES.filter((_genre, index) => parts[parts.length - 18 + index] === '1');
    return { id: parts[0]!, title: parts[1]!, genres };
  });
}

/** The flags of `u.item` but for the first, "unknown". */
const ITEM_GENRES = [
  'Action',
  'Adventure',
  'Animation',
  "Children's",
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
];

/** `1::Toy Story (1995)::Animation|Children's|Comedy` */
function fromDat(text: string): Map<string, MovieLensFilm> {
  return listed(text, (line) => {
    const [id, title, genres] = line.split('::');
    return id && title !== undefined ? { id, title, genres: (genres ?? '').split('|') } : null;
  });
}

function fromCsv(text: string): Map<string, MovieLensFilm> {
  const films = new Map<string, MovieLensFilm>();
  for (const row of csvRows(text)) {
    const [id = '', title = '', genres = ''] = [row['movieId'], row['title'], row['genres']];
    if (/^\d+$/.test(id)) films.set(id, film({ id, title, genres: genres.split('|') }));
  }
  return films;
}

function addLinks(films: Map<string, MovieLensFilm>, text: string): void {
  for (const row of csvRows(text)) {
    const known = films.get(row['movieId'] ?? '');
    const number = Number(row['tmdbId']);
    if (known && Number.isSafeInteger(number) && number > 0) known.tmdbId = number;
  }
}

const csvRows = (text: string): Record<string, string>[] =>
  parse(text, {
    columns: true,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });

function listed(
  text: string,
  read: (line: string) => { id: string; title: string; genres: string[] } | null,
): Map<string, MovieLensFilm> {
  const films = new Map<string, MovieLensFilm>();
  for (const line of text.split(/\r?\n/)) {
    const found = line === '' ? null : read(line);
    if (found && /^\d+$/.test(found.id)) films.set(found.id, film(found));
  }
  return films;
}

function film({ id, title, genres }: { id: string; title: string; genres: string[] }): MovieLensFilm {
  const ours = genres.map((genre) => OTHERWISE[genre] ?? genre).filter((genre) => genre in GENRES);
  return { id, ...readTitle(title), genres: [...new Set(ours)] };
}
