import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { openPostgres } from '../../src/db/postgres.ts';
import { freshPostgresUrl } from '../support/databases.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { runMatinee } from '../support/matinee-program.ts';
import { waitFor } from '../support/wait-for.ts';
import { storedAnywhere } from '../support/whole-database.ts';

const PATIENCE = 120_000;
const TOKEN = 'xoxb-1-of-a-workspace';
const UNREADABLE =
  '1 workspace cannot be served: the tokens were sealed under another MATINEE_SECRET; set the former secret again, or install the app anew at ';

describe.skipIf(inject('postgresUrl') === null)('workspaces that installed the Slack app', () => {
  let directory: string;
  let environment: Record<string, string>;
  let running: MatineeProcess[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'matinee-installed-'));
    environment = {
      PORT: '0',
      DATA_DIR: directory,
      DATABASE_URL: await freshPostgresUrl(),
      MATINEE_SECRET: 'the same in every process',
      MATINEE_ROLES: 'slack',
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'client-secret',
      SLACK_SIGNING_SECRET: 'signing-secret',
      LOG_LEVEL: 'debug',
    };
  });
  afterEach(async () => {
    await Promise.all(running.map((each) => each.end()));
    running = [];
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const started = async (more: Record<string, string> = {}): Promise<MatineeProcess> => {
    const made = new MatineeProcess({ ...environment, ...more });
    running.push(made);
    await made.start();
    return made;
  };

  it(
    'are taken from the file of an earlier version by processes that start at once, and no token is left in clear',
    async () => {
      const file = join(directory, 'slack-installations.json');
      await writeFile(file, JSON.stringify([{ teamId: 'T1', botUserId: 'U1', botId: 'B1', token: TOKEN }]));
      const processes = await Promise.all([started(), started()]);
      await expect(access(file)).rejects.toMatchObject({ code: 'ENOENT' });
      const log = processes.map((each) => each.log).join('');
      expect(log.match(/Slack installations are now in the database/g)).toHaveLength(1);
      expect(log).not.toContain(TOKEN);
      for (const each of processes)
        expect(await each.readiness()).toMatchObject({ slack_installations: 'connected' });
      const database = openPostgres(environment['DATABASE_URL'] ?? '');
      try {
        expect(await storedAnywhere(database, ['T1'])).toEqual(['slack_installations: T1']);
        expect(await storedAnywhere(database, [TOKEN])).toEqual([]);
      } finally {
        await database.close();
      }
      const { stdout } = await runMatinee(['doctor'], environment);
      expect(stdout).toMatch(
        /^ok +slack +the app is installed in 1 workspace, and every token can be read$/m,
      );
    },
    PATIENCE,
  );

  it(
    'under another secret do not stop a process: the log, /readyz and the doctor say how to mend it',
    async () => {
      const changed = { MATINEE_SECRET: 'quite another secret' };
      const process = await started(changed);
      expect(process.log).toContain(UNREADABLE);
      expect(await process.readiness()).toMatchObject({
        status: 'degraded',
        slack_installations: expect.stringContaining(UNREADABLE) as string,
      });
      await waitFor(
        'the log to say which part is not well',
        () =>
          /a part does not work as it should/.test(process.log) &&
          process.log.includes('slack_installations'),
      );
      const { code, stdout } = await runMatinee(['doctor'], { ...environment, ...changed });
      expect(code).toBe(1);
      expect(stdout).toMatch(/^FAIL +slack +/m);
      expect(stdout).toContain(UNREADABLE);
    },
    PATIENCE,
  );
});
