import type { Config } from '../config/config.ts';
import { openDatabase } from '../db/connect.ts';
import { finding, type Finding } from './finding.ts';

/** Whether the database answers, and may be changed by us. */
export function checkDatabase(config: Config): Promise<Finding> {
  return finding('database', async () => {
    const database = await openDatabase(config).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        config.databaseUrl === undefined
          ? `the embedded database cannot be opened: ${reason}`
          : `Postgres does not answer at DATABASE_URL (${reason}): start it, or mend the address, user or password`,
      );
    });
    try {
      const [row] = await database.query<{ version: string }>('select version() as version');
      await database.query('create temporary table matinee_doctor (x integer)').catch(() => {
        throw new Error('this user may not create tables: grant it, e.g. make it the owner of the database');
      });
      return `${row?.version.split(',')[0] ?? 'Postgres'}${database.engine === 'pglite' ? ` (embedded in ${config.dataDir})` : ''}`;
    } finally {
      await database.close();
    }
  });
}
