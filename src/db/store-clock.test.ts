import { afterAll, expect, it } from 'vitest';
import { quietLogger } from '../../tests/support/quiet-logger.ts';
import { openPglite } from './pglite.ts';
import { StoreClock } from './store-clock.ts';

const database = openPglite();
afterAll(async () => (await database).close());

it.each([
  { where: 'ten minutes ahead', by: 600_000 },
  { where: 'ten minutes behind', by: -600_000 },
])("gives the store's time on a machine whose clock is $where, and says so once", async ({ by }) => {
  const logger = quietLogger();
  const clock = new StoreClock(await database, logger, () => Date.now() + by);
  await clock.ask();
  await clock.ask();
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(1_000);
  expect(logger.said.filter((line) => line.includes("machine's clock"))).toHaveLength(1);
});

it('never goes back, though its machine does by a little', async () => {
  let own = 1_000;
  const clock = new StoreClock({ query: () => Promise.resolve([]) }, quietLogger(), () => own);
  const first = clock.now();
  own = 990;
  expect(clock.now()).toEqual(first);
});

/** A store that says it is `at` o'clock in the middle of an answer that takes `took` ms by our own clock. */
function answering(own: { ms: number }, told: () => { at: number; took: number }) {
  return {
    query: <T>() => {
      const { at, took } = told();
      own.ms += took;
      return Promise.resolve([{ ms: at } as T]);
    },
  };
}

it('keeps to what it knew when the store is too slow to tell', async () => {
  const own = { ms: 600_000 };
  let took = 100;
  const clock = new StoreClock(
    answering(own, () => ({ at: own.ms + took / 2 - 300_000, took })),
    quietLogger(),
    () => own.ms,
  );
  await clock.ask();
  took = 5_000;
  own.ms += 1_000;
  const known = own.ms - 300_000;
  await clock.ask();
  expect(clock.now().getTime()).toBe(known + 5_000);
});

it('takes a slow answer over none, and a better one as soon as there is one', async () => {
  const own = { ms: 600_000 };
  const answers = [
    { at: 2_400, took: 4_000 },
    { at: 9_000, took: 3_000 },
    { at: 20_010, took: 20 },
  ];
  const clock = new StoreClock(
    answering(own, () => answers.shift()!),
    quietLogger(),
    () => own.ms,
  );
  // A machine ten minutes ahead; the store is asked just as its process starts, and is slow.
  await clock.ask();
  expect(clock.now().getTime()).toBe(2_400 + 2_000);
  await clock.ask();
  expect(clock.now().getTime()).toBe(9_000 + 1_500);
  await clock.ask();
  expect(clock.now().getTime()).toBe(20_010 + 10);
});
