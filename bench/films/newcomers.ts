/** For somebody new: how well the first lists fit after one, three, ten and twenty films. */
import { bestOf } from '../../src/core/recommendations/best.ts';
import { fitTasteWithin } from '../../src/core/recommendations/fit-model.ts';
import type { History } from '../../src/core/recommendations/history.ts';
import type { Interaction, InteractionMatrix } from '../../src/core/recommendations/interactions.ts';
import { buildInteractions } from '../../src/core/recommendations/interactions.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import { scoreNext } from '../../src/core/recommendations/next-taste.ts';
import { scoreTaste } from '../../src/core/recommendations/taste-model.ts';
import { movieLens100k, shuffled } from './data.ts';
import type { Row } from './table.ts';
import { mean, printTable, quality, quantile } from './table.ts';

const K = 10;
const GIVEN = [1, 3, 10, 20];
const GOALS = ['.60', '.70', '.68', '.73'];
/** Films that must be left to be found. */
const LEFT = 10;

/** One person never seen in the fit: what they gave, and what is to be found. */
interface Newcomer {
  given: { items: number[]; weights: number[]; times: number[] };
  rest: Set<number>;
}

type Scorer = (history: History) => Float32Array;

/** A tenth of the people taken out, each with as many first films as said; `order` puts a person's films. */
export function newcomersOf(
  matrix: InteractionMatrix,
  outside: ReadonlyMap<string, Interaction[]>,
  given: number,
): Newcomer[] {
  const numbers = new Map(matrix.items.map((item, number) => [item, number]));
  const newcomers: Newcomer[] = [];
  for (const rows of outside.values()) {
    const known = rows.filter(({ item }) => numbers.has(item));
    if (known.length < given + LEFT) continue;
    const first = known.slice(0, given).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    newcomers.push({
      given: {
        items: first.map(({ item }) => numbers.get(item)!),
        weights: first.map(({ rating }) => 0.6 + (0.6 * ((rating ?? 3) - 1)) / 4),
        times: first.map(({ at }) => at ?? 0),
      },
      rest: new Set(known.slice(given).map(({ item }) => numbers.get(item)!)),
    });
  }
  return newcomers;
}

export function judgeNewcomers(
  newcomers: readonly Newcomer[],
  scorer: Scorer,
): { ndcg: number; ms: number[] } {
  const ms: number[] = [];
  const values = newcomers.map(({ given, rest }) => {
    const history: History = {
      items: Int32Array.from(given.items),
      weights: Float32Array.from(given.weights),
      times: Float64Array.from(given.times),
    };
    const asked = performance.now();
    const scores = scorer(history);
    for (const item of history.items) scores[item] = -Infinity;
    const list = bestOf(scores, scores.length, K, () => true);
    ms.push(performance.now() - asked);
    let gain = 0;
    list.forEach((item, rank) => {
      if (rest.has(item)) gain += 1 / Math.log2(rank + 2);
    });
    let ideal = 0;
    for (let rank = 0; rank < Math.min(K, rest.size); rank++) ideal += 1 / Math.log2(rank + 2);
    return gain / ideal;
  });
  return { ndcg: mean(values), ms };
}

/** A seeded tenth of the people out, the others for the fit. `order` is of a person's films: as rated, or at random. */
export function leaveOut(
  ratings: readonly Interaction[],
  seed: number,
  order: 'time' | 'random',
): { inside: Interaction[]; outside: Map<string, Interaction[]> } {
  const random = seededRandom(seed);
  const people = shuffled([...new Set(ratings.map(({ user }) => user))], random);
  const out = new Set(people.slice(0, Math.ceil(people.length / 5)));
  const outside = new Map<string, Interaction[]>();
  const inside: Interaction[] = [];
  for (const row of ratings) {
    if (!out.has(row.user)) inside.push(row);
    else outside.set(row.user, [...(outside.get(row.user) ?? []), row]);
  }
  for (const [user, rows] of outside)
    outside.set(user, order === 'time' ? rows.sort((a, b) => a.at! - b.at!) : shuffled(rows, random));
  return { inside, outside };
}

export function measureNewcomers(): void {
  const ratings = movieLens100k();
  if (ratings === null) return;
  const rows: Row[] = [];
  const latencies: number[] = [];
  for (const order of ['random', 'time'] as const) {
    const { inside, outside } = leaveOut(ratings, 1, order);
    const matrix = buildInteractions(inside);
    const model = fitTasteWithin(matrix);
    const popular = Float32Array.from(matrix.itemCount);
    GIVEN.forEach((given, index) => {
      const newcomers = newcomersOf(matrix, outside, given);
      const ours = judgeNewcomers(newcomers, (history) => scoreTaste(model, history));
      const next = judgeNewcomers(newcomers, (history) => scoreNext(model, history));
      latencies.push(...ours.ms);
      rows.push({
        what: `${given} film${given === 1 ? '' : 's'} ${order === 'time' ? 'in the order rated' : 'at random'} (${newcomers.length} people)`,
        figures: {
          ours: quality(ours.ndcg, 3),
          'ours, asked for what is next': quality(next.ndcg, 3),
          popularity: quality(judgeNewcomers(newcomers, () => popular.slice()).ndcg, 3),
        },
        goal: `≥ ${GOALS[index]}`,
      });
    });
  }
  printTable('For somebody new: NDCG@10 of what they took up besides', rows);
  console.log(
    `\nFrom a new rating to the next list: p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms, goal 50 ms`,
  );
}
