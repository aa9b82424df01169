import type { Config } from '../config/config.ts';
import { checkDatabase } from './database.ts';
import { checkDiscord } from './discord.ts';
import { checkRedis } from './redis.ts';
import { checkSlack } from './slack.ts';
import type { Finding } from './finding.ts';
import { checkTmdb } from './tmdb.ts';
import { checkWeb } from './web.ts';

/** Every check, in the order in which things depend on each other. */
export async function runChecks(config: Config): Promise<Finding[]> {
  const findings = await Promise.all([
    checkDatabase(config),
    checkRedis(config),
    checkDiscord(config),
    checkSlack(config),
    checkWeb(config),
    checkTmdb(config),
  ]);
  return findings.flat();
}
