import type { Config } from '../config/config.ts';
import type { Finding } from './finding.ts';

/** What each platform says of its own settings, in the order of the list. */
export async function checkPlatforms({ platforms }: Pick<Config, 'platforms'>): Promise<Finding[]> {
  const findings = await Promise.all(
    platforms.map(({ platform: { facts, turnedOnBy }, setUp }): Promise<Finding[]> | Finding[] =>
      setUp ? setUp.check() : [{ part: facts.id, ok: true, text: `off: ${turnedOnBy} is not set` }],
    ),
  );
  return findings.flat();
}
