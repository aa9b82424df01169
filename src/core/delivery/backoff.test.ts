import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.ts';

describe('backoff', () => {
  it('waits at most twice as long with each attempt, up to its cap', () => {
    const longest = Array.from({ length: 9 }, (_, attempt) => backoff(attempt, 250, 30_000, () => 1));
    expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('spreads those who failed together over the whole time', () => {
    expect([0, 0.25, 0.5].map((chance) => backoff(3, 250, 30_000, () => chance))).toEqual([0, 500, 1_000]);
  });

  it('never waits longer than its cap, nor less than nothing, however often it was tried', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 1e6 }), (attempt, cap) => {
        const wait = backoff(attempt, 250, cap);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(cap);
        expect(Number.isInteger(wait)).toBe(true);
      }),
    );
  });
});
