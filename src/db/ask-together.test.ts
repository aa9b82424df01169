import { expect, it } from 'vitest';
import { askTogether } from './ask-together.ts';

function lengths(): { asked: string[][]; ask: (keys: readonly string[]) => Promise<Map<string, number>> } {
  const asked: string[][] = [];
  return {
    asked,
    ask: (keys) => {
      asked.push([...keys]);
      return Promise.resolve(
        new Map(keys.filter((key) => key !== 'unknown').map((key) => [key, key.length])),
      );
    },
  };
}

it('asks once for what many ask in one turn, and once for the same key', async () => {
  const { asked, ask } = lengths();
  const one = askTogether(ask);
  expect(await Promise.all(['a', 'bb', 'a', 'unknown'].map(one))).toEqual([1, 2, 1, undefined]);
  expect(asked).toEqual([['a', 'bb', 'unknown']]);
});

it('reads anew for whoever asks later, also while the earlier reading is under way', async () => {
  let release: (() => void) | undefined;
  let readings = 0;
  const one = askTogether(async (keys) => {
    const reading = ++readings;
    if (reading === 1) await new Promise<void>((resolve) => (release = resolve));
    return new Map(keys.map((key) => [key, reading]));
  });
  const first = one('a');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(readings).toBe(1);
  expect(await one('a')).toBe(2);
  release?.();
  expect(await first).toBe(1);
});

it('asks in parts where there are too many keys for one question', async () => {
  const { asked, ask } = lengths();
  const one = askTogether(ask, 2);
  await Promise.all(['a', 'b', 'c'].map(one));
  expect(asked).toEqual([['a', 'b'], ['c']]);
});

it('tells all who asked when it cannot be answered, and asks again afterwards', async () => {
  let away = true;
  const one = askTogether((keys) =>
    away ? Promise.reject(new Error('away')) : Promise.resolve(new Map(keys.map((key) => [key, 1]))),
  );
  const answers = await Promise.allSettled([one('a'), one('b')]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  away = false;
  expect(await one('a')).toBe(1);
});
