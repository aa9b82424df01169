import { describe, expect, it } from 'vitest';
import { seededRandom } from '../recommendations/random.ts';
import { PostingLists } from './posting-lists.ts';

/** Ascending lists of many lengths, the same in pages and as plain arrays. */
function filled(): { lists: PostingLists; plain: number[][] } {
  const random = seededRandom(7);
  const lists = new PostingLists(1);
  const plain = [0, 1, 2, 3, 6, 7, 510, 1022, 1023, 5_000, 40_000, 90_000].map((length) => {
    let value = 0;
    return Array.from({ length }, () => (value += 1 + Math.floor(random() * 5)));
  });
  for (let i = 0; i < 90_000; i++)
    plain.forEach((values, list) => {
      if (i < values.length) lists.append(list, values[i]!);
    });
  return { lists, plain };
}

const whole = (lists: PostingLists, list: number): number[] => {
  const out = new Int32Array(1 << 17);
  return [...out.subarray(0, lists.cursor(list).readBelow(Infinity, out))];
};

describe('lists in shared pages', () => {
  const { lists, plain } = filled();

  it('give back what was appended', () => {
    plain.forEach((values, list) => {
      expect(lists.length(list)).toBe(values.length);
      expect(whole(lists, list)).toEqual(values);
    });
    expect(whole(lists, plain.length + 5)).toEqual([]);
  });

  it('take a value once when it comes again', () => {
    const again = new PostingLists(1);
    for (const value of [0, 0, 3, 3, 3, 8]) again.append(2, value);
    expect(whole(again, 2)).toEqual([0, 3, 8]);
  });

  it('are read part by part', () => {
    const out = new Int32Array(1 << 17);
    plain.forEach((values, list) => {
      const cursor = lists.cursor(list);
      for (let to = 100; to < 300_000; to += 9_999) {
        const part = [...out.subarray(0, cursor.readBelow(to, out))];
        expect(part).toEqual(values.filter((value) => value >= to - 9_999 && value < to));
      }
    });
  });

  it('are passed over to where a value is or would be', () => {
    plain.forEach((values, list) => {
      const cursor = lists.cursor(list);
      for (let from = 0; from < 300_000; from += 777)
        expect(cursor.seek(from)).toBe(values.find((value) => value >= from) ?? -1);
    });
  });

  it('are there without some values', () => {
    const rest = lists.without((value) => value % 3 === 0);
    plain.forEach((values, list) => {
      expect(whole(rest, list)).toEqual(values.filter((value) => value % 3 !== 0));
    });
  });
});
