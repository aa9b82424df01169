import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { slack } from '../../src/adapters/slack/platform.ts';
import { AesSealer } from '../../src/auth/aes-sealer.ts';
import type { Installed } from '../../src/core/delivery/installations.ts';
import type { Logger } from '../../src/core/ports/logger.ts';
import type { Database } from '../../src/db/database.ts';
import { SEALED_FOR, SqlInstallations } from '../../src/db/repositories/installations.ts';
import { InstallationsHealth } from '../../src/observability/installations-health.ts';
import { engines } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';
import { storedAnywhere } from '../support/whole-database.ts';

const SECRET = 'a secret of sixteen characters and more';
const sealer = (secret = SECRET): AesSealer => new AesSealer(secret, SEALED_FOR);

const installed = (teamId: string, token = `xoxb-${teamId}-hush`): Installed => ({
  teamId,
  botUserId: `U-${teamId}`,
  botId: `B-${teamId}`,
  token,
});

/** A log, with everything that was said in it, facts too. */
function listening(): Logger & { said: string[] } {
  const said: string[] = [];
  const note = (facts: object, text: string): void => {
    const { err } = facts as { err?: unknown };
    said.push(`${text} ${JSON.stringify(facts)} ${err instanceof Error ? err.message : ''}`);
  };
  const logger = { said, debug: note, info: note, warn: note, error: note, child: () => logger };
  return logger;
}

