import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/matinee');

/**
 * A new data directory with an embedded database that is up to date and empty. Making one takes seconds of processor
 * time, so one is kept, and copied.
 */
export async function readyDataDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'matinee-data-'));
  await cp(await kept(), directory, { recursive: true });
  return directory;
}

async function kept(): Promise<string> {
  const directory = join(CACHE, `data-${await version()}`);
  if (existsSync(directory)) return directory;
  await mkdir(CACHE, { recursive: true });
  const unfinished = join(CACHE, `unfinished-${randomUUID()}`);
  const database = await openPglite(unfinished);
  await migrate(database, MIGRATIONS);
  await database.close();
  try {
    await rename(unfinished, directory);
  } catch (error) {
    // Another worker was quicker: its is as good.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    await rm(unfinished, { recursive: true });
  }
  return directory;
}

/** What makes one such directory differ from another: the engine, and the migrations. */
async function version(): Promise<string> {
  const engine = join(import.meta.dirname, '../../node_modules/@electric-sql/pglite/package.json');
  const hash = createHash('sha256').update(await readFile(engine));
  for (const name of (await readdir(MIGRATIONS)).sort())
    hash.update(name).update(await readFile(join(MIGRATIONS, name)));
  return hash.digest('hex').slice(0, 16);
}
