import { describe, expect, it } from 'vitest';
import { FACTOR_DEFAULTS } from './factor-model.ts';
import { fitFactorsOfMany, peopleDrawn } from './factors-of-many.ts';
import { buildInteractions, type Interaction } from './interactions.ts';

/** Forty people of two circles, each with six films of their circle's ten. */
function circles(): Interaction[] {
  const rows: Interaction[] = [];
  for (let person = 0; person < 40; person++) {
    for (let k = 0; k < 6; k++) {
      const film = `${person % 2 === 0 ? 'western' : 'musical'}-${(person + 3 * k) % 10}`;
      rows.push({ user: `p${person}`, item: film, rating: 4, at: person * 1000 + k });
    }
  }
  return rows;
}

const OPTIONS = { ...FACTOR_DEFAULTS, dimensions: 8 };

describe('factors of more ratings than all sweeps can go through', () => {
  const matrix = buildInteractions(circles());

  it('are learned from whole histories of some people', () => {
    const drawn = peopleDrawn(matrix, 0.5, 1);
    expect(drawn.users.length).toBeGreaterThan(5);
    expect(drawn.users.length).toBeLessThan(35);
    expect(drawn.items).toBe(matrix.items);
    drawn.users.forEach((id, index) => {
      const user = matrix.users.indexOf(id);
      const whole = matrix.itemOf.subarray(matrix.userAt[user], matrix.userAt[user + 1]);
      expect([...drawn.itemOf.subarray(drawn.userAt[index], drawn.userAt[index + 1])]).toEqual([...whole]);
    });
    expect(drawn.itemCount.reduce((sum, count) => sum + count, 0)).toBe(drawn.itemOf.length);
  });

  it('tell the circles apart, and know every film', () => {
    const shares: number[] = [];
    const { itemFactors, options } = fitFactorsOfMany(matrix, OPTIONS, (share) => shares.push(share), 60);
    expect(options).toEqual(OPTIONS);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1);
    const likeness = (a: number, b: number): number => {
      const [one, other] = [a, b].map((film) => itemFactors.subarray(film * 8, film * 8 + 8));
      return one!.reduce((sum, value, i) => sum + value * other![i]!, 0);
    };
    for (let a = 0; a < matrix.items.length; a++) {
      for (let b = 0; b < matrix.items.length; b++) {
        if (a === b) continue;
        const sameCircle = matrix.items[a]!.slice(0, 7) === matrix.items[b]!.slice(0, 7);
        if (!sameCircle) expect(likeness(a, b)).toBeLessThan(0.3 * likeness(a, a));
      }
    }
  });
});
