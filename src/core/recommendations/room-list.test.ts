import { describe, expect, it } from 'vitest';
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
});
