import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openPglite } from '../../src/db/pglite.ts';
import { openPostgres } from '../../src/db/postgres.ts';
import { freshPostgresUrl, MIGRATIONS } from '../support/databases.ts';

const engines = [
  { name: 'PGlite', available: true, open: () => openPglite() },
  {
    name: 'Postgres',
    available: inject('postgresUrl') !== null,
    open: async () => openPostgres(await freshPostgresUrl()),
  },
];

/** A program's migrations, in a directory of their own that a test may change. */
async function aProgram(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'matinee-migrations-'));
  await cp(MIGRATIONS, directory, { recursive: true });
  return directory;
}

const tablesOf = async (database: Database): Promise<string[]> => {
  const rows = await database.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  return rows.map((row) => row.name);
};

describe.each(engines)('migrations on $name', ({ available, open }) => {
  let database: Database;
  let program: string;
  let all: string[];

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    program = await aProgram();
    all = (await readdir(program)).filter((name) => name.endsWith('.sql')).sort();
  });
  afterAll(async () => {
    await database?.close();
    if (program) await rm(program, { recursive: true });
  });
  const test = it.skipIf(!available);

  test('are applied once, in their order; applying them again does nothing', async () => {
    expect(await migrate(database, program)).toEqual(all);
    const tables = await tablesOf(database);
    expect(tables).toContain('room_events');
    expect(await migrate(database, program)).toEqual([]);
    expect(await tablesOf(database)).toEqual(tables);
  });

  test('that are new are applied on top', async () => {
    await writeFile(
      join(program, '9000_more.sql'),
      'create table more (id integer); insert into more values (1);',
    );
    expect(await migrate(database, program)).toEqual(['9000_more.sql']);
    expect(await database.query('select * from more')).toEqual([{ id: 1 }]);
  });

  test('that fail leave nothing behind, name themselves, and can be mended', async () => {
    const file = join(program, '9001_broken.sql');
    await writeFile(file, 'create table half (id integer); select * from nothing_of_the_kind;');
    await expect(migrate(database, program)).rejects.toThrow('9001_broken.sql');
    expect(await tablesOf(database)).not.toContain('half');
    await writeFile(file, 'create table half (id integer);');
    expect(await migrate(database, program)).toEqual(['9001_broken.sql']);
  });

  test('that were changed after they were applied are refused', async () => {
    await writeFile(join(program, '9000_more.sql'), 'create table more (id bigint);');
    await expect(migrate(database, program)).rejects.toThrow(
      'migration 9000_more.sql was changed after it was applied',
    );
  });

  test('of a newer program leave an older one working, which says what it does not know', async () => {
    const unknown: string[] = [];
    expect(await migrate(database, MIGRATIONS, (names) => unknown.push(...names))).toEqual([]);
    expect(unknown.sort()).toEqual(['9000_more.sql', '9001_broken.sql']);
  });

  test('that break with earlier programs are refused by those', async () => {
    await writeFile(
      join(program, '9002_breaks.sql'),
      '-- breaks: earlier versions\ncreate table apart (id integer);',
    );
    await writeFile(
      join(program, '9000_more.sql'),
      'create table more (id integer); insert into more values (1);',
    );
    await migrate(database, program);
    await expect(migrate(database, MIGRATIONS)).rejects.toThrow(
      'the database is newer than this program (9002_breaks.sql broke with it); run the newer version',
    );
  });
});

describe('migrations from several processes at once', () => {
  const pools: Database[] = [];
  afterEach(async () => {
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
  });

  it.skipIf(inject('postgresUrl') === null)(
    'are applied by one of them; the others wait and find it done',
    async () => {
      const url = await freshPostgresUrl();
      pools.push(...Array.from({ length: 4 }, () => openPostgres(url)));
      const done = await Promise.all(pools.map((pool) => migrate(pool, MIGRATIONS)));
      const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
      expect(done.filter((applied) => applied.length > 0)).toEqual([names]);
    },
  );

  it.skipIf(inject('postgresUrl') === null)(
    'may take longer than any other statement is allowed',
    async () => {
      const url = await freshPostgresUrl();
      const [one, two] = [
        openPostgres(url, { limits: { answerMs: 400 } }),
        openPostgres(url, { limits: { answerMs: 400 } }),
      ];
      pools.push(one, two);
      const program = await mkdtemp(join(tmpdir(), 'matinee-migrations-'));
      await writeFile(
        join(program, '0000_slow.sql'),
        'select pg_sleep(0.6); create table slow (id integer);',
      );
      try {
        const done = await Promise.all([migrate(one, program), migrate(two, program)]);
        expect(done.flat()).toEqual(['0000_slow.sql']);
        await expect(one.query('select pg_sleep(0.6)')).rejects.toMatchObject({
          code: 'unavailable',
          reason: 'a statement took too long',
        });
      } finally {
        await rm(program, { recursive: true });
      }
    },
  );
});
