import { describe, expect, it } from 'vitest';
import { bestOf } from './best.ts';
import { FACTOR_DEFAULTS } from './factor-model.ts';
import { FOLLOWING_DEFAULTS } from './following-model.ts';
import { buildInteractions, type Interaction } from './interactions.ts';
import { LINEAR_DEFAULTS } from './linear-model.ts';
import { scoreNext } from './next-taste.ts';
import { seededRandom } from './random.ts';
import { fitTaste, type TasteModel } from './taste-model.ts';

/** A series of thirty films that all people see in its order, a minute apart, leaving out a few. */
function series(): Interaction[] {
  const random = seededRandom(11);
  const rows: Interaction[] = [];
  for (let person = 0; person < 60; person++) {
    const from = Math.floor(random() * 20);
    for (let film = from; film < from + 10; film++)
      if (random() < 0.8)
        rows.push({ user: `p${person}`, item: `${film}`, rating: 4, at: person * 1e6 + film * 60 });
  }
  return rows;
}

const matrix = buildInteractions(series());
const OPTIONS = {
  linear: { ...LINEAR_DEFAULTS, ridge: 10 },
  factors: [{ ...FACTOR_DEFAULTS, dimensions: 8 }],
  following: FOLLOWING_DEFAULTS,
};

/** The best three after somebody saw the films named, in that order. */
function next(model: TasteModel, films: number[]): number[] {
  const scores = scoreNext(model, {
    items: Int32Array.from(films, (film) => matrix.items.indexOf(`${film}`)),
    weights: new Float32Array(films.length).fill(1),
    times: null,
  });
  return bestOf(scores, scores.length, 3, () => true).map((item) => Number(matrix.items[item]));
}

describe('what somebody takes up next', () => {
  const model = fitTaste(matrix, OPTIONS);
  const seen = [8, 9, 10, 11, 12, 14, 15];

  it('is what others took up after the same films', () => {
    expect(next(model, seen)[0]).toBeGreaterThan(15);
  });

  it('is never what they have seen', () => {
    expect(next(model, seen).some((film) => seen.includes(film))).toBe(false);
  });

  it('is near the latest films where times are unknown to the fit', () => {
    const untimed = fitTaste(buildInteractions(series().map(({ at: _at, ...row }) => row)), OPTIONS);
    expect(untimed.following).toEqual([]);
    expect(next(untimed, seen).every((film) => film > 2 && film < 28)).toBe(true);
  });
});
