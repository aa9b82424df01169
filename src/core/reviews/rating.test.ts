import { describe, expect, it } from 'vitest';
import { BilingualProblem } from '../commands/problem-text.ts';
import { parseRating } from './rating.ts';

describe('a rating', () => {
  it.each([
    [4.5, 9],
    [0.5, 1],
    [5, 10],
    ['4.5', 9],
    ['4,5', 9],
    ['4.50', 9],
    [' ４．５ ', 9],
    ['4½', 9],
    ['½', 1],
    ['.5', 1],
    ['★★★★½', 9],
    ['★★★☆☆', 6],
    ['★', 2],
    ['½☆☆☆☆', 1],
    ['9/10', 9],
    ['4.5/5', 9],
    ['3점', 6],
    ['3.5 stars', 7],
    ['4★', 8],
  ])('is understood as %j', (typed, halves) => {
    expect(parseRating(typed)).toBe(halves);
  });

  it.each([
    '',
    ' ',
    '0',
    '5.5',
    '6',
    '4.3',
    '-1',
    'great',
    '1e1',
    '11/10',
    '★★★★★★',
    '☆☆☆☆☆',
    '4.5.',
    'Infinity',
    NaN,
    0,
    -1,
    0.3,
  ])('is not %j', (typed) => {
    expect(() => parseRating(typed)).toThrow(BilingualProblem);
  });

  it('that is not understood is answered with an example in both languages', () => {
    try {
      parseRating('great');
      expect.unreachable();
    } catch (error) {
      expect((error as BilingualProblem).texts).toEqual({
        en: expect.stringContaining('4.5') as unknown,
        ko: expect.stringContaining('4.5') as unknown,
      });
    }
  });
});
