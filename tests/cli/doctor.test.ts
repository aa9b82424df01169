import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { runMatinee } from '../support/matinee-program.ts';

const PATIENCE = 60_000;
let directory: string;
beforeAll(async () => {
  directory = await readyDataDirectory();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What it found about each part, one line each. */
async function findings(
  environment: Record<string, string>,
): Promise<{ code: number | null; lines: string[] }> {
  const { code, stdout, stderr } = await runMatinee(['doctor'], { DATA_DIR: directory, ...environment });
  expect(stderr).toBe('');
  return {
    code,
    lines: stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' ')),
  };
}

describe('matinee doctor', () => {
  it(
    'finds nothing wrong with a laptop, and says what is off',
    async () => {
      expect(await findings({})).toEqual({
        code: 0,
        lines: [
          expect.stringMatching(/^ok database PostgreSQL \d+.* \(embedded in .*\)$/) as string,
          'ok redis not needed: one process with the embedded database',
          'ok discord off: DISCORD_TOKEN is not set',
          'ok slack off: SLACK_BOT_TOKEN is not set',
          'ok web the widget may be embedded by PUBLIC_URL and localhost',
          'ok tmdb off: TMDB_TOKEN is not set; the shipped films are there without it',
        ],
      });
    },
    PATIENCE,
  );

  it(
    'finds nothing wrong while the product runs',
    async () => {
      const running = new MatineeProcess({ PORT: '0', DATA_DIR: directory, LOG_LEVEL: 'warn' });
      await running.start();
      try {
        const { code, lines } = await findings({});
        expect([code, lines[0]]).toEqual([
          0,
          `ok database embedded in ${directory}, open in process ${running.pid}`,
        ]);
      } finally {
        await running.end();
      }
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null || inject('redisUrl') === null)(
    'knows Postgres and Redis, and asks for Redis before a second process',
    async () => {
      const postgres = { DATABASE_URL: await freshPostgresUrl(), MATINEE_SECRET: 'a-secret-for-tests-only' };
      const alone = await findings(postgres);
      expect([alone.code, alone.lines[0], alone.lines[1]]).toEqual([
        0,
        expect.stringMatching(/^ok database PostgreSQL \d+/),
        'ok redis not set: fine for one process; set REDIS_URL before you start a second one',
      ]);
      const both = await findings({ ...postgres, REDIS_URL: inject('redisUrl') ?? '' });
      expect([both.code, both.lines[1]]).toEqual([0, expect.stringMatching(/^ok redis Redis \d+/)]);
    },
    PATIENCE,
  );

  it(
    'says of each part that is not there how to mend it, and ends with 1',
    async () => {
      const { code, lines } = await findings({
        DATABASE_URL: `postgres://matinee:hunter2@localhost:${await freePort()}/matinee`,
        MATINEE_SECRET: 'a-secret-for-tests-only',
        REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
        DISCORD_TOKEN: 'token',
        DISCORD_API_URL: `http://127.0.0.1:${await freePort()}/api`,
        SLACK_BOT_TOKEN: 'xoxb-1',
        SLACK_SIGNING_SECRET: 'secret',
        SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api/`,
        TMDB_TOKEN: 'x'.repeat(40),
        TMDB_API_URL: `http://127.0.0.1:${await freePort()}/3`,
        NODE_ENV: 'production',
      });
      expect(code).toBe(1);
      expect(lines).toEqual([
        expect.stringMatching(
          /^FAIL database Postgres does not answer at DATABASE_URL \(.*ECONNREFUSED.*\): start it/,
        ),
        expect.stringMatching(
          /^FAIL redis Redis does not answer at REDIS_URL \(.*ECONNREFUSED.*\): start it/,
        ),
        expect.stringMatching(
          /^FAIL discord Discord does not answer at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\): check the network, or DISCORD_API_URL/,
        ),
        expect.stringMatching(
          /^FAIL slack Slack does not answer at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\): check the network, or SLACK_API_URL/,
        ),
        expect.stringMatching(/^FAIL web PUBLIC_URL should be the https:\/\/ address/),
        expect.stringMatching(
          /^FAIL tmdb TMDB does not answer at http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\): check the network, or TMDB_API_URL/,
        ),
      ]);
      expect(lines.join()).not.toContain('hunter2');
    },
    PATIENCE,
  );
});
