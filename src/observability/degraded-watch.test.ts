import { afterEach, expect, it } from 'vitest';
import { quietLogger } from '../../tests/support/quiet-logger.ts';
import { DegradedWatch } from './degraded-watch.ts';
import { readinessOf } from './readiness.ts';

const watches: DegradedWatch[] = [];
afterEach(async () => {
  await Promise.all(watches.splice(0).map((watch) => watch.stop()));
});

function watching(): {
  watch: DegradedWatch;
  parts: Record<string, string>;
  said: string[];
  pass(ms: number): void;
} {
  const parts: Record<string, string> = { database: 'connected', bus: 'connected', slack: 'connected' };
  const logger = quietLogger();
  let now = 0;
  const watch = new DegradedWatch(
    () => Promise.resolve(readinessOf({ ...parts })),
    logger,
    () => now,
  );
  watches.push(watch);
  return { watch, parts, said: logger.said, pass: (ms) => (now += ms) };
}

it('says which part is not well when that is seen, once a minute from then on, and when it is over', async () => {
  const { watch, parts, said, pass } = watching();
  await watch.look();
  expect(said).toEqual([]);
  parts['bus'] = 'NOPERM no rights to the channel';
  for (let s = 0; s <= 125; s += 5) {
    await watch.look();
    pass(5_000);
  }
  expect(said.filter((line) => line.includes('does not work'))).toHaveLength(3);
  expect(watch.degraded).toEqual(['bus']);
  parts['bus'] = 'connected';
  await watch.look();
  expect(said.at(-1)).toContain('works again');
  expect(watch.degraded).toEqual([]);
});

it('takes a part that leaves the work to another process for well', async () => {
  const { watch, parts, said } = watching();
  parts['slack'] = 'standing by: another process serves it';
  await watch.look();
  expect(said).toEqual([]);
});

it('calls a process ready while its log can append, whatever else is away', () => {
  expect(readinessOf({ database: 'connected', bus: 'no answer', discord: 'reconnecting' })).toMatchObject({
    ready: true,
    degraded: ['bus', 'discord'],
  });
  expect(readinessOf({ database: 'no answer', bus: 'connected' })).toMatchObject({
    ready: false,
    degraded: ['database'],
  });
});
