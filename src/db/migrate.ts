import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { codeOf } from './store-unavailable.ts';

/**
 * Applies the migrations that this database has not seen, in the order of their names, each in a transaction of its own.
 * Safe to run from many processes at once: one works, the others wait and find it done.
 * @returns names of those applied now
 * @throws when a migration that was applied has changed since, or the database is newer than this program
 */
export async function migrate(database: Database, directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return database.exclusively('matinee.migrate', async () => {
    // Asked first: who has all tables need not have the right to make one.
    const [known] = await database.query(`select to_regclass('migrations') is not null as known`);
    if (known?.['known'] !== true) {
      await database.query(
        'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
      );
    }
    const rows = await database.query<{ name: string; sha256: string }>(
      'select name, sha256 from migrations',
    );
    const applied = new Map(rows.map((row) => [row.name, row.sha256]));
    const unknown = [...applied.keys()].filter((name) => !names.includes(name));
    if (unknown.length > 0) {
      throw new Error(
        `the database is newer than this program (it has ${unknown.join(', ')}); run the newer version`,
      );
    }
    const done: string[] = [];
    for (const name of names) {
      const script = await readFile(join(directory, name), 'utf8');
      const sha256 = createHash('sha256').update(script).digest('hex');
      const before = applied.get(name);
      if (before === sha256) continue;
      if (before !== undefined)
        throw new Error(`migration ${name} was changed after it was applied; add a new one instead`);
      try {
        await database.migration(async (tx) => {
          // First, so that of two that apply it in spite of everything one waits, and then fails on the name.
          await tx.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256]);
          await tx.execute(script);
        });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const mend =
          codeOf(error) === '42501'
            ? '; grant it to the user of DATABASE_URL, or sign in as their owner'
            : '';
        throw new Error(`migration ${name} failed and left nothing behind: ${reason}${mend}`, {
          cause: error,
        });
      }
      done.push(name);
    }
    return done;
  });
}
