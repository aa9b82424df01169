import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { freshPostgresUrl } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { MatineeProcess } from '../support/matinee-process.ts';
import { readyDataDirectory } from '../support/ready-data.ts';
import { runMatinee, type Ran } from '../support/matinee-program.ts';
import { api, WebClient } from '../support/web-client.ts';

const PATIENCE = 60_000;
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'matinee-cli-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Starts it where it should not go on; by default on the embedded database of a new directory, without the sandbox. */
function serve(environment: Record<string, string>, args: string[] = ['--no-sandbox']): Promise<Ran> {
  return runMatinee(['serve', ...args], { PORT: '0', DATA_DIR: join(directory, 'data'), ...environment });
}

/** It ended with one line that says what is wrong and how to mend it, and with nothing else. */
function expectRefusal({ code, stdout, stderr }: Ran, line: RegExp): void {
  expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }, stderr).toEqual({
    code: 1,
    stdout: '',
    lines: 1,
  });
  expect(stderr).toMatch(/^matinee: /);
  expect(stderr).toMatch(line);
  expect(stderr).not.toMatch(/\n\s+at /);
}

describe('matinee serve does not start, and says why in one line,', () => {
  it(
    'on a port that is taken',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as AddressInfo;
      try {
        expectRefusal(
          await serve({ PORT: String(port) }),
          new RegExp(`PORT: 127\\.0\\.0\\.1:${port} is taken.*another port.*PORT=0`),
        );
      } finally {
        other.close();
      }
    },
    PATIENCE,
  );

  it(
    'on an address that is not this machine’s',
    async () => {
      expectRefusal(await serve({ HOST: '203.0.113.7' }), /HOST: cannot listen on 203\.0\.113\.7:0/);
    },
    PATIENCE,
  );

  it(
    'without its Postgres, and keeps the password to itself',
    async () => {
      const secret = { MATINEE_SECRET: 'a-secret-for-tests-only' };
      for (const host of ['127.0.0.1', 'localhost', 'nowhere.invalid']) {
        const ran = await serve({
          ...secret,
          DATABASE_URL: `postgres://matinee:hunter2@${host}:${await freePort()}/matinee`,
        });
        expectRefusal(ran, /DATABASE_URL: Postgres cannot be reached \(.+\); start it, or mend the address/);
        expect(ran.stderr).not.toContain('hunter2');
      }
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null)(
    'on a database that is not there',
    async () => {
      const url = (inject('postgresUrl') ?? '').replace(/\/postgres$/, '/no_such_database');
      const ran = await serve({ MATINEE_SECRET: 'a-secret-for-tests-only', DATABASE_URL: url });
      expectRefusal(ran, /DATABASE_URL: .*no_such_database.* does not exist/);
    },
    PATIENCE,
  );

  it.skipIf(inject('postgresUrl') === null)(
    'without its Redis',
    async () => {
      const ran = await serve({
        MATINEE_SECRET: 'a-secret-for-tests-only',
        DATABASE_URL: await freshPostgresUrl(),
        REDIS_URL: `redis://:hunter2@127.0.0.1:${await freePort()}`,
      });
      expectRefusal(
        ran,
        /REDIS_URL: Redis cannot be reached \(.*ECONNREFUSED.*\); start it, or mend the address/,
      );
      expect(ran.stderr).not.toContain('hunter2');
    },
    PATIENCE,
  );

  it(
    'in a folder it cannot write to',
    async () => {
      await writeFile(join(directory, 'file'), '');
      expectRefusal(
        await serve({ DATA_DIR: join(directory, 'file/data') }),
        /DATA_DIR: .*ENOTDIR.*choose a folder/,
      );
    },
    PATIENCE,
  );

  it(
    'with a setting that cannot be',
    async () => {
      expectRefusal(await serve({ LOG_LEVEL: 'loud' }), /LOG_LEVEL: choose from/);
      expectRefusal(await serve({}, ['--no-sandbox', '--roles', 'web,cook']), /MATINEE_ROLES: choose from/);
      expectRefusal(
        await serve({ SLACK_BOT_TOKEN: 'xoxp-1' }),
        /SLACK_BOT_TOKEN: copy the Bot User OAuth Token/,
      );
    },
    PATIENCE,
  );

  it(
    'with the sandbox in production or beside a real platform',
    async () => {
      expectRefusal(
        await serve({ NODE_ENV: 'production' }, ['--sandbox']),
        /--sandbox: .*NODE_ENV=production/,
      );
      expectRefusal(
        await serve({ DISCORD_TOKEN: 'token' }, ['--sandbox']),
        /--sandbox: .*DISCORD_TOKEN is set; unset it/,
      );
      const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
      expectRefusal(await serve(slack, ['--sandbox']), /--sandbox: .*SLACK_BOT_TOKEN is set; unset it/);
    },
    PATIENCE,
  );

  it(
    'with all the rest of what happened where LOG_LEVEL=debug asks for it',
    async () => {
      const { code, stderr } = await serve({ DATA_DIR: '/dev/null/data', LOG_LEVEL: 'debug' });
      expect(code).toBe(1);
      expect(stderr).toMatch(/\n\s+at /);
      expect(stderr).toMatch(/DATA_DIR: /);
    },
    PATIENCE,
  );
});

describe('the program', () => {
  it(
    'names commands and options it does not know',
    async () => {
      expectRefusal(await runMatinee(['dance']), /there is no command "dance"; see matinee --help/);
      expectRefusal(await runMatinee(['serve', '--quickly']), /'--quickly'; see matinee --help/);
    },
    PATIENCE,
  );

  it(
    'says what it can do',
    async () => {
      for (const args of [[], ['help'], ['--help'], ['serve', '--help']]) {
        const { code, stdout, stderr } = await runMatinee(args);
        expect([code, stderr]).toEqual([0, '']);
        for (const command of ['serve', 'migrate', 'doctor']) expect(stdout).toContain(`matinee ${command}`);
      }
    },
    PATIENCE,
  );
});

describe('two processes and one embedded database', () => {
  it(
    'cannot be: the second says so and ends, the first goes on; after a crash the next one takes over',
    async () => {
      const data = await readyDataDirectory();
      const first = new MatineeProcess({ PORT: '0', DATA_DIR: data, LOG_LEVEL: 'warn' });
      await first.start();
      try {
        const ana = await WebClient.guest(first.url, 'Ana');
        await api(first.url, '/rooms', { token: ana.token, body: { slug: 'ours', title: 'Ours' } });
        const post = (base: string, id: string, text: string) =>
          api(base, '/rooms/ours/messages', { token: ana.token, body: { id, text } });
        await post(first.url, '1', 'before');
        const others = ['serve', 'migrate'].map((command) =>
          runMatinee([command], { PORT: '0', DATA_DIR: data }),
        );
        const inUse = `in use by process ${first.pid}; stop that one, choose another DATA_DIR, or set DATABASE_URL`;
        for (const ran of await Promise.all(others)) expectRefusal(ran, new RegExp(inUse));
        await post(first.url, '2', 'after');
        await first.end('SIGKILL');
        await first.start();
        await post(first.url, '3', 'after a crash');
        const { messages } = await api<{ messages: { text: string }[] }>(first.url, '/rooms/ours/messages');
        expect(messages.map((message) => message.text)).toEqual(['before', 'after', 'after a crash']);
      } finally {
        await first.end();
        await rm(data, { recursive: true });
      }
    },
    PATIENCE,
  );
});
