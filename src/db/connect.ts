import type { Database } from './database.ts';

/** Opens the database the configuration asks for: a server when there is a URL, else the embedded one. */
export async function openDatabase(options: { databaseUrl?: string; dataDir: string }): Promise<Database> {
  if (options.databaseUrl !== undefined) {
    const { openPostgres } = await import('./postgres.ts');
    const database = openPostgres(options.databaseUrl);
    try {
      await database.query('select 1');
    } catch (error) {
      await database.close();
      throw error;
    }
    return database;
  }
  const { openPglite } = await import('./pglite.ts');
  return openPglite(options.dataDir);
}
