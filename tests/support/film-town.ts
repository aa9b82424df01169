import type { Database } from '../../src/db/database.ts';
import { imported } from './factories.ts';

/**
 * A town whose people fall into two crowds: each rates the films of its own kind well, and a few of the others badly. What a
 * model must learn from it is plain.
 * @param kinds ids of the films each crowd loves
 */
export async function imaginedRatings(
  database: Database,
  kinds: readonly (readonly string[])[],
  people = 40,
  source = 'movielens',
): Promise<void> {
  const rows: [string, string, string, number, string | null][] = [];
  kinds.forEach((loved, crowd) => {
    for (let person = 0; person < people; person++) {
      const begin = Date.UTC(2020, 0, 1 + person);
      const at = (minute: number): string => new Date(begin + minute * 60_000).toISOString();
      loved.forEach((film, index) => {
        // Each leaves out some of what their crowd loves, so that there is something to recommend.
        if ((index + person) % 4 !== 0) rows.push([source, `${crowd}-${person}`, film, 9, at(index)]);
      });
      const other = kinds.length > 1 ? kinds[(crowd + 1) % kinds.length]?.[person % loved.length] : undefined;
      if (other !== undefined) rows.push([source, `${crowd}-${person}`, other, 2, at(500)]);
    }
  });
  await imported(database, rows);
}
