/** Evaluation data: read from `../shared/data` (or `FILMS_DATA`), never part of the project. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Interaction } from '../../src/core/recommendations/interactions.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import { readLines } from '../../src/eval/lines.ts';

const FOLDER = resolve(process.env['FILMS_DATA'] ?? join(import.meta.dirname, '../../../shared/data'));

/** The path of a data file, or null after a line that says it is absent. */
export function dataFile(name: string): string | null {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  console.log(`Skipped: there is no ${path}; set FILMS_DATA to the folder of the data.`);
  return null;
}

export interface Split {
  train: Interaction[];
  test: Interaction[];
}

/** Ratings of MovieLens 100K; null when absent. */
export function movieLens100k(): Interaction[] | null {
  const path = dataFile('ml-100k/u.data.gz');
  return path === null
    ? null
    : readLines(path).map((line) => {
        const [user, item, rating, at] = line.trim().split('\t');
        return { user: user!, item: item!, rating: Number(rating), at: Number(at) };
      });
}

/** Ratings of MovieLens Latest Small; null when absent. */
export function movieLensSmall(): Interaction[] | null {
  const path = dataFile('ml-latest-small/ratings.csv.gz');
  return path === null
    ? null
    : readLines(path)
        .slice(1)
        .map((line) => {
          const [user, item, rating, at] = line.trim().split(',');
          return { user: user!, item: item!, rating: Number(rating), at: Number(at) };
        });
}

/** Three quarters of each item's rows at random to train, the rest to test (the protocol of recommenders-team). */
export function splitByItem(rows: readonly Interaction[], seed: number, share = 0.75): Split {
  return splitGroups(rows, ({ item }) => item, share, seededRandom(seed));
}

/** Three quarters of each person's rows at random to train. */
export function splitByUser(rows: readonly Interaction[], seed: number, share = 0.75): Split {
  return splitGroups(rows, ({ user }) => user, share, seededRandom(seed));
}

/** Each person's oldest three quarters to train, what came after to test. */
export function splitByTime(rows: readonly Interaction[], share = 0.75): Split {
  return splitGroups(rows, ({ user }) => user, share, null);
}

function splitGroups(
  rows: readonly Interaction[],
  keyOf: (row: Interaction) => string,
  share: number,
  random: (() => number) | null,
): Split {
  const groups = new Map<string, Interaction[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  const split: Split = { train: [], test: [] };
  for (const group of groups.values()) {
    const ordered = random === null ? group.sort((a, b) => a.at! - b.at!) : shuffled(group, random);
    const cut = Math.round(share * ordered.length);
    split.train.push(...ordered.slice(0, cut));
    split.test.push(...ordered.slice(cut));
  }
  return split;
}

/** A copy in random order (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
