import { join } from 'node:path';
import { readConfig } from '../config/config.ts';
import { projectRoot } from '../config/project-root.ts';
import { openDatabase } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { StartError } from '../main.ts';
import { reasonOf } from '../observability/reason.ts';

/** `matinee migrate`: brings the database up to date and says what was done. */
export async function runMigrations(): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(config).catch((error: unknown) => {
    throw new StartError(`the database cannot be opened (${reasonOf(error)}); see DATABASE_URL or DATA_DIR`, {
      cause: error,
    });
  });
  try {
    const done = await migrate(database, join(projectRoot(), 'migrations'));
    console.log(done.length === 0 ? 'The database is up to date.' : `Applied ${done.join(', ')}.`);
  } finally {
    await database.close();
  }
}
