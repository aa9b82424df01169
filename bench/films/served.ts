/** For me, as the product serves it: people no model has seen, after a few ratings, with what films are and who likes them. */
import { bestOf } from '../../src/core/recommendations/best.ts';
import { buildContentModel } from '../../src/core/recommendations/content-model.ts';
import { FilmScores } from '../../src/core/recommendations/film-scores.ts';
import { fitModel } from '../../src/core/recommendations/fit-model.ts';
import { seededRandom } from '../../src/core/recommendations/random.ts';
import { matrixOf, RatingGatherer } from '../../src/core/recommendations/rating-columns.ts';
import { tasteOf } from '../../src/core/recommendations/taste.ts';
import { readFilms } from '../../src/eval/film.ts';
import { readLines } from '../../src/eval/lines.ts';
import { dataFile, movieLensSmall, shuffled } from './data.ts';
import { mean, printTable, quality, type Row } from './table.ts';

const K = 10;
const AFTER = [1, 3, 10, 20];
/** Of all people, held out of the fit. */
const HELD_OUT = 0.3;
/** Half stars from which a film held out counts as right: four of five. */
const RIGHT_FROM = 8;
/** Least that must be left to judge by. */
const LEAST_LEFT = 15;
const LEAST_RIGHT = 3;

interface Rated {
  movieId: string;
  rating: number;
  at: number;
}

export function measureServed(): void {
  const people = ratedByPerson();
  const described = dataFile('tmdb-5000/movies.jsonl.gz');
  if (people === null || described === null) return;
  const random = seededRandom(5);
  const newcomers = new Map([...people].filter(() => random() < HELD_OUT));
  const gatherer = new RatingGatherer();
  for (const [rater, rated] of people)
    if (!newcomers.has(rater)) gatherer.add(rated.map((each) => ({ rater, ...each })));
  const model = fitModel(matrixOf(gatherer.columns()));
  const content = buildContentModel(readFilms(described));
  const served = new FilmScores(content, model);
  const withoutModel = new FilmScores(content, null);
  const numberOf = new Map(model.taste.items.map((id, number) => [id, number]));
  const popular = Float32Array.from(content.ids, (id) => {
    const number = numberOf.get(id);
    return number === undefined ? 0 : model.taste.itemCount[number]!;
  });
  const ways: Record<string, (given: Rated[]) => Float32Array> = {
    served: (given) => served.forTaste(asTaste(given)) ?? popular,
    'without a model': (given) => withoutModel.forTaste(asTaste(given)) ?? popular,
    'most rated': () => popular,
  };
  const rows: Row[] = AFTER.map((count) => ({
    what: `after ${count}`,
    figures: Object.fromEntries(
      Object.entries(ways).map(([name, way]) => [name, quality(judged(newcomers, count, content.ids, way))]),
    ),
  }));
  printTable('For a newcomer, as served: NDCG@10 of films rated four stars or more (MovieLens small)', rows);
}

/** Mean NDCG over newcomers, each given some of their ratings at random. */
function judged(
  newcomers: ReadonlyMap<string, Rated[]>,
  count: number,
  ids: readonly string[],
  way: (given: Rated[]) => Float32Array,
): number {
  const random = seededRandom(11);
  const figures: number[] = [];
  for (const rated of newcomers.values()) {
    if (rated.length < count + LEAST_LEFT) continue;
    const mixed = shuffled(rated, random);
    const given = mixed.slice(0, count).sort((a, b) => a.at - b.at);
    const right = new Set(
      mixed.slice(count).flatMap(({ movieId, rating }) => (rating >= RIGHT_FROM ? movieId : [])),
    );
    if (right.size < LEAST_RIGHT) continue;
    const seen = new Set(given.map(({ movieId }) => movieId));
    const list = bestOf(way(given), ids.length, K, (film) => !seen.has(ids[film]!));
    const worth = (place: number): number => 1 / Math.log2(place + 2);
    const got = list.reduce((sum, film, place) => sum + (right.has(ids[film]!) ? worth(place) : 0), 0);
    const most = Array.from({ length: Math.min(K, right.size) }, (_, place) => worth(place));
    figures.push(got / most.reduce((sum, value) => sum + value, 0));
  }
  return mean(figures);
}

const asTaste = (given: readonly Rated[]) =>
  tasteOf(given.map(({ movieId, rating, at }) => ({ movieId, kind: 'rated', rating, at })));

/** Ratings of films that both sets describe, in half stars, by person; null when data is absent. */
function ratedByPerson(): Map<string, Rated[]> | null {
  const ratings = movieLensSmall();
  const links = dataFile('ml-latest-small/links.csv.gz');
  const described = dataFile('tmdb-5000/movies.jsonl.gz');
  if (ratings === null || links === null || described === null) return null;
  const known = new Set(readFilms(described).map(({ id }) => id));
  const tmdbId = new Map<string, string>();
  for (const line of readLines(links).slice(1)) {
    const [item, , tmdb] = line.trim().split(',');
    if (item !== undefined && tmdb !== undefined && known.has(tmdb)) tmdbId.set(item, tmdb);
  }
  const people = new Map<string, Rated[]>();
  for (const { user, item, rating, at } of ratings) {
    const movieId = tmdbId.get(item);
    if (movieId === undefined) continue;
    const rated = { movieId, rating: 2 * (rating ?? 0), at: at ?? 0 };
    const before = people.get(user);
    if (before) before.push(rated);
    else people.set(user, [rated]);
  }
  return people;
}
