import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl, runSql } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { runMatinee } from '../support/matinee-program.ts';

const PATIENCE = 60_000;
const SECRET = { MATINEE_SECRET: 'a-secret-for-tests-only' };

describe('matinee migrate', () => {
  it(
    'brings the embedded database up to date, and then has nothing to do',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'matinee-cli-'));
      try {
        const first = await runMatinee(['migrate'], { DATA_DIR: directory });
        expect(first).toMatchObject({ code: 0, stderr: '' });
        expect(first.stdout).toMatch(/^Applied 0000_people\.sql, .*\.sql\.\n$/);
        const second = await runMatinee(['migrate'], { DATA_DIR: directory });
        expect(second).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' });
      } finally {
        await rm(directory, { recursive: true });
      }
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null)(
    'may be run by several processes at once',
    async () => {
      const environment = { ...SECRET, DATABASE_URL: await freshPostgresUrl() };
      const runs = await Promise.all([1, 2, 3].map(() => runMatinee(['migrate'], environment)));
      expect(runs.map((ran) => [ran.code, ran.stderr])).toEqual(Array(3).fill([0, '']));
      expect(runs.filter((ran) => ran.stdout.startsWith('Applied'))).toHaveLength(1);
      expect(runs.filter((ran) => ran.stdout === 'The database is up to date.\n')).toHaveLength(2);
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null)(
    'leaves a database alone that has broken with it',
    async () => {
      const url = await freshPostgresUrl();
      const environment = { ...SECRET, DATABASE_URL: url };
      await runMatinee(['migrate'], environment);
      await runSql(
        url,
        `insert into migrations (name, sha256, breaks) values ('9999_from_the_future.sql', 'x', true)`,
      );
      for (const command of ['migrate', 'serve']) {
        const { code, stdout, stderr } = await runMatinee([command], {
          ...environment,
          PORT: '0',
          NODE_ENV: 'production',
        });
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toMatch(
          /^matinee: .*newer than this program \(9999_from_the_future\.sql broke with it\); run the newer version.*\n$/,
        );
      }
    },
    PATIENCE,
  );

  it(
    'says in one line that its database is not there',
    async () => {
      const url = `postgres://127.0.0.1:${await freePort()}/matinee`;
      const { code, stdout, stderr } = await runMatinee(['migrate'], { ...SECRET, DATABASE_URL: url });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        /^matinee: the database cannot be opened \(.*ECONNREFUSED.*\); see DATABASE_URL.*\n$/,
      );
    },
    PATIENCE,
  );
});
