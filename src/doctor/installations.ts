import { AesSealer } from '../auth/aes-sealer.ts';
import type { Config } from '../config/config.ts';
import { findSecret } from '../config/secret.ts';
import type { InstallationWords } from '../adapters/platform.ts';
import type { InstallationCount } from '../core/delivery/installations.ts';
import { openDatabase } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { DirectoryInUse } from '../db/directory-lock.ts';
import { SEALED_FOR, SqlInstallations } from '../db/repositories/installations.ts';
import { finding, type Finding } from './finding.ts';

/** Whether the tokens of workspaces that installed an app can be read; nothing where none can be installed so. */
export async function checkInstallations(config: Config): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const { platform, setUp } of config.platforms) {
    const words = setUp?.installedByWorkspaces;
    if (words) found.push(await finding(platform.facts.id, () => look(config, words)));
  }
  return found;
}

/** @throws Error where they cannot be read, or not be looked at */
async function look(config: Config, words: InstallationWords): Promise<string> {
  const publicUrl = config.publicUrl ?? 'PUBLIC_URL';
  const counted = await count(config);
  if (counted === null) {
    return 'workspaces install the app themselves; /readyz says whether their tokens can be read';
  }
  const { all, unreadable } = counted;
  if (unreadable > 0) throw new Error(words.unreadable(unreadable, publicUrl));
  if (all === 0) return words.none(publicUrl);
  return `the app is installed in ${all} ${all === 1 ? 'workspace' : 'workspaces'}, and every token can be read`;
}

/** @returns null while a running process has the embedded database open */
async function count(config: Config): Promise<InstallationCount | null> {
  let database: Database;
  try {
    database = await openDatabase(config);
  } catch (error) {
    if (error instanceof DirectoryInUse) return null;
    throw new Error('installations cannot be looked at while the database cannot be opened', {
      cause: error,
    });
  }
  try {
    const secret = await findSecret(config.secret, config.dataDir);
    const kept = new SqlInstallations(database, new AesSealer(secret ?? '', SEALED_FOR));
    return (await kept.isThere()) ? await kept.count() : { all: 0, unreadable: 0 };
  } finally {
    await database.close();
  }
}
