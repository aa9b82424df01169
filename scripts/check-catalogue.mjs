#!/usr/bin/env node
/**
 * Checks the shipped catalogue: `node scripts/check-catalogue.mjs [DATA] [--catalogue DIR] [--strict]`.
 *
 * The form of every film is always checked; a fault ends with exit code 1. Where DATA (by default the folder
 * `../shared/data` beside the checkout) holds film lists to compare with, facts that disagree are printed too.
 * They fail the run only with `--strict`, and not when `known-differences.json` gives a reason for them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { compareFacts } from './catalogue/facts.mjs';
import { faultsBetweenFilms, faultsOfFilm, genresDeclaredIn, readFilmLines } from './catalogue/shape.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const KNOWN_DIFFERENCES = 'known-differences.json';
const FEWEST_FILMS = 300;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { catalogue: { type: 'string' }, strict: { type: 'boolean', default: false } },
});
const catalogueFolder = values.catalogue ? resolve(values.catalogue) : join(ROOT, 'catalogue');
const dataFolder = positionals[0] ? resolve(positionals[0]) : resolve(ROOT, '../shared/data');

const shelves = readShelves(catalogueFolder);
const films = shelves.flatMap((shelf) => shelf.films);
const faults = shapeFaults(shelves);
for (const fault of faults) console.error(fault);
console.log(`Shape: ${films.length} films in ${shelves.length} files, ${faults.length} faults.`);
if (faults.length > 0) {
  process.exitCode = 1;
} else {
  const unexplained = reportFacts(films);
  if (values.strict && unexplained > 0) process.exitCode = 1;
}

function readShelves(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && file !== KNOWN_DIFFERENCES)
    .sort()
    .map((file) => ({ file, ...readFilmLines(file, readFileSync(join(folder, file), 'utf8')) }));
}

function shapeFaults(all) {
  const genres = genresDeclaredIn(readFileSync(join(ROOT, 'src/core/catalogue/genres.ts'), 'utf8'));
  const found = all.flatMap((shelf) => shelf.faults);
  for (const { file, films: shelfFilms } of all) {
    for (const film of shelfFilms) {
      const name = film?.id ?? film?.title ?? 'a film without id';
      found.push(...faultsOfFilm(film, genres).map((fault) => `${file}: ${name}: ${fault}`));
    }
  }
  // Films that are no films would only stumble over themselves when compared with each other.
  if (found.length === 0) found.push(...faultsBetweenFilms(all));
  const count = all.reduce((sum, shelf) => sum + shelf.films.length, 0);
  if (count < FEWEST_FILMS)
    found.push(`the catalogue has ${count} films, at least ${FEWEST_FILMS} are promised`);
  return found;
}

/** Prints what disagrees; returns how many disagreements nobody has explained. */
function reportFacts(all) {
  const result = compareFacts(all, dataFolder);
  if (result === null) {
    console.log(`Facts: not checked, no film lists under ${dataFolder}.`);
    return 0;
  }
  const known = readKnownDifferences();
  const isKnown = (row) =>
    known.some((entry) => entry.id === row.id && entry.field === row.field && entry.source === row.source);
  const open = result.disagreements.filter((row) => !isKnown(row));
  printTable(open);
  for (const entry of known) {
    const stillDiffers = result.disagreements.some(
      (row) => row.id === entry.id && row.field === entry.field && row.source === entry.source,
    );
    if (!stillDiffers && result.compared[entry.source] !== undefined) {
      console.log(
        `${KNOWN_DIFFERENCES} explains ${entry.id} ${entry.field} (${entry.source}), which no longer differs.`,
      );
    }
  }
  const lists = Object.entries(result.compared).map(([name, count]) => `${count} films with ${name}`);
  console.log(
    `Facts: compared ${lists.join(', ')}: ${result.disagreements.length} disagreements, ` +
      `${result.disagreements.length - open.length} explained, ${open.length} not.`,
  );
  return open.length;
}

function readKnownDifferences() {
  const path = join(catalogueFolder, KNOWN_DIFFERENCES);
  if (!existsSync(path)) return [];
  const entries = JSON.parse(readFileSync(path, 'utf8'));
  const reasonless = entries.filter((entry) => !entry.id || !entry.field || !entry.source || !entry.reason);
  if (reasonless.length > 0) {
    console.error(`${KNOWN_DIFFERENCES}: ${reasonless.length} entries lack id, field, source or reason`);
    process.exitCode = 1;
  }
  return entries;
}

function printTable(rows) {
  const cells = rows.map((row) => [row.id, row.field, String(row.ours), String(row.theirs), row.source]);
  if (cells.length === 0) return;
  const table = [['film', 'field', 'ours', 'theirs', 'list'], ...cells];
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    );
}
