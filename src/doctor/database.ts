import type { Config } from '../config/config.ts';
import { openDatabase } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { DirectoryInUse } from '../db/directory-lock.ts';
import { reasonOf } from '../observability/reason.ts';
import { finding, type Finding } from './finding.ts';

/** Whether the database answers, and may be changed by us. */
export function checkDatabase(config: Config): Promise<Finding> {
  return finding('database', async () => {
    let database: Database;
    try {
      database = await openDatabase(config);
    } catch (error) {
      // That it is open elsewhere is as it should be while the product runs.
      if (error instanceof DirectoryInUse)
        return `embedded in ${config.dataDir}, open in process ${error.pid}`;
      throw new Error(
        config.databaseUrl === undefined
          ? `the embedded database cannot be opened: ${reasonOf(error)}`
          : `Postgres does not answer at DATABASE_URL (${reasonOf(error)}): start it, or mend the address, user or password`,
        { cause: error },
      );
    }
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
