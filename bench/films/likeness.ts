/** Films like one film, judged by whose ratings go together among people the models never saw. */
import type { Movie } from '../../src/core/catalogue/movie.ts';
import { bestOf } from '../../src/core/recommendations/best.ts';
import { buildContentModel } from '../../src/core/recommendations/content-model.ts';
import type { Interaction } from '../../src/core/recommendations/interactions.ts';
import { buildInteractions } from '../../src/core/recommendations/interactions.ts';
import type { NeighbourModel } from '../../src/core/recommendations/neighbour-model.ts';
import { fitNeighbours } from '../../src/core/recommendations/neighbour-model.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import { SimilarFilms } from '../../src/core/recommendations/similar-films.ts';
import { readFilms } from '../../src/eval/film.ts';
import { readLines } from '../../src/eval/lines.ts';
import { dataFile, movieLensSmall, shuffled } from './data.ts';
import type { Row } from './table.ts';
import { mean, printTable, quality, quantile } from './table.ts';

const K = 10;
/** People who must have rated a film, on both sides, for its neighbours to mean anything. */
const FEWEST = 15;
const SEEDS = [1, 2, 3];

type Lister = (id: string) => string[];

export interface LikenessCase {
  films: Movie[];
  train: Interaction[];
  /** Gains of a film's true neighbours: who goes with it among the people held out. */
  truth: Map<string, Map<string, number>>;
}

/** Ratings of films the catalogue of facts knows, half of the people to learn from, half to judge by. */
export function likenessCase(seed: number): LikenessCase | null {
  const path = dataFile('tmdb-5000/movies.jsonl.gz');
  const links = dataFile('ml-latest-small/links.csv.gz');
  const ratings = movieLensSmall();
  if (path === null || links === null || ratings === null) return null;
  const films = readFilms(path);
  const known = new Set(films.map(({ id }) => id));
  const tmdb = new Map(
    readLines(links)
      .slice(1)
      .map((line) => [line.split(',')[0]!, line.split(',')[2]!.trim()]),
  );
  const rows = ratings.flatMap((row) => {
    const item = tmdb.get(row.item) ?? '';
    return known.has(item) ? [{ ...row, item }] : [];
  });
  const people = shuffled([...new Set(rows.map(({ user }) => user))], seededRandom(seed));
  const held = new Set(people.slice(0, people.length / 2));
  const train = rows.filter(({ user }) => !held.has(user));
  const judges = buildInteractions(rows.filter(({ user }) => held.has(user)));
  return { films, train, truth: truthOf(fitNeighbours(judges)) };
}

function truthOf(neighbours: NeighbourModel): LikenessCase['truth'] {
  const truth = new Map<string, Map<string, number>>();
  neighbours.items.forEach((id, item) => {
    if (neighbours.itemCount[item]! < FEWEST) return;
    const gains = new Map<string, number>();
    for (let k = neighbours.at[item]!; k < neighbours.at[item + 1]!; k++)
      gains.set(neighbours.items[neighbours.neighbourOf[k]!]!, neighbours.similarity[k]!);
    truth.set(id, gains);
  });
  return truth;
}

/** Mean graded NDCG@10 over the films asked about. */
export function judgeLikeness(
  queries: readonly string[],
  truth: LikenessCase['truth'],
  list: Lister,
): number {
  return mean(
    queries.map((id) => {
      const gains = truth.get(id)!;
      const ideal = [...gains.values()].sort((a, b) => b - a).slice(0, K);
      const dcg = (values: readonly number[]): number =>
        values.reduce((sum, gain, rank) => sum + gain / Math.log2(rank + 2), 0);
      return dcg(list(id).map((other) => gains.get(other) ?? 0)) / (dcg(ideal) || 1);
    }),
  );
}

export function queriesOf({ train, truth }: LikenessCase): string[] {
  const counts = new Map<string, number>();
  for (const { item } of train) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...truth.keys()].filter((id) => (counts.get(id) ?? 0) >= FEWEST);
}

/** Cosine of genres, ties by votes: what ours replaces. */
function byGenres(films: readonly Movie[]): Lister {
  return ranked(films, (film, other) => {
    const both = film.genres.filter((genre) => other.genres.includes(genre)).length;
    return both / Math.sqrt(film.genres.length * other.genres.length || 1) + other.voteCount * 1e-7;
  });
}

/** Nearness of the year alone, ties by votes. */
const byYear = (films: readonly Movie[]): Lister =>
  ranked(films, (film, other) => -Math.abs((film.year ?? 0) - (other.year ?? 0)) + other.voteCount * 1e-5);

function ranked(films: readonly Movie[], likeness: (film: Movie, other: Movie) => number): Lister {
  const byId = new Map(films.map((film) => [film.id, film]));
  return (id) => {
    const film = byId.get(id)!;
    const scores = films.map((other) => (other === film ? -Infinity : likeness(film, other)));
    return bestOf(scores, scores.length, K, () => true).map((other) => films[other]!.id);
  };
}

export function measureLikeness(): void {
  const sums = new Map<string, number[]>();
  const latencies: number[] = [];
  let asked = 0;
  for (const seed of SEEDS) {
    const one = likenessCase(seed);
    if (one === null) return;
    const { films, train, truth } = one;
    const queries = queriesOf(one);
    asked += queries.length;
    const content = buildContentModel(films);
    const similar = new SimilarFilms(content, fitNeighbours(buildInteractions(train)));
    const ways: Record<string, Lister> = {
      'ours with ratings': (id) => {
        const started = performance.now();
        const list = similar.to(id, { limit: K }).map((film) => film.id);
        latencies.push(performance.now() - started);
        return list;
      },
      'ours by content alone': (id) => content.similar(id, { limit: K }).map((film) => film.id),
      'year alone': byYear(films),
      'cosine of genres': byGenres(films),
    };
    for (const [name, list] of Object.entries(ways))
      sums.set(name, [...(sums.get(name) ?? []), judgeLikeness(queries, truth, list)]);
  }
  const goals: Record<string, string> = { 'ours with ratings': '≥ .84', 'ours by content alone': '≥ .42' };
  const rows = [...sums].map(([what, values]): Row => ({
    what,
    figures: {
      'NDCG@10': quality(mean(values), 3),
      'by cut': values.map((value) => quality(value, 3)).join(' '),
    },
    goal: goals[what],
  }));
  printTable(
    `Films like one: graded NDCG@10, ${asked} questions over ${SEEDS.length} cuts of the people`,
    rows,
  );
  console.log(
    `\nOne answer with ratings: p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms, goal 5 ms`,
  );
}
