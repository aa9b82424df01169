import { describe, expect, it } from 'vitest';
import { broken, compare, disordered, expectedLines } from './oracle.ts';
import { percentile } from './report.ts';
import type { Expected } from './talk.ts';

const ana = { id: '1', name: 'Ana' };
const line = (token: string, more: Partial<Expected> = {}): Expected => ({
  token,
  side: 'web',
  who: ana,
  text: `${token} rain`,
  deleted: false,
  replyTo: null,
  reactions: new Set(),
  busy: false,
  ...more,
});
const said = [
  line('#1', { reactions: new Set(['1 🎬', '2 🎬']) }),
  line('#2'),
  line('#3', { deleted: true }),
];
const expected = expectedLines(said, ({ replyTo }) => replyTo);
const shown = [
  { text: '#1 rain', author: 'Ana', emoji: ['🎬'] },
  { text: '#2 rain', author: 'Ana', emoji: [] },
];

describe('the oracle of a chaos run', () => {
  it('is content with a side that shows what was said, in whatever order it looks', () => {
    expect(compare('web', expected, [...shown].reverse())).toBeNull();
  });

  it.each([
    ['a line that is not there', shown.slice(1), { missing: ['#1 rain | Ana | 🎬'] }],
    ['a line that is there twice', [...shown, shown[1]], { twice: ['#2'] }],
    [
      'a line that was taken back',
      [...shown, { text: '#3 rain', author: 'Ana', emoji: [] }],
      { extra: ['#3 rain | Ana | '] },
    ],
    [
      'a first wording',
      [shown[0], { text: '#2 snow', author: 'Ana', emoji: [] }],
      { extra: ['#2 snow | Ana | '] },
    ],
    [
      'a reaction that is missing',
      [{ ...shown[0], emoji: [] }, shown[1]],
      { missing: ['#1 rain | Ana | 🎬'] },
    ],
    [
      'a line under another name',
      [shown[0], { ...shown[1], author: 'Theo' }],
      { extra: ['#2 rain | Theo | '] },
    ],
    [
      'an answer that no longer says to what',
      [shown[0], { ...shown[1], replyTo: '#1 rain' }],
      { extra: ['#2 rain | Ana |  ← #1'] },
    ],
  ])('finds %s', (_, seen, difference) => {
    const lines = seen.map((each) => ({ text: '', author: '', emoji: [], ...each }));
    expect(compare('web', expected, lines)).toMatchObject({ side: 'web', ...difference });
  });

  it('finds lines that stand in another order than in the log', () => {
    expect(disordered(['#1', '#2', '#3'], ['#1', '#3'])).toEqual([]);
    expect(disordered(['#1', '#2', '#3'], ['#2', '#1', '#3'])).toEqual(['#1']);
  });

  it('finds numbers that a reader was told twice, or that are not in the log', () => {
    expect(broken([4, 5, 6], 6)).toEqual([]);
    expect(broken([4, 5, 5], 6)).toEqual(['5 after 5']);
    expect(broken([4, 5, 9], 6)).toEqual(['9 beyond']);
  });

  it('says how long recovery took', () => {
    expect(percentile([], 0.5)).toBe(0);
    expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(percentile([5, 1, 4, 2, 3], 0.99)).toBe(5);
  });
});
