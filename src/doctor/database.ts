import type { Config } from '../config/config.ts';
import { openDatabase } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { DirectoryInUse } from '../db/directory-lock.ts';
import { UnfitDatabase } from '../db/postgres-fitness.ts';
import { StoreHealth } from '../db/store-health.ts';
import { reasonOf } from '../observability/reason.ts';
import { finding, type Finding } from './finding.ts';

/** What the check knows of a log that is not running here. */
const NOTHING_YET = { trouble: null, storedAt: -Infinity };

/** Whether the database answers, is fit for Matinee, and can be written to. */
export function checkDatabase(config: Config): Promise<Finding> {
  return finding('database', async () => {
    let database: Database;
    try {
      database = await openDatabase(config);
    } catch (error) {
      // That it is open elsewhere is as it should be while the product runs.
      if (error instanceof DirectoryInUse)
        return `embedded in ${config.dataDir}, open in process ${error.pid}`;
      if (error instanceof UnfitDatabase) throw new Error(`DATABASE_URL: ${error.message}`, { cause: error });
      throw new Error(
        config.databaseUrl === undefined
          ? `the embedded database cannot be opened: ${reasonOf(error)}`
          : `Postgres does not answer at DATABASE_URL (${reasonOf(error)}): start it, or mend the address, user or password`,
        { cause: error },
      );
    }
    try {
      const [row] = await database.query<{ version: string; probe: boolean }>(
        `select version() as version, to_regclass('store_probe') is not null as probe`,
      );
      // Before the first start there is no table yet to write to.
      const state = row?.probe === true ? await new StoreHealth(database, NOTHING_YET).state() : 'connected';
      if (state !== 'connected') throw new Error(`nothing can be stored: ${state}`);
      const how =
        database.engine === 'pglite'
          ? ` (embedded in ${config.dataDir})`
          : database.pooled
            ? ' (through a pooler: no statement is prepared, and nothing is kept in a session)'
            : '';
      return `${row?.version.split(',')[0] ?? 'Postgres'}${how}`;
    } finally {
      await database.close();
    }
  });
}
