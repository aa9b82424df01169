import type { Config } from '../config/config.ts';
import { checkDatabase } from './database.ts';
import { checkDiscord } from './discord.ts';
import { checkRedis } from './redis.ts';
import { checkSlack } from './slack.ts';
import { checkWeb } from './web.ts';

/** What a check found: how it is, or what is wrong and how to mend it, in one line. */
export interface Finding {
  part: string;
  ok: boolean;
  text: string;
}

/** Every check, in the order in which things depend on each other. */
export async function runChecks(config: Config): Promise<Finding[]> {
  const findings = await Promise.all([
    checkDatabase(config),
    checkRedis(config),
    checkDiscord(config),
    checkSlack(config),
    checkWeb(config),
  ]);
  return findings.flat();
}

/** Runs one check; what it throws is its finding. */
export async function finding(part: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { part, ok: true, text: await check() };
  } catch (error) {
    return { part, ok: false, text: error instanceof Error ? error.message : String(error) };
  }
}
