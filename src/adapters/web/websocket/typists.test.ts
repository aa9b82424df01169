import { expect, it } from 'vitest';
import { Typists } from './typists.ts';

it('says of each person that they write once in a while', () => {
  let now = 0;
  const typists = new Typists(2_000, () => now);
  const said: string[] = [];
  for (; now < 6_000; now += 10)
    for (const who of ['ana', 'jun']) if (typists.due(who)) said.push(`${who} ${now}`);
  expect(said).toEqual(['ana 0', 'jun 0', 'ana 2000', 'jun 2000', 'ana 4000', 'jun 4000']);
});

it('says it of twenty people at most in that time, and holds no more names', () => {
  let now = 0;
  const typists = new Typists(2_000, () => now);
  const all = Array.from({ length: 5_000 }, (_, i) => `person ${i}`);
  expect(all.filter((who) => typists.due(who))).toEqual(all.slice(0, 20));
  now = 2_000;
  expect(typists.due('person 4999')).toBe(true);
});
