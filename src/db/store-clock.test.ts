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

it('keeps to what it knew when the store is too slow to tell', async () => {
  let own = 50_000;
  const slow = {
    query: <T>() => {
      own += 5_000;
      return Promise.resolve([{ ms: 0 } as T]);
    },
  };
  const clock = new StoreClock(slow, quietLogger(), () => own);
  await clock.ask();
  expect(clock.now().getTime()).toBe(55_000);
});
