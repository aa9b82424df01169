import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { readPostgresAddress } from '../../src/db/postgres-address.ts';
import { readConfig } from '../../src/config/config.ts';
import { checkDatabase } from '../../src/doctor/database.ts';
import { MIGRATIONS, runSql } from '../support/databases.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../support/postgres-server.ts';

const SECRET = 'hunter2-and-more';

/** What `doctor` says, and whether opening says the same; a start adds the setting's name. */
async function said(url: string): Promise<string> {
  const config = readConfig({ DATABASE_URL: url, MATINEE_SECRET: 'a-secret-for-tests-only' });
  const { ok, text } = await checkDatabase(config);
  const opened = await openDatabase(config).then(
    async (database) => {
      await database.close();
      return null;
    },
    (error: Error) => error.message,
  );
  if (ok) expect(opened).toBeNull();
  else if (opened !== null) expect(text).toContain(opened);
  expect(text).not.toContain(SECRET);
  expect(text.split('\n')).toHaveLength(1);
  return text;
}

describe.skipIf(inject('postgresUrl') === null)('a Postgres', () => {
  let server: PostgresServer;
  const at = (database: string, user = 'matinee', more = ''): string => {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    url.username = user;
    url.password = SECRET;
    return url.href + more;
  };

  beforeAll(async () => {
    server = await startPostgres(findPostgres() ?? '');
    for (const sql of [
      'create role visitor login',
      `create role someone login password '${SECRET}'`,
      'create database ours',
      `create database narrow encoding 'LATIN1' template template0 lc_collate 'C' lc_ctype 'C'`,
      'create database standby',
      'alter database standby set default_transaction_read_only = on',
      'create database dated',
      `alter database dated set datestyle = 'German'`,
      'revoke create on schema public from public',
    ])
      await runSql(server.url, sql);
    await runSql(at('ours'), 'revoke create on schema public from public');
  }, 60_000);
  afterAll(() => server?.stop());

  it('in another encoding is refused, with how to make one that is not', async () => {
    expect(await said(at('narrow'))).toMatch(/^DATABASE_URL: the database is in LATIN1 .*encoding 'UTF8'/);
  });

  it('that is read-only is refused', async () => {
    expect(await said(at('standby'))).toMatch(/read-only .*name the one that takes writes/);
  });

  it('whose user may not make tables is refused, with the grant that is missing', async () => {
    expect(await said(at('ours', 'visitor'))).toMatch(
      /visitor may not make tables in the schema public; grant it: grant create on schema public to visitor/,
    );
  });

  it('whose user has tables of others is refused; with rights to them it works without making any', async () => {
    const owner = await openDatabase({ databaseUrl: at('ours'), dataDir: '' });
    await migrate(owner, MIGRATIONS);
    await owner.close();
    expect(await said(at('ours', 'visitor'))).toMatch(
      /visitor may not write to them.*grant all on all tables/,
    );
    await runSql(at('ours'), 'grant all on all tables in schema public to visitor');
    expect(await said(at('ours', 'visitor'))).toMatch(/^PostgreSQL \d+/);
    const visitor = await openDatabase({ databaseUrl: at('ours', 'visitor'), dataDir: '' });
    expect(await migrate(visitor, MIGRATIONS)).toEqual([]);
    await visitor.close();
  });

  it('that is not there, or whose user is not, says what to mend', async () => {
    expect(await said(at('nowhere'))).toMatch(/database "nowhere" does not exist: make it/);
    expect(await said(at('ours', 'nobody'))).toMatch(/role "nobody" does not exist: mend the user/);
  });

  it('that wants a password says so, and never which was tried', async () => {
    await runSql(server.url, `alter system set password_encryption = 'scram-sha-256'`);
    const file = `${server.directory}/data/pg_hba.conf`;
    const before = await readFile(file, 'utf8');
    await writeFile(file, 'host all someone 127.0.0.1/32 scram-sha-256\n');
    await appendFile(file, before);
    await runSql(server.url, 'select pg_reload_conf()');
    expect(await said(at('ours', 'someone').replace(SECRET, 'wrong'))).toMatch(
      /password authentication failed for user "someone": mend user or password/,
    );
    expect(await said(at('ours', 'someone').replace(`:${SECRET}`, ''))).toMatch(/asks for a password/);
    // Signed in, and told what comes next.
    expect(await said(at('ours', 'someone'))).toMatch(/someone may not write to them/);
  });

  it('without TLS is told from one that is asked for it; a preference is met either way', async () => {
    expect(await said(at('ours', 'matinee', '?sslmode=require&channel_binding=require'))).toMatch(
      /does not support SSL connections: leave sslmode out/,
    );
    expect(await said(at('ours', 'matinee', '?sslmode=prefer'))).toMatch(/^PostgreSQL/);
  });

  it('is reached over its Unix socket, however that is written', async () => {
    const { port } = new URL(server.url);
    const directory = encodeURIComponent(server.directory);
    for (const url of [
      `postgres:///ours?host=${server.directory}&port=${port}&user=matinee`,
      `postgresql://matinee:${SECRET}@/ours?host=${server.directory}&port=${port}`,
      `postgres://matinee@${directory}:${port}/ours`,
    ])
      expect(await said(url), url).toMatch(/^PostgreSQL/);
  });

  it('that writes dates in another way is read all the same', async () => {
    const database = await openDatabase({ databaseUrl: at('dated'), dataDir: '' });
    const [row] = await database.query<{ at: Date }>(`select timestamptz '2026-03-04 05:06:07+00' as at`);
    expect(row?.at.toISOString()).toBe('2026-03-04T05:06:07.000Z');
    await database.close();
  });
});

