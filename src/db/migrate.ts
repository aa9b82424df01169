import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.ts';
import { codeOf } from './store-unavailable.ts';

/** The first line of a migration after which programs of before no longer work. */
const BREAKS = '-- breaks: earlier versions';

/**
 * Applies the migrations that this database has not seen, in the order of their names, each in a transaction of its own.
 * Safe to run from many processes at once: one works, the others wait and find it done.
 *
 * A database that knows more than this program is fine as long as what it knows leaves earlier programs working: in the
 * middle of a rolling upgrade a process of the version before may be started again. A migration that does not begins with
 * the line of `BREAKS`, which is noted in the database, where earlier programs see it.
 * @returns names of those applied now
 * @param onNewer told of applied migrations that this program does not know
 * @throws when a migration that was applied has changed since, or a later one has broken with this program
 */
export async function migrate(
  database: Database,
  directory: string,
  onNewer: (names: string[]) => void = () => undefined,
): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return database.exclusively('matinee.migrate', async () => {
    // Asked first: who has all tables need not have the right to make one.
    const [known] = await database.query(`select to_regclass('migrations') is not null as known`);
    if (known?.['known'] !== true) {
      await database.query(
        'create table if not exists migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
      );
    }
    await noteWhatBreaks(database);
    const rows = await database.query<{ name: string; sha256: string; breaks: boolean }>(
      'select name, sha256, breaks from migrations',
    );
    const applied = new Map(rows.map((row) => [row.name, row.sha256]));
    const unknown = rows.filter(({ name }) => !names.includes(name));
    const broken = unknown.filter(({ breaks }) => breaks).map(({ name }) => name);
    if (broken.length > 0) {
      throw new Error(
        `the database is newer than this program (${broken.join(', ')} broke with it); run the newer version`,
      );
    }
    if (unknown.length > 0) onNewer(unknown.map(({ name }) => name));
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
          await tx.query('insert into migrations (name, sha256, breaks) values ($1, $2, $3)', [
            name,
            sha256,
            script.startsWith(BREAKS),
          ]);
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

/** The column in which it is noted; databases of before do not have it. */
async function noteWhatBreaks(database: Database): Promise<void> {
  const [column] = await database.query(
    "select 1 as there from pg_attribute where attrelid = 'migrations'::regclass and attname = 'breaks'",
  );
  if (column) return;
  await database.query(
    'alter table migrations add column if not exists breaks boolean not null default false',
  );
}
