import { bestOf } from '../core/recommendations/best.ts';
import { historyOf } from '../core/recommendations/history.ts';
import type { Interaction, InteractionMatrix } from '../core/recommendations/interactions.ts';
import { scoreNext } from '../core/recommendations/next-taste.ts';
import type { TasteModel } from '../core/recommendations/taste-model.ts';
import { scoreTaste } from '../core/recommendations/taste-model.ts';
import { raisesForVariety } from '../core/recommendations/variety.ts';

/** Scores of all items for a user of the matrix; −Infinity for what is never recommended. */
export type ScoresOf = (user: number) => Float32Array;

/**
 * What is asked of the model: which films a person may take up at any time (`any`), or which they take up next (`next`),
 * where their latest films and the order of things count.
 */
export type Question = 'any' | 'next';

/** Scores by the blend of all models. */
export function tasteScores(matrix: InteractionMatrix, model: TasteModel, question: Question): ScoresOf {
  const score = question === 'next' ? scoreNext : scoreTaste;
  return (user) => score(model, historyOf(matrix, user));
}

/**
 * The `k` best items of each wanted user by `scoresOf`; a user the matrix does not know gets the items most people have.
 * With `varied`, raises bring more of the catalogue onto the lists.
 */
export function listsFor(
  matrix: InteractionMatrix,
  wanted: Iterable<string>,
  k: number,
  scoresOf: ScoresOf,
  varied: boolean,
): Map<string, string[]> {
  const items = matrix.items.length;
  const raises = varied ? raisesForVariety(matrix.users.length, items, k, scoresOf) : new Float32Array(items);
  const numbers = new Map(matrix.users.map((user, number) => [user, number]));
  const names = (list: number[]): string[] => list.map((item) => matrix.items[item]!);
  const popular = names(bestOf(matrix.itemCount, items, k, () => true));
  const lists = new Map<string, string[]>();
  for (const user of wanted) {
    const number = numbers.get(user);
    if (number === undefined) {
      lists.set(user, popular);
      continue;
    }
    const scores = scoresOf(number).map((score, item) => score + raises[item]!);
    lists.set(user, names(bestOf(scores, items, k, () => true)));
  }
  return lists;
}

/** The items of each user. */
export function setsByUser(rows: readonly Interaction[]): Map<string, Set<string>> {
  const sets = new Map<string, Set<string>>();
  for (const { user, item } of rows) {
    const set = sets.get(user);
    if (set === undefined) sets.set(user, new Set([item]));
    else set.add(item);
  }
  return sets;
}

/**
 * What the test asks: where what is held out came after what is given, for nearly all, it is what people take up next;
 * where the two are mixed in time (or times are unknown), what they take up at any time.
 */
export function questionOf(train: readonly Interaction[], test: readonly Interaction[]): Question {
  const latest = new Map<string, number>();
  for (const { user, at } of train) latest.set(user, Math.max(latest.get(user) ?? -Infinity, at ?? NaN));
  const timed = test.filter(({ user, at }) => at !== undefined && latest.has(user));
  const later = timed.filter(({ user, at }) => at! >= latest.get(user)!);
  return timed.length > 0 && later.length >= 0.95 * timed.length ? 'next' : 'any';
}
