/**
 * Compares the facts of the catalogue with public film lists that lie outside the repository. The lists are
 * only read to find our mistakes; nothing of them enters the catalogue.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const RUNTIME_TOLERANCE = 3;
const YEAR_TOLERANCE = 1;

/** The lists that are understood, each with the function that compares a film with it. */
const SOURCES = [
  { name: 'tmdb-5000', titlesOf: (row) => [row.title, row.original_title], compare: compareWithTmdb },
  { name: 'kmrd-small', titlesOf: (row) => splitTitles(row.title_en), compare: compareWithKmrd },
  { name: 'wikipedia-movies', titlesOf: (row) => [row.title], compare: compareWithWikipedia },
];

/**
 * Compares every film with every list found under `folder` (`<list>/movies.jsonl.gz`).
 * Returns null when no list is there, otherwise `{ compared, disagreements }`: how many films each list knew,
 * and rows of `{ id, field, ours, theirs, source }`.
 */
export function compareFacts(films, folder) {
  const present = SOURCES.filter(({ name }) => existsSync(join(folder, name, 'movies.jsonl.gz')));
  if (present.length === 0) return null;
  const compared = {};
  const disagreements = [];
  for (const { name, titlesOf, compare } of present) {
    const rowsByTitle = indexByTitle(readRows(join(folder, name, 'movies.jsonl.gz')), titlesOf);
    compared[name] = 0;
    for (const film of films) {
      const found = compare(film, rowsNamedLike(film, rowsByTitle));
      if (found === null) continue;
      compared[name] += 1;
      for (const difference of found) disagreements.push({ id: film.id, ...difference, source: name });
    }
  }
  return { compared, disagreements };
}

function compareWithTmdb(film, rows) {
  const row = nearestInYear(film, rows);
  if (row === null) return yearOfSameDirector(film, rows);
  const found = [];
  if (row.runtime && film.runtime !== null && Math.abs(row.runtime - film.runtime) > RUNTIME_TOLERANCE) {
    found.push({ field: 'runtime', ours: film.runtime, theirs: row.runtime });
  }
  if (row.director && !film.directors.some((director) => sameName(director, row.director))) {
    found.push({ field: 'directors', ours: film.directors.join(', '), theirs: row.director });
  }
  // TMDB writes Cantonese as "cn", which is no ISO 639-1 code.
  const language = row.language === 'cn' ? 'zh' : row.language;
  if (language && film.language !== '' && language !== film.language) {
    found.push({ field: 'language', ours: film.language, theirs: language });
  }
  if (row.original_title && bare(row.original_title) !== bare(film.original_title)) {
    found.push({ field: 'original_title', ours: film.original_title, theirs: row.original_title });
  }
  return found;
}

/** A film of this name by this director from quite another year is most likely this film, wrongly dated. */
function yearOfSameDirector(film, rows) {
  const row = rows.find(
    ({ director }) => director && film.directors.some((ours) => sameName(ours, director)),
  );
  return row === undefined ? null : [{ field: 'year', ours: film.year, theirs: row.year }];
}

function compareWithKmrd(film, rows) {
  const row = nearestInYear(film, rows);
  if (row === null || !row.title_ko) return null;
  const ours = [film.title_ko, ...film.alternative_titles].map(bare);
  return ours.includes(bare(row.title_ko))
    ? []
    : [{ field: 'title_ko', ours: film.title_ko, theirs: row.title_ko }];
}

/** Titles are used again and again, so the list must also share an actor before its year is believed. */
function compareWithWikipedia(film, rows) {
  const same = rows.filter((row) => row.cast.some((name) => film.cast.some((ours) => sameName(ours, name))));
  const row = same.sort((a, b) => Math.abs(a.year - film.year) - Math.abs(b.year - film.year))[0];
  if (row === undefined) return null;
  return row.year === film.year ? [] : [{ field: 'year', ours: film.year, theirs: row.year }];
}

function nearestInYear(film, rows) {
  const near = rows.filter((row) => row.year !== null && Math.abs(row.year - film.year) <= YEAR_TOLERANCE);
  return near.sort((a, b) => Math.abs(a.year - film.year) - Math.abs(b.year - film.year))[0] ?? null;
}

function rowsNamedLike(film, rowsByTitle) {
  const names = new Set([film.title, film.original_title, ...film.alternative_titles].map(bare));
  return [...new Set([...names].flatMap((name) => rowsByTitle.get(name) ?? []))];
}

function indexByTitle(rows, titlesOf) {
  const rowsByTitle = new Map();
  for (const row of rows) {
    for (const name of new Set(titlesOf(row).filter(Boolean).map(bare))) {
      if (name === '') continue;
      rowsByTitle.set(name, [...(rowsByTitle.get(name) ?? []), row]);
    }
  }
  return rowsByTitle;
}

function readRows(path) {
  return gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/** "La Strada , The Road" holds an original and an English title, "Mario Puzo's The Godfather" an author. */
function splitTitles(titles) {
  const single = [titles, ...titles.split(' , ')];
  return [...single, ...single.map((title) => title.replace(/^[^']+'s (?=\S)/, ''))];
}

/** A text without accents, case, spaces and signs, in which the same title in two spellings is equal. */
function bare(text) {
  return text
    .replace(/[łŁ]/g, 'l')
    .replace(/[øØ]/g, 'o')
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/&/g, 'and')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Family names stand first in some lists and last in others. */
function sameName(one, other) {
  const parts = (name) => name.split(/\s+/).map(bare).sort().join(' ');
  return bare(one) === bare(other) || parts(one) === parts(other);
}
