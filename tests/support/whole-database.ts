import type { Database } from '../../src/db/database.ts';

/**
 * Everything that is stored, as text: each row of each table by its table's name. For tests that look for what is not to be
 * there.
 */
async function wholeDatabase(database: Database): Promise<{ table: string; row: string }[]> {
  const tables = await database.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
  );
  const rows: { table: string; row: string }[] = [];
  for (const { name } of tables) {
    // The shipped films are many, and nobody here wrote them.
    if (name === 'movies') continue;
    const found = await database.query<{ row: string }>(`select t::text as row from "${name}" t`);
    rows.push(...found.map(({ row }) => ({ table: name, row })));
  }
  return rows;
}

/** Where these words are stored, one entry for each row. */
export async function storedAnywhere(database: Database, words: readonly string[]): Promise<string[]> {
  const rows = await wholeDatabase(database);
  return rows.flatMap(({ table, row }) =>
    words.filter((word) => row.includes(word)).map((word) => `${table}: ${word}`),
  );
}
