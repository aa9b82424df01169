import { describe, expect, it } from 'vitest';
import { ConjugateGradient } from './conjugate-gradient.ts';
import { normal, seededRandom } from './random.ts';
import { RidgeSolver } from './ridge-solver.ts';

const D = 8;
const ROWS = 21;

describe('one row of a factorisation', () => {
  it('comes by steps to what solving outright gives', () => {
    const random = seededRandom(3);
    const factors = Float32Array.from({ length: ROWS * D }, () => normal(random));
    const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
    const weights = Float32Array.from(rows, () => 0.6 + 0.6 * random());
    const base = new Float64Array(D * D);
    for (let i = 0; i < D; i++) base[i * D + i] = 2 + i;
    base[3 * D + 1] = 0.5;

    const outright = new RidgeSolver(D);
    outright.start(base, 1);
    outright.addAll(factors, rows, weights, 2, ROWS);
    const solved = outright.solve(0.1, 10);

    const steps = new ConjugateGradient(D);
    const row = new Float32Array(D);
    steps.take(factors, rows, weights, 2, ROWS);
    steps.improve(row, 0, base, 0.1 * 10, 3);
    const near = Math.max(...solved.map((value, i) => Math.abs(value - row[i]!)));
    steps.improve(row, 0, base, 0.1 * 10, D);
    const nearer = Math.max(...solved.map((value, i) => Math.abs(value - row[i]!)));
    expect(near).toBeLessThan(0.2);
    expect(nearer).toBeLessThan(1e-5);
  });
});
