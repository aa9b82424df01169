import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { MIGRATIONS, runSql } from '../support/databases.ts';
import { findPgBouncer, startPgBouncer } from '../support/pgbouncer.ts';
import { findPostgres, startPostgres, type PostgresServer, type Server } from '../support/postgres-server.ts';
import { StoreUnderFault } from '../support/store-under-fault.ts';

const program = findPgBouncer();
if (program === null && process.env['CI'] === 'true')
  throw new Error('PgBouncer is not installed, and with CI=true every test must run');
const available = program !== null && inject('postgresUrl') !== null;

const open = (url: string): Promise<Database> => openDatabase({ databaseUrl: url, dataDir: '' });

describe.skipIf(!available)('behind PgBouncer', () => {
  let server: PostgresServer;
  const started: Server[] = [];
  const opened: Database[] = [];

  /** A pooler of one's own before a new database; so few connections that everybody meets everybody. */
  const pooler = async (...settings: string[]): Promise<string> => {
    const name = `pooled_${uuid().replaceAll('-', '')}`;
    await runSql(server.url, `create database ${name}`);
    const bouncer = await startPgBouncer(program ?? '', server.url, [
      'default_pool_size = 3',
      'max_client_conn = 200',
      ...settings,
    ]);
    started.push(bouncer);
    return bouncer.url.replace(/postgres$/, name);
  };
  const through = async (url: string): Promise<Database> => {
    const database = await open(url);
    opened.push(database);
    return database;
  };

  beforeAll(async () => {
    server = await startPostgres(findPostgres() ?? '');
  }, 60_000);
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await Promise.all(started.map((bouncer) => bouncer.stop()));
    await server?.stop();
  });

  it.each([
    ['by transaction, found out', 'pool_mode = transaction', ''],
    ['by transaction, said in the address', 'pool_mode = transaction', '?pgbouncer=true&connection_limit=1'],
    ['by session', 'pool_mode = session', ''],
  ])(
    'that pools %s, several processes write, each gets its own rows, and none waits',
    async (_how, mode, more) => {
      // By session each of our connections takes one of the pooler's for itself.
      const size = mode.includes('session') ? ['default_pool_size = 60'] : [];
      const url = (await pooler(mode, ...size)) + more;
      const databases = await Promise.all([through(url), through(url), through(url)]);
      // Only one of them applies the migrations, without a lock of a session.
      const done = await Promise.all(databases.map((database) => migrate(database, MIGRATIONS)));
      expect(done.filter((names) => names.length > 0)).toHaveLength(1);
      const direct = server.url.replace(/postgres$/, new URL(url).pathname.slice(1));
      for (const database of databases) {
        const store = await StoreUnderFault.prepare(database);
        store.begin();
        const people = new SqlPersonRepository(database);
        const met = await Promise.all(
          Array.from({ length: 92 }, async (_, n) => {
            const [row] = await database.query<{ n: number; text: string }>(
              `select $1::int as n, $2 as text ${n % 7 ? '' : ', 1 as one'}`,
              [n, `row ${n}`],
            );
            expect(row).toMatchObject({ n, text: `row ${n}` });
            return people.meet({ identity: `guest:${uuid()}`, name: `Person ${n}` });
          }),
        );
        expect(met.map((person) => person.name)).toEqual(met.map((_, n) => `Person ${n}`));
        await store.end();
        expect(store.refused).toBe(0);
        expect(await store.complaints(direct)).toEqual([]);
      }
    },
    90_000,
  );

  it('leaves no setting behind on the connections that others are given', async () => {
    const url = await pooler('pool_mode = transaction', 'default_pool_size = 1');
    const database = await through(url);
    await database.transaction((tx) => tx.query('select 1'));
    const shown = await runSql(url, 'show statement_timeout');
    expect(shown).toEqual([{ statement_timeout: '0' }]);
    await expect(database.query('select pg_sleep(30)', [], { answerMs: 400 })).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'a statement took too long',
    });
  });

  it('that pools by statement, the start is refused with what to change', async () => {
    const url = await pooler('pool_mode = statement');
    await expect(open(url)).rejects.toThrow(/pool_mode = transaction/);
  });
});
