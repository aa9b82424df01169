import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelFacts } from '../../src/core/recommendations/model-store.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlModelStore } from '../../src/db/repositories/models.ts';
import { engines } from '../support/databases.ts';

const FACTS: ModelFacts = { ratings: 10, raters: 2, films: 5, imported: 4, seconds: 1.5 };
const PART = 1000;

describe.each(engines)('fitted models in the store, on $name', ({ available, open }) => {
  let database: Database;
  let store: SqlModelStore;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    store = new SqlModelStore(database, PART);
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  test.each([0, 1, PART - 1, PART, PART + 1, 10 * PART + 7])(
    'come back byte for byte, with %i bytes',
    async (length) => {
      const bytes = new Uint8Array(randomBytes(length));
      const { version } = await store.save(bytes, FACTS);
      expect(await store.read(version)).toEqual(bytes);
    },
  );

  test('are listed newest first with what is known of them, and only the newest two are kept', async () => {
    const versions: number[] = [];
    for (const ratings of [1, 2, 3])
      versions.push((await store.save(new Uint8Array(PART + 1), { ...FACTS, ratings })).version);
    const [newest, before, ...more] = await store.list();
    expect([newest?.version, before?.version, more]).toEqual([versions[2], versions[1], []]);
    expect(newest?.facts).toEqual({ ...FACTS, ratings: 3 });
    expect(Math.abs((newest?.madeAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(await store.read(versions[0] ?? 0)).toBeNull();
    const parts = await database.query('select distinct version from model_parts');
    expect(parts).toHaveLength(2);
  });

  test('that were not written to the end are never seen, and forgotten later', async () => {
    const [half] = await database.query(
      `insert into models (facts) values ('{"bytes": 5}') returning version::text as version`,
    );
    const version = Number(half?.['version']);
    expect((await store.list()).map((model) => model.version)).not.toContain(version);
    expect(await store.read(version)).toBeNull();
    await store.save(new Uint8Array(1), FACTS);
    await store.save(new Uint8Array(1), FACTS);
    expect(await database.query('select 1 from models where version = $1', [version])).toEqual([]);
  });

  test('of which a part is gone come back shorter', async () => {
    const { version } = await store.save(new Uint8Array(3 * PART), FACTS);
    await database.query('delete from model_parts where version = $1 and part = 1', [version]);
    expect(await store.read(version)).toHaveLength(PART);
  });
});
