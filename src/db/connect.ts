import type { Database } from './database.ts';
import { readPostgresAddress } from './postgres-address.ts';
import { checkFitness, UnfitDatabase, withMend } from './postgres-fitness.ts';
import { StoreUnavailable } from './store-unavailable.ts';

/**
 * Opens the database the configuration asks for: a server when there is a URL, else the embedded one.
 * @throws UnfitDatabase when it answers and cannot be used as it is, with how to mend it
 */
export async function openDatabase(options: { databaseUrl?: string; dataDir: string }): Promise<Database> {
  if (options.databaseUrl !== undefined) {
    const { openPostgres } = await import('./postgres.ts');
    const database = openPostgres(options.databaseUrl);
    try {
      await checkFitness(database);
    } catch (error) {
      await database.close();
      const cause = error instanceof StoreUnavailable && error.cause !== undefined ? error.cause : error;
      throw cause instanceof UnfitDatabase
        ? cause
        : withMend(cause, readPostgresAddress(options.databaseUrl).password);
    }
    return database;
  }
  const { openPglite } = await import('./pglite.ts');
  return openPglite(options.dataDir);
}
