import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Parked } from './parked.ts';

describe('what is parked', () => {
  let expired: string[];
  let parked: Parked<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    expired = [];
    parked = new Parked((thing) => expired.push(thing));
  });
  afterEach(() => void vi.useRealTimers());

  it('is handed out once, in the order it came, to who asks for what it waits for', () => {
    parked.park('message 1', 'a', 1_000);
    parked.park('message 2', 'b', 1_000);
    parked.park('message 1', 'c', 1_000);
    expect(parked.take('message 1')).toEqual(['a', 'c']);
    expect(parked.take('message 1')).toEqual([]);
    expect(parked.take('message 2')).toEqual(['b']);
  });

  it('waits each for its own time, and is handed back when nobody asked', () => {
    parked.park('message 1', 'early', 1_000);
    vi.advanceTimersByTime(900);
    parked.park('message 1', 'late', 1_000);
    vi.advanceTimersByTime(100);
    expect(expired).toEqual(['early']);
    expect(parked.take('message 1')).toEqual(['late']);
    vi.advanceTimersByTime(10_000);
    expect(expired).toEqual(['early']);
  });

  it('leaves nothing behind, taken or not', () => {
    for (let i = 0; i < 1_000; i++) parked.park(`message ${i % 100}`, `thing ${i}`, 60_000);
    for (let i = 0; i < 50; i++) parked.take(`message ${i}`);
    expect(parked.size).toBe(500);
    expect(vi.getTimerCount()).toBe(500);
    vi.advanceTimersByTime(60_000);
    expect(expired).toHaveLength(500);
    expect(parked.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is dropped in silence when all ends', () => {
    for (const thing of ['a', 'b']) parked.park('message 1', thing, 1_000);
    parked.clear();
    expect([parked.size, vi.getTimerCount()]).toEqual([0, 0]);
    vi.advanceTimersByTime(10_000);
    expect(expired).toEqual([]);
  });

  it('may be parked again while it is handed back', () => {
    let again = 2;
    const stubborn: Parked<string> = new Parked((thing) => {
      if (again-- > 0) stubborn.park('message 1', thing, 100);
      else expired.push(thing);
    });
    stubborn.park('message 1', 'a', 100);
    vi.advanceTimersByTime(200);
    expect(stubborn.size).toBe(1);
    vi.advanceTimersByTime(100);
    expect([expired, stubborn.size]).toEqual([['a'], 0]);
  });
});
