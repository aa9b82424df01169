import { describe, expect, it } from 'vitest';
import { fitModel } from './fit-model.ts';
import { buildInteractions, type Interaction } from './interactions.ts';
import { mostRated, underNumbers } from './most-rated.ts';
import { seededRandom } from './random.ts';
import { scoreTaste } from './taste-model.ts';

/** Two crowds of raters; film n is known to fewer the higher n is. */
function crowds(films: number, raters: number): Interaction[] {
  const random = seededRandom(7);
  const rows: Interaction[] = [];
  for (let rater = 0; rater < raters; rater++) {
    for (let film = rater % 2; film < films; film += 2)
      if (random() < 1 / (1 + film / 20))
        rows.push({ user: `u${rater}`, item: `f${film}`, rating: 4, at: film });
  }
  return rows;
}

describe('a model of many films', () => {
  it('is fitted in full on the most rated ones, under the numbers of all', () => {
    const matrix = buildInteractions([
      { user: 'a', item: 'rare', at: 1 },
      { user: 'a', item: 'heat', at: 2 },
      { user: 'a', item: 'ran', at: 3 },
      { user: 'b', item: 'heat', at: 4 },
      { user: 'b', item: 'ran', at: 5 },
    ]);
    const most = mostRated(matrix, 2);
    expect([...most.numbers]).toEqual([1, 2]);
    expect(most.matrix.items).toEqual(['heat', 'ran']);
    expect([...most.matrix.userAt]).toEqual([0, 2, 4]);
    expect([...(most.matrix.time ?? [])]).toEqual([2, 3, 4, 5]);
    const rows = {
      items: 2,
      at: Int32Array.of(0, 1, 2),
      column: Int32Array.of(1, 0),
      value: Float32Array.of(0.5, 0.25),
    };
    const wide = underNumbers(rows, most.numbers, 3);
    expect([...wide.at]).toEqual([0, 0, 1, 2]);
    expect([...wide.column]).toEqual([2, 1]);
  });

  it('recommends from the crowd somebody belongs to, also films beyond those', () => {
    const matrix = buildInteractions(crowds(120, 300));
    const { taste } = fitModel(matrix, undefined, 40);
    const number = new Map(matrix.items.map((id, index) => [id, index]));
    const items = Int32Array.from([0, 2, 4, 6], (film) => number.get(`f${film}`) ?? 0);
    const scores = scoreTaste(taste, { items, weights: new Float32Array(4).fill(1), times: null });
    const meanOf = (parity: number): number => {
      const films = [...number].filter(
        ([id]) => Number(id.slice(1)) > 60 && Number(id.slice(1)) % 2 === parity,
      );
      return films.reduce((sum, [, item]) => sum + (scores[item] ?? 0), 0) / films.length;
    };
    expect(meanOf(0)).toBeGreaterThan(meanOf(1));
  });
});
