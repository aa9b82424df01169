import { describe, expect, it } from 'vitest';
import { buildInteractions } from './interactions.ts';

describe('who spoke about what', () => {
  it('keeps each person’s films together, oldest first', () => {
    const matrix = buildInteractions([
      { user: 'ada', item: 'heat', at: 30 },
      { user: 'bo', item: 'alien', at: 20 },
      { user: 'ada', item: 'alien', at: 10 },
    ]);
    expect(matrix.users).toEqual(['ada', 'bo']);
    expect([...matrix.userAt]).toEqual([0, 2, 3]);
    expect([...matrix.itemOf].map((item) => matrix.items[item])).toEqual(['alien', 'heat', 'alien']);
    expect([...matrix.itemCount]).toEqual([1, 2]);
  });

  it('lets the last word of one person about one film count', () => {
    const matrix = buildInteractions([
      { user: 'ada', item: 'heat', rating: 1 },
      { user: 'ada', item: 'alien', rating: 5 },
      { user: 'ada', item: 'heat', rating: 5 },
    ]);
    expect([...matrix.itemOf]).toEqual([0, 1]);
    expect(matrix.weight[0]).toBeCloseTo(1.2);
    expect(matrix.time).toBeNull();
  });

  it('counts a high rating for more than a low one, and a bare fact for one', () => {
    const rated = buildInteractions([
      { user: 'ada', item: 'heat', rating: 0.5 },
      { user: 'ada', item: 'alien', rating: 5 },
    ]);
    expect(rated.weight[0]).toBeCloseTo(0.6);
    expect(rated.weight[1]).toBeCloseTo(1.2);
    expect([...buildInteractions([{ user: 'ada', item: 'heat' }]).weight]).toEqual([1]);
  });

  it('grows past its first thousands of rows', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => ({ user: `u${n % 100}`, item: `i${n % 777}` }));
    const matrix = buildInteractions(rows);
    expect(matrix.users).toHaveLength(100);
    expect(matrix.itemCount.reduce((sum, count) => sum + count, 0)).toBe(matrix.itemOf.length);
    expect(matrix.itemOf.length).toBe(new Set(rows.map(({ user, item }) => `${user} ${item}`)).size);
  });
});
