/** For me: how well lists made from one part of people's ratings hold what the other part holds. */
import { buildInteractions } from '../../src/core/recommendations/interactions.ts';
import { historyOf } from '../../src/core/recommendations/history.ts';
import { fitTasteWithin } from '../../src/core/recommendations/fit-model.ts';
import { fitLinear } from '../../src/core/recommendations/linear-model.ts';
import { scoreTaste } from '../../src/core/recommendations/taste-model.ts';
import type { RankingMetrics } from '../../src/eval/ranking-metrics.ts';
import { rankingMetrics } from '../../src/eval/ranking-metrics.ts';
import { readInteractions } from '../../src/eval/ratings-file.ts';
import type { ScoresOf } from '../../src/eval/taste-lists.ts';
import { listsFor, questionOf, setsByUser, tasteScores } from '../../src/eval/taste-lists.ts';
import { byItemCosine, byPopularity } from './baselines.ts';
import type { Split } from './data.ts';
import { dataFile, movieLens100k, movieLensSmall, splitByItem, splitByUser } from './data.ts';
import type { Cost, Row } from './table.ts';
import { mean, printTable, quality, timed } from './table.ts';

const K = 10;
/** Above so many items the linear model is fitted on the most rated of them, inside the whole. */
const MOST_FOR_LINEAR = 4000;
const LINEAR_ONLY = { linear: 1, factors: 0, popularity: 0 };

interface Measured {
  ours: RankingMetrics;
  fit: Cost;
  answers: Cost;
  linear: RankingMetrics;
  linearFit: Cost;
  popularity: RankingMetrics;
  cosine: RankingMetrics;
}

/** Fits and scores all methods on one split. */
function measure({ train, test }: Split): Measured {
  const matrix = buildInteractions(train);
  const question = questionOf(train, test);
  const seen = setsByUser(train);
  const wanted = setsByUser(test);
  const score = (scoresOf: ScoresOf, varied = false): RankingMetrics =>
    rankingMetrics(seen, wanted, listsFor(matrix, wanted.keys(), K, scoresOf, varied), K);
  const small = matrix.items.length <= MOST_FOR_LINEAR;
  const linear = timed(() => (small ? fitLinear(matrix) : null));
  const fit = timed(() => fitTasteWithin(matrix));
  const answers = timed(() => score(tasteScores(matrix, fit.result, question), true));
  const alone = { ...fit.result, linear: linear.result ?? fit.result.linear };
  return {
    ours: answers.result,
    fit: fit.cost,
    answers: answers.cost,
    linear: score((user) => scoreTaste(alone, historyOf(matrix, user), LINEAR_ONLY)),
    linearFit: linear.cost,
    popularity: score(byPopularity(matrix)),
    cosine: score(byItemCosine(matrix)),
  };
}

function figures({ ours, linear, cosine, popularity }: Measured): Record<string, string> {
  return {
    ours: quality(ours.ndcg),
    'linear alone': quality(linear.ndcg),
    'item cosine': quality(cosine.ndcg),
    popularity: quality(popularity.ndcg),
    coverage: quality(ours.coverage, 3),
    novelty: ours.novelty.toFixed(2),
  };
}

export function measureTastes(): void {
  const rows: Row[] = [];
  const add = (what: string, split: Split | null, goal?: string): Measured | null => {
    if (split === null) return null;
    const measured = measure(split);
    rows.push({ what, figures: figures(measured), goal });
    return measured;
  };
  const published = add(
    'item75-seed42',
    splitFiles('item75-seed42'),
    '≥ .505, coverage ≥ .30, novelty ≥ 2.2',
  );
  add('user75-seed7', splitFiles('user75-seed7'), '≥ .498');
  add('user75-chrono', splitFiles('user75-chrono'), '≥ .33');
  const ratings = movieLens100k();
  if (ratings !== null) {
    const unseen = [1, 2, 3].map((seed) =>
      add(`items cut with seed ${seed}`, splitByItem(ratings, seed), '≥ .498'),
    );
    add('people cut with seed 1', splitByUser(ratings, 1), '≥ .498');
    console.log(`Mean over the unseen cuts by item: ${quality(mean(unseen.map((one) => one!.ours.ndcg)))}`);
  }
  const small = movieLensSmall();
  if (small !== null) add('MovieLens Latest Small, items cut with seed 1', splitByItem(small, 1));
  printTable('For me: NDCG@10', rows);
  if (published !== null) {
    const seconds = ({ wall, cpu }: Cost): string => `${wall.toFixed(1)} s (${cpu.toFixed(1)} s CPU)`;
    console.log(
      `\nitem75-seed42: linear model fitted in ${seconds(published.linearFit)}, goal 5 s; everything in ${seconds(published.fit)}, goal 60 s; all lists in ${seconds(published.answers)}`,
    );
  }
}

function splitFiles(name: string): Split | null {
  const train = dataFile(`ml-100k/splits/${name}.train.tsv.gz`);
  const test = dataFile(`ml-100k/splits/${name}.test.tsv.gz`);
  return train === null || test === null
    ? null
    : { train: readInteractions(train), test: readInteractions(test) };
}
