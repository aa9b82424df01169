/** Quality against cost: each way of recommending alone, on one cut of MovieLens 100K, as a table and a plot. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildInteractions } from '../../src/core/recommendations/interactions.ts';
import { FACTOR_DEFAULTS, fitFactors } from '../../src/core/recommendations/factor-model.ts';
import { historyOf } from '../../src/core/recommendations/history.ts';
import { fitLinear } from '../../src/core/recommendations/linear-model.ts';
import type { Blend, TasteModel } from '../../src/core/recommendations/taste-model.ts';
import { fitTaste, scoreTaste } from '../../src/core/recommendations/taste-model.ts';
import { rankingMetrics } from '../../src/eval/ranking-metrics.ts';
import type { ScoresOf } from '../../src/eval/taste-lists.ts';
import { listsFor, setsByUser } from '../../src/eval/taste-lists.ts';
import { byItemCosine, byPopularity } from './baselines.ts';
import { movieLens100k, splitByItem } from './data.ts';
import type { Point } from './plot.ts';
import { scatter } from './plot.ts';
import { printTable, quality, timed } from './table.ts';

const K = 10;
const FOLDER = join(import.meta.dirname, '../../docs/images');

export function measureCost(): void {
  const ratings = movieLens100k();
  if (ratings === null) return;
  const { train, test } = splitByItem(ratings, 1);
  const matrix = buildInteractions(train);
  const [seen, wanted] = [setsByUser(train), setsByUser(test)];
  const points: Point[] = [];
  const add = (name: string, fit: () => ScoresOf): void => {
    const { result: scoresOf, cost } = timed(fit);
    const lists = listsFor(matrix, wanted.keys(), K, scoresOf, false);
    points.push({ name, cost: cost.cpu, quality: rankingMetrics(seen, wanted, lists, K).ndcg });
  };
  const whole: TasteModel = fitTaste(matrix);
  const alone =
    (part: Partial<TasteModel>, blend: Blend): ScoresOf =>
    (user) =>
      scoreTaste({ ...whole, ...part }, historyOf(matrix, user), blend);
  const linear: Blend = { linear: 1, factors: 0, popularity: 0 };
  const factors: Blend = { linear: 0, factors: 1, popularity: 0 };
  add('popularity', () => byPopularity(matrix));
  add('item cosine', () => byItemCosine(matrix));
  add('linear model', () => alone({ linear: fitLinear(matrix) }, linear));
  add('32 factors', () => alone({ factors: [fitFactors(matrix)] }, factors));
  const larger = { ...FACTOR_DEFAULTS, dimensions: 64, penalty: 0.022 };
  add('64 factors', () => alone({ factors: [fitFactors(matrix, larger)] }, factors));
  add('all, blended', () => {
    const model = fitTaste(matrix);
    return (user) => scoreTaste(model, historyOf(matrix, user));
  });
  printTable(
    'Quality against cost, MovieLens 100K cut by item with seed 1',
    points.map(({ name, cost, quality: ndcg }) => ({
      what: name,
      figures: { 'NDCG@10': quality(ndcg), 'CPU s to fit': cost.toFixed(2) },
    })),
  );
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    join(FOLDER, 'recommendation-cost.svg'),
    scatter('NDCG@10 against seconds of CPU to fit', points),
  );
}
