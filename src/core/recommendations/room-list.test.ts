import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';
import { roomList } from './room-list.ts';

describe('a list for several people', () => {
  it('prefers what both like a little to what one loves and the other cannot bear', () => {
    expect(
      roomList(
        [
          [1, 0.6],
          [0, 0.6],
        ],
        2,
        1,
      ),
    ).toEqual([1]);
  });

  it('gives the next place to whoever got little so far', () => {
    // Three films for the first person, one for the second: theirs comes second, not last.
    expect(
      roomList(
        [
          [1, 0.9, 0.8, 0],
          [0, 0, 0, 0.7],
        ],
        4,
        4,
      ).indexOf(3),
    ).toBe(1);
  });

  it('is the person’s own order for one alone, as long as there is anything', () => {
    expect(roomList([[0.2, 0.9, 0.5]], 3, 10)).toEqual([1, 2, 0]);
    expect(roomList([[0.2, 0.9, 0.5]], 3, 2)).toEqual([1, 2]);
    expect(roomList([[]], 0, 5)).toEqual([]);
  });

  it('is what looking at every candidate for every place would choose', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 20; round++) {
      const gains = Array.from({ length: 4 }, () => Float64Array.from({ length: 60 }, () => random() ** 4));
      const got = [0.5, 0.5, 0.5, 0.5];
      const expected: number[] = [];
      while (expected.length < 8) {
        const raise = (film: number): number =>
          gains.reduce((sum, gain, person) => sum + Math.log1p((gain[film] ?? 0) / (got[person] ?? 0)), 0);
        const left = [...Array(60).keys()].filter((film) => !expected.includes(film));
        const best = left.reduce((a, b) => (raise(b) > raise(a) ? b : a));
        expected.push(best);
        gains.forEach((gain, person) => (got[person] = (got[person] ?? 0) + (gain[best] ?? 0)));
      }
      expect(roomList(gains, 60, 8)).toEqual(expected);
    }
  });
});
