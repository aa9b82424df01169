import { AesSealer } from '../auth/aes-sealer.ts';
import { isInstalledByWorkspaces, type Config } from '../config/config.ts';
import { findSecret } from '../config/secret.ts';
import { SEALED_FOR, unreadableInstallations } from '../core/delivery/installations.ts';
import { openDatabase } from '../db/connect.ts';
import type { Database } from '../db/database.ts';
import { DirectoryInUse } from '../db/directory-lock.ts';
import { SqlInstallations } from '../db/repositories/installations.ts';
import { finding, type Finding } from './finding.ts';

/** Whether the tokens of workspaces that installed the app can be read; nothing where one bot token is given. */
export async function checkInstallations(config: Config): Promise<Finding[]> {
  if (!isInstalledByWorkspaces(config.slack)) return [];
  const publicUrl = config.publicUrl ?? 'PUBLIC_URL';
  const found = await finding('slack', async () => {
    let database: Database;
    try {
      database = await openDatabase(config);
    } catch (error) {
      if (error instanceof DirectoryInUse)
        return 'workspaces install the app themselves; /readyz says whether their tokens can be read';
      throw new Error('installations cannot be looked at while the database cannot be opened', {
        cause: error,
      });
    }
    try {
      const [row] = await database.query<{ there: boolean }>(
        `select to_regclass('slack_installations') is not null as there`,
      );
      const nobody = `no workspace has installed the app yet: ${publicUrl}/slack/install`;
      if (row?.there !== true) return nobody;
      const secret = await findSecret(config.secret, config.dataDir);
      const sealer = new AesSealer(secret ?? '', SEALED_FOR);
      const { all, unreadable } = await new SqlInstallations(database, sealer).count();
      if (unreadable > 0) throw new Error(unreadableInstallations(unreadable, publicUrl));
      if (all === 0) return nobody;
      return `the app is installed in ${all} ${all === 1 ? 'workspace' : 'workspaces'}, and every token can be read`;
    } finally {
      await database.close();
    }
  });
  return [found];
}
