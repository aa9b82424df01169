import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './reconnect-delay.ts';

describe('The wait before connecting again', () => {
  it('is spread evenly from nothing to the whole of it, so that a thousand readers do not come at once', () => {
    expect(reconnectDelay(0, () => 0)).toBe(0);
    expect(reconnectDelay(0, () => 0.5)).toBe(250);
    expect(reconnectDelay(0, () => 1)).toBe(500);
  });

  it('doubles with each attempt and ends at half a minute', () => {
    const longest = Array.from({ length: 9 }, (_, attempt) => reconnectDelay(attempt, () => 1));
    expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is a quarter of a second on average at first', () => {
    const waits = Array.from({ length: 4000 }, () => reconnectDelay(0));
    expect(waits.reduce((a, b) => a + b) / waits.length).toBeCloseTo(250, -2);
  });
});
