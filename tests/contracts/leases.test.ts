import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SqlLeases } from '../../src/db/leases.ts';
import type { Database } from '../../src/db/database.ts';
import { engines } from '../support/databases.ts';
import { waitFor } from '../support/wait-for.ts';

const LONG = 60_000;
const SHORT = 150;

describe.each(engines)('leases on $name', ({ available, open }) => {
  let database: Database;
  let names = 0;
  const name = (): string => `lease ${++names}`;
  const holder = (who: string): SqlLeases => new SqlLeases(database, who);

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  test('go to one of those who ask at the same time', async () => {
    const wanted = name();
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, i) => holder(`process ${i}`).take(wanted, LONG)),
    );
    expect(taken.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test('are held until they run out, and prolonged by who holds them', async () => {
    const wanted = name();
    const mine = await holder('one').take(wanted, LONG);
    expect(await mine?.renew()).toBe(true);
    expect(await holder('two').take(wanted, LONG)).toBeNull();
    expect(await holder('one').take(wanted, LONG)).toBeNull();
  });

  test('go to the next when they ran out; the fence rises, and the late holder can no longer prolong', async () => {
    const wanted = name();
    const late = await holder('one').take(wanted, SHORT);
    const next = await waitFor('the lease to run out', () => holder('two').take(wanted, LONG));
    expect(next.fence).toBeGreaterThan(late?.fence ?? Infinity);
    expect(await late?.renew()).toBe(false);
    expect(await next.renew()).toBe(true);
  });

  test('go to the next at once when they are let go', async () => {
    const wanted = name();
    const first = await holder('one').take(wanted, LONG);
    await first?.release();
    const second = await holder('two').take(wanted, LONG);
    expect(second?.fence).toBeGreaterThan(first?.fence ?? Infinity);
  });

  test('are not let go by one who no longer holds them', async () => {
    const wanted = name();
    const late = await holder('one').take(wanted, SHORT);
    await waitFor('the lease to run out', () => holder('two').take(wanted, LONG));
    await late?.release();
    expect(await holder('three').take(wanted, LONG)).toBeNull();
  });

  test('once let go are not taken back by prolonging them', async () => {
    const lease = await holder('one').take(name(), LONG);
    await lease?.release();
    expect(await lease?.renew()).toBe(false);
  });

  test('of different names do not stand in each other’s way', async () => {
    expect(await holder('one').take(name(), LONG)).not.toBeNull();
    expect(await holder('two').take(name(), LONG)).not.toBeNull();
  });
});
