import { describe, expect, it } from 'vitest';
import { buildInteractions } from './interactions.ts';
import { matrixOf, RatingGatherer } from './rating-columns.ts';
import type { Rating } from './taste-repository.ts';

const rows: Rating[] = [
  { rater: 'ana', movieId: 'heat', rating: 10, at: 300 },
  { rater: 'bora', movieId: 'heat', rating: 1, at: 50 },
  { rater: 'ana', movieId: 'ran', rating: 1, at: 100 },
  { rater: 'ana', movieId: 'up', rating: null, at: 200 },
];

function gathered(pages: readonly Rating[][]): RatingGatherer {
  const gatherer = new RatingGatherer();
  for (const page of pages) gatherer.add(page);
  return gatherer;
}

describe('gathered ratings', () => {
  it('become the matrix that is learned from, each person’s oldest first', () => {
    const matrix = matrixOf(gathered([rows.slice(0, 2), rows.slice(2)]).columns());
    const same = buildInteractions(
      rows.map(({ rater, movieId, rating, at }) => ({
        user: rater,
        item: movieId,
        at: at ?? 0,
        ...(rating === null ? {} : { rating }),
      })),
    );
    expect(matrix).toEqual({ ...same, users: expect.any(Array) as unknown });
    expect(matrix.users).toHaveLength(2);
  });

  it('come before all others where their time is unknown, and seem to follow nothing', () => {
    const untimed = rows.map((row, index) => (index === 2 ? { ...row, at: null } : row));
    const matrix = matrixOf(gathered([untimed]).columns());
    const [first = '', second = '', third = ''] = [...matrix.itemOf.slice(0, 3)].map(
      (item) => matrix.items[item],
    );
    expect([first, second, third]).toEqual(['ran', 'up', 'heat']);
    expect((matrix.time?.[1] ?? 0) - (matrix.time?.[0] ?? 0)).toBeGreaterThan(1_000_000);
    const never = rows.map((row) => ({ ...row, at: null }));
    expect(matrixOf(gathered([never]).columns()).time).toBeNull();
  });

  it('may be many', () => {
    const many = Array.from({ length: 50_000 }, (_, i): Rating => ({
      rater: `r${i % 500}`,
      movieId: `m${Math.floor(i / 500)}`,
      rating: 1 + (i % 10),
      at: i,
    }));
    const gatherer = gathered([many.slice(0, 20_000), many.slice(20_000)]);
    expect([gatherer.length, gatherer.raters]).toEqual([50_000, 500]);
    const matrix = matrixOf(gatherer.columns());
    expect([...matrix.itemCount]).toEqual(Array(100).fill(500));
  });
});
