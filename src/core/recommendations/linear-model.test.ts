import { describe, expect, it } from 'vitest';
import { buildInteractions, type Interaction } from './interactions.ts';
import { addLinearScores, fitLinear } from './linear-model.ts';
import { seededRandom } from './random.ts';

const OPTIONS = { ridge: 5, timeShare: 0.5, timeScale: 600 };

describe('the linear model', () => {
  const random = seededRandom(7);
  const rows: Interaction[] = [];
  for (let person = 0; person < 30; person++) {
    for (let film = 0; film < 9; film++) {
      const at = person * 1e6 + Math.floor(random() ** 3 * 20_000);
      if (random() < 0.6)
        rows.push({ user: `p${person}`, item: `f${film}`, rating: 1 + Math.floor(random() * 5), at });
    }
  }
  const matrix = buildInteractions(rows);
  const n = matrix.items.length;

  /** The weighted Gram matrix with its ridge as it is written down: pair by pair. */
  const gram = (row: number, column: number): number => {
    let sum = row === column ? OPTIONS.ridge : 0;
    for (let user = 0; user < matrix.users.length; user++) {
      for (let a = matrix.userAt[user]!; a < matrix.userAt[user + 1]!; a++) {
        for (let b = matrix.userAt[user]!; b < matrix.userAt[user + 1]!; b++) {
          if (matrix.itemOf[a] !== row || matrix.itemOf[b] !== column) continue;
          const apart = Math.abs(matrix.time![a]! - matrix.time![b]!) / OPTIONS.timeScale;
          sum += matrix.weight[a]! * matrix.weight[b]! * (0.5 + 0.5 * Math.exp(-apart));
        }
      }
    }
    return sum;
  };

  it('is the inverse of who saw both, pairs rated soon after each other counting for more', () => {
    const { precision } = fitLinear(matrix, OPTIONS);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let product = 0;
        for (let k = 0; k < n; k++) product += gram(i, k) * precision[k * n + j]!;
        expect(product).toBeCloseTo(i === j ? 1 : 0, 4);
      }
    }
  });

  it('has no film speak for itself', () => {
    const scores = new Float32Array(n);
    addLinearScores(fitLinear(matrix, OPTIONS), [2], [1], scores);
    expect(scores[2]).toBe(0);
  });
});
