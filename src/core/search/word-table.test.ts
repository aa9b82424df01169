import { describe, expect, it } from 'vitest';
import { WordTable } from './word-table.ts';

describe('numbers of words', () => {
  it('are given in the order in which words first come, whatever string they are a part of', () => {
    const table = new WordTable();
    expect(table.numberOf('night of the night', 0, 5)).toBe(0);
    expect(table.numberOf('night of the night', 6, 8)).toBe(1);
    expect(table.numberOf('night of the night', 13, 18)).toBe(0);
    expect(table.numberOf('nights', 0, 6)).toBe(2);
    expect(table.numberOf('밤의 ㅂㅏㅁ', 3, 6)).toBe(3);
    expect(table.numberOf('', 0, 0)).toBe(4);
    expect(table.count).toBe(5);
  });

  it('stay the same as the table grows', () => {
    const table = new WordTable();
    const words = Array.from({ length: 20_000 }, (_, n) => `${n.toString(36)}-${n % 7}`);
    words.forEach((word, n) => expect(table.numberOf(word, 0, word.length)).toBe(n));
    words.forEach((word, n) => expect(table.numberOf(word, 0, word.length)).toBe(n));
  });
});