describe('DATABASE_URL', () => {
  const refusal = (url: string): string => {
    try {
      readConfig({ DATABASE_URL: url, MATINEE_SECRET: 'a-secret-for-tests-only' });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    ['postgres://u:pa/ss@host/db'],
    ['postgres://u:12/ss@host/db'],
    ['postgres://u:12?ss@host/db'],
    ['postgres://u:12#ss@host/db'],
    ['postgres://u:pa#ss@host/db'],
    ['mysql://u:ss@host/db'],
    ['postgres://u:ss@host:99999/db'],
    ['postgres://u:ss@host/db?sslmode=maybe'],
    ['postgres://u:ss@host/db?channel_binding=maybe'],
    ['postgres://u:ss@host/db?pgbouncer=maybe'],
    ['postgres://u:ss@host/db?sslrootcert=/nowhere/ss.pem'],
  ])('%s is refused in one line without a piece of it', (url) => {
    const message = refusal(url);
    expect(message).toMatch(/^DATABASE_URL: .{10}/);
    expect(message.replace('password@localhost', '')).not.toMatch(/\bss\b|host\/db|pa\//);
  });

  it('takes passwords as they come, encoded or not where that is unmistakable', () => {
    expect(readPostgresAddress('postgres://u:p%40s%2Fs%25@h/db').password).toBe('p@s/s%');
    expect(readPostgresAddress('postgres://u:100%@h/db').password).toBe('100%');
    expect(readPostgresAddress('postgres://u:p@ss@h/db')).toMatchObject({ password: 'p@ss', host: 'h' });
  });

  it('takes addresses as Neon, Supabase and Cloud SQL hand them out', () => {
    expect(
      readPostgresAddress(
        'postgresql://alex:AbC123@ep-cool-rain-123456-pooler.us-east-2.aws.neon.tech/neondb?sslmode=require&channel_binding=require',
      ),
    ).toMatchObject({
      tls: 'on',
      channelBinding: 'require',
      port: 5432,
      database: 'neondb',
      pooled: undefined,
    });
    expect(
      readPostgresAddress(
        'postgres://postgres.abcdef:pw@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true&connection_limit=1',
      ),
    ).toMatchObject({ pooled: true, port: 6543, user: 'postgres.abcdef', tls: 'off' });
    expect(readPostgresAddress('postgresql://u:p@/db?host=/cloudsql/project:region:instance')).toMatchObject({
      host: '/cloudsql/project:region:instance',
      tls: 'off',
    });
    expect(readPostgresAddress('postgres://u@[::1]:5433/db')).toMatchObject({ host: '::1', port: 5433 });
  });
});
