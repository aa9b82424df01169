import { describe, expect, it } from 'vitest';
import { bestOf } from './best.ts';
import type { History } from './history.ts';
import { historyOf } from './history.ts';
import type { Interaction, InteractionMatrix } from './interactions.ts';
import { buildInteractions } from './interactions.ts';
import { FACTOR_DEFAULTS } from './factor-model.ts';
import { fitTasteWithin } from './fit-model.ts';
import { FOLLOWING_DEFAULTS } from './following-model.ts';
import { LINEAR_DEFAULTS } from './linear-model.ts';
import { seededRandom } from './random.ts';
import type { TasteModel } from './taste-model.ts';
import { fitTaste, scoreTaste } from './taste-model.ts';

/** Two circles of people who see two kinds of films, and nobody who sees both. */
function twoCircles(): InteractionMatrix {
  const random = seededRandom(5);
  const rows: Interaction[] = [];
  for (let person = 0; person < 80; person++) {
    const kind = person % 2 === 0 ? 'western' : 'musical';
    for (let film = 0; film < 20; film++) {
      if (random() < 0.5)
        rows.push({ user: `p${person}`, item: `${kind}-${film}`, rating: 4, at: person * 1e5 + film * 60 });
    }
  }
  return buildInteractions(rows);
}

const matrix = twoCircles();
const options = {
  linear: { ...LINEAR_DEFAULTS, ridge: 10 },
  factors: [{ ...FACTOR_DEFAULTS, dimensions: 8 }],
  following: FOLLOWING_DEFAULTS,
};
const model = fitTaste(matrix, options);

function best(scored: TasteModel, history: History): string[] {
  const scores = scoreTaste(scored, history);
  return bestOf(scores, scores.length, 5, () => true).map((item) => scored.items[item]!);
}

function historyWith(...films: string[]): History {
  return {
    items: Int32Array.from(films, (film) => matrix.items.indexOf(film)),
    weights: new Float32Array(films.length).fill(1),
    times: null,
  };
}

describe('what a person may like, from what many people saw', () => {
  it('keeps to a person’s own kind of films, and never names one they have seen', () => {
    const seen = new Set([...historyOf(matrix, 0).items].map((item) => matrix.items[item]));
    const list = best(model, historyOf(matrix, 0));
    expect(list).toHaveLength(5);
    expect(list.every((film) => film.startsWith('western'))).toBe(true);
    expect(list.some((film) => seen.has(film))).toBe(false);
  });

  it('turns with a new rating at once, without a new fit', () => {
    expect(best(model, historyWith('western-3'))[0]).toMatch(/^western/);
    expect(best(model, historyWith('musical-3'))[0]).toMatch(/^musical/);
  });

  it('answers in less than 50 ms after a new rating', () => {
    const history = historyWith('western-1', 'western-2', 'western-3');
    best(model, history);
    const started = performance.now();
    best(model, history);
    expect(performance.now() - started).toBeLessThan(50);
  });

  it('leads a dislike away from what is like it', () => {
    const history = { ...historyWith('western-3', 'musical-3'), weights: Float32Array.of(1, -1) };
    expect(best(model, history).every((film) => film.startsWith('western'))).toBe(true);
  });

  it('knows films that were too little known to be fitted in pairs by their factors', () => {
    const small = fitTasteWithin(matrix, () => undefined, 20);
    const found = best(small, historyOf(matrix, 0));
    expect(found).toHaveLength(5);
    expect(found.every((film) => film.startsWith('western'))).toBe(true);
  });

  it('tells how far it has come', () => {
    const shares: number[] = [];
    fitTaste(matrix, options, (share) => shares.push(share));
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBeCloseTo(1);
  });
});
