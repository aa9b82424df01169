import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTitle } from './title.ts';

describe('A title of MovieLens', () => {
  it.each<[string, string, string[], number | null]>([
    ['Toy Story (1995)', 'Toy Story', [], 1995],
    ['Shawshank Redemption, The (1994)', 'The Shawshank Redemption', [], 1994],
    ['Postman, The (Postino, Il) (1994)', 'The Postman', ['Il Postino'], 1994],
    ['Twelve Monkeys (a.k.a. 12 Monkeys) (1995)', 'Twelve Monkeys', ['12 Monkeys'], 1995],
    ["Argent, L' (1983)", "L'Argent", [], 1983],
    ['Seven (a.k.a. Se7en) (Sieben) (1995)', 'Seven', ['Se7en', 'Sieben'], 1995],
    ['Nothing But (2) Brackets (2001)', 'Nothing But (2) Brackets', [], 2001],
    ['(500) Days of Summer (2009)', '(500) Days of Summer', [], 2009],
    ['Babylon 5', 'Babylon 5', [], null],
    ['A Series (2006–2007)', 'A Series', [], 2006],
    ['unknown', 'unknown', [], null],
    ['', '', [], null],
  ])('%j', (text, title, others, year) => {
    expect(readTitle(text)).toEqual({ title, others, year });
  });

  it('may be anything at all, and is read in time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const { title, others } = readTitle(text);
        expect(typeof title).toBe('string');
        expect(others.every((other) => other !== '')).toBe(true);
      }),
    );
    const begun = performance.now();
    for (const long of ['('.repeat(20_000), '(a) '.repeat(5_000), `${' '.repeat(20_000)}(`]) readTitle(long);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