describe.each(engines)('installations on $name', ({ available, open }) => {
  let database: Database;
  let directory: string;
  let file: string;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    directory = await mkdtemp(join(tmpdir(), 'matinee-installations-'));
    file = join(directory, 'slack-installations.json');
  });
  beforeEach(async () => {
    if (available) await database.query('delete from slack_installations');
  });
  afterAll(async () => {
    await database?.close();
    if (directory) await rm(directory, { recursive: true });
  });
  const test = it.skipIf(!available);
  const store = (secret = SECRET): SqlInstallations => new SqlInstallations(database, sealer(secret));
  const isThere = (path: string): Promise<boolean> =>
    access(path).then(
      () => true,
      () => false,
    );

  test('of different workspaces that two processes store at once are all kept, and seen by both at once', async () => {
    const [one, two] = [store(), store()];
    expect(await two.find('T1')).toBeNull();
    const teams = Array.from({ length: 20 }, (_, i) => `T${i}`);
    await Promise.all(teams.map((team, i) => (i % 2 ? one : two).save(installed(team))));
    for (const team of teams) {
      expect(await one.find(team)).toEqual(installed(team));
      expect(await two.find(team)).toEqual(installed(team));
    }
    await one.remove('T1', installed('T1').token);
    expect(await two.find('T1')).toBeNull();
    expect(await two.find('T2')).toEqual(installed('T2'));
  });

  test('are replaced by a new one of the same workspace, and a late removal of the former one removes nothing', async () => {
    await store().save(installed('T1', 'xoxb-former'));
    await store().save(installed('T1', 'xoxb-newer'));
    await store().remove('T1', 'xoxb-former');
    await store().remove('T1', null);
    expect(await store().find('T1')).toEqual(installed('T1', 'xoxb-newer'));
  });

  test('lie nowhere in clear, nor twice alike', async () => {
    await store().save(installed('T1'));
    const sealed = (): Promise<Record<string, unknown>[]> =>
      database.query('select key_id, sealed from slack_installations');
    const before = await sealed();
    await store().save(installed('T1'));
    expect(await sealed()).not.toEqual(before);
    expect(await storedAnywhere(database, ['T1'])).toEqual(['slack_installations: T1']);
    const token = installed('T1').token;
    const encoded = ['base64', 'base64url', 'hex'].map((form) =>
      Buffer.from(token).toString(form as BufferEncoding),
    );
    expect(await storedAnywhere(database, [token, 'xoxb', ...encoded, 'U-T1', 'B-T1', SECRET])).toEqual([]);
  });

  test('under another secret are told apart from none, and can be installed again or read with the former secret', async () => {
    await store().save(installed('T1'));
    await store().save(installed('T2'));
    const other = store('quite another secret');
    expect(await other.find('T1')).toBe('unreadable');
    expect(await other.find('T3')).toBeNull();
    expect(await other.count()).toEqual({ all: 2, unreadable: 2 });
    await other.save(installed('T1', 'xoxb-anew'));
    expect(await other.find('T1')).toEqual(installed('T1', 'xoxb-anew'));
    expect(await other.count()).toEqual({ all: 2, unreadable: 1 });
    expect(await store().find('T2')).toEqual(installed('T2'));
    await other.remove('T2', null);
    expect(await store().find('T2')).toBeNull();
  });

  test('do not open in another workspace’s row, nor when they were changed or cut short', async () => {
    await store().save(installed('T1'));
    await store().save(installed('T2'));
    await database.query(
      `update slack_installations set sealed = (select sealed from slack_installations where id = 'T1') where id = 'T2'`,
    );
    expect(await store().find('T2')).toBe('unreadable');
    expect(await store().find('T1')).toEqual(installed('T1'));
    for (const change of [
      `overlay(sealed placing 'AAAAAA' from 50)`,
      `left(sealed, 30)`,
      `''`,
      `'not sealed'`,
    ]) {
      await store().save(installed('T1'));
      await database.query(`update slack_installations set sealed = ${change} where id = 'T1'`);
      expect(await store().find('T1'), change).toBe('unreadable');
    }
  });

  test('under another secret are told to operators at once, and that it is over when it is', async () => {
    await store().save(installed('T1'));
    const log = listening();
    const other = store('quite another secret');
    const setUp = slack.setUp({ SLACK_CLIENT_ID: '1', SLACK_CLIENT_SECRET: 's', SLACK_SIGNING_SECRET: 's' });
    const health = new InstallationsHealth(
      other,
      (count) => setUp?.installedByWorkspaces?.unreadable(count, 'https://rooms.example') ?? '',
      log,
    );
    await health.look();
    const line =
      '1 workspace cannot be served: the tokens were sealed under another MATINEE_SECRET; set the former secret again, or install the app anew at https://rooms.example/slack/install';
    expect(health.state()).toBe(line);
    await health.look();
    expect(log.said.filter((said) => said.includes(line))).toHaveLength(1);
    await other.save(installed('T1'));
    await waitFor('the state to follow', () => health.state() === 'connected');
  });

  test('of an earlier version’s file are taken over once, and the file is removed', async () => {
    const log = listening();
    const parts = { dataDir: directory, installations: store(), logger: log };
    await slack.takeOver?.(parts);
    expect(log.said).toEqual([]);

    await store().save(installed('T2', 'xoxb-newer'));
    await store('quite another secret').save(installed('T3'));
    const former = JSON.stringify(['T1', 'T2', 'T3'].map((team) => installed(team)));
    await writeFile(file, former);
    await writeFile(`${file}.new`, former.slice(0, 50));
    await slack.takeOver?.(parts);
    expect(await store().find('T1')).toEqual(installed('T1'));
    expect(await store().find('T2')).toEqual(installed('T2', 'xoxb-newer'));
    expect(await store().find('T3')).toEqual(installed('T3'));
    expect([await isThere(file), await isThere(`${file}.new`)]).toEqual([false, false]);
    expect(log.said).toEqual([expect.stringContaining('"taken":2')]);

    // As after a process that ended between storing and removing.
    await writeFile(file, former);
    await slack.takeOver?.(parts);
    expect(await store().find('T2')).toEqual(installed('T2', 'xoxb-newer'));
    expect(await isThere(file)).toBe(false);
    expect(log.said.join()).not.toContain('xoxb');
  });

  test('of a file are taken over by two processes at once without harm', async () => {
    const teams = Array.from({ length: 30 }, (_, i) => `T${i}`);
    await writeFile(file, JSON.stringify(teams.map((team) => installed(team))));
    const log = listening();
    await Promise.all(
      [store(), store()].map((installations) =>
        slack.takeOver?.({ dataDir: directory, installations, logger: log }),
      ),
    );
    for (const team of teams) expect(await store().find(team)).toEqual(installed(team));
    expect(await isThere(file)).toBe(false);
    expect(log.said.filter((said) => said.includes('"taken":30')).length).toBeLessThanOrEqual(1);
  });

  test('of a damaged file are taken over as far as they can be read; it stays, stops nothing, and no token is told', async () => {
    const whole = JSON.stringify([installed('T1'), { ...installed('T2'), botId: 7 }, null]);
    for (const [content, expected] of [
      [whole, installed('T1')],
      [whole.slice(0, -9), null],
      ['xoxb-T1-hush', null],
      ['{"token":"xoxb-T1-hush"}', null],
      ['', null],
    ] as const) {
      await database.query('delete from slack_installations');
      await writeFile(file, content);
      const log = listening();
      await slack.takeOver?.({ dataDir: directory, installations: store(), logger: log });
      expect(await store().find('T1')).toEqual(expected);
      expect(await isThere(file)).toBe(true);
      expect(log.said).toEqual([expect.stringContaining('delete the file')]);
      expect(log.said.join()).not.toMatch(/xox|hush/);
    }
    await rm(file);
  });
});
