import type { Config } from '../config/config.ts';
import { checkDatabase } from './database.ts';
import { checkInstallations } from './installations.ts';
import { checkRedis } from './redis.ts';
import { checkPlatforms } from './platforms.ts';
import type { Finding } from './finding.ts';
import { checkTmdb } from './tmdb.ts';
import { checkWeb } from './web.ts';

/** Every check, in the order in which things depend on each other. */
export async function runChecks(config: Config): Promise<Finding[]> {
  const findings = await Promise.all([
    // One after the other: only one of them can have an embedded database open.
    checkDatabase(config).then(async (found) => [found, ...(await checkInstallations(config))]),
    checkRedis(config),
    checkPlatforms(config),
    checkWeb(config),
    checkTmdb(config),
  ]);
  return findings.flat();
}
