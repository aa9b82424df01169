/** For this room: one list for several people, judged by what each of them rated well in the part held out. */
import { bestOf } from '../../src/core/recommendations/best.ts';
import { fitTasteWithin } from '../../src/core/recommendations/fit-model.ts';
import { historyOf } from '../../src/core/recommendations/history.ts';
import type { Interaction } from '../../src/core/recommendations/interactions.ts';
import { buildInteractions } from '../../src/core/recommendations/interactions.ts';
import { gainOf, roomList } from '../../src/core/recommendations/room-list.ts';
import { scoreTaste } from '../../src/core/recommendations/taste-model.ts';
import { readJsonLines } from '../../src/eval/lines.ts';
import { readInteractions } from '../../src/eval/ratings-file.ts';
import { dataFile } from './data.ts';
import type { Row } from './table.ts';
import { mean, printTable, quality } from './table.ts';

const K = 10;
const LIKED_FROM = 4;
/** Films each person brings into the choice, as in rooms. */
const CHOICE_EACH = 150;

export interface Group {
  kind: string;
  size: number;
  members: string[];
}

/** A person of a group: how well each item suits them, in standard deviations; −Infinity for what they have. */
type Suits = Float32Array;
type Lister = (people: Suits[], candidates: number[]) => number[];

/** What a way of choosing gave the groups. */
export interface RoomQuality {
  /** Mean over groups of the members' mean NDCG@10. */
  mean: number;
  /** Mean over groups of the NDCG@10 of the member it is least for. */
  worst: number;
  /** Share of members for whom nothing on the list was right. */
  leftOut: number;
  /** Share of groups with such a member. */
  unfair: number;
}

/** Prepares a split and groups once; the function returned judges one way of choosing. */
export function judgeRooms(
  train: readonly Interaction[],
  test: readonly Interaction[],
  groups: readonly Group[],
): (choose: Lister, among?: (group: Group) => boolean) => RoomQuality {
  const matrix = buildInteractions(train);
  const model = fitTasteWithin(matrix);
  const numbers = new Map(matrix.users.map((user, number) => [user, number]));
  const itemNumbers = new Map(matrix.items.map((item, number) => [item, number]));
  const liked = new Map<string, Set<number>>();
  for (const { user, item, rating } of test) {
    const number = itemNumbers.get(item);
    if ((rating ?? 0) < LIKED_FROM || number === undefined) continue;
    const set = liked.get(user);
    if (set === undefined) liked.set(user, new Set([number]));
    else set.add(number);
  }
  const suits = new Map<string, Suits>();
  for (const member of new Set(groups.flatMap(({ members }) => members))) {
    const user = numbers.get(member);
    if (user !== undefined) suits.set(member, standardised(scoreTaste(model, historyOf(matrix, user))));
  }
  return (choose, among = () => true) => {
    const means: number[] = [];
    const worsts: number[] = [];
    let left = 0;
    let judgedMembers = 0;
    for (const { members } of groups.filter(among)) {
      const judged = members.filter((member) => suits.has(member) && liked.has(member));
      if (judged.length === 0) continue;
      const people = judged.map((member) => suits.get(member)!);
      const list = choose(people, candidatesOf(people));
      const each = judged.map((member) => ndcgOf(list, liked.get(member)!));
      means.push(mean(each));
      worsts.push(Math.min(...each));
      left += each.filter((value) => value === 0).length;
      judgedMembers += each.length;
    }
    return {
      mean: mean(means),
      worst: mean(worsts),
      leftOut: left / judgedMembers,
      unfair: mean(worsts.map((worst) => (worst === 0 ? 1 : 0))),
    };
  };
}

/** The best of each; what half of them have seen does not come. */
function candidatesOf(people: Suits[]): number[] {
  const choice = new Set<number>();
  const seenByFew = (item: number): boolean =>
    2 * people.filter((suits) => suits[item] === -Infinity).length < people.length;
  for (const suits of people)
    for (const item of bestOf(suits, suits.length, CHOICE_EACH, seenByFew)) choice.add(item);
  return [...choice].sort((a, b) => a - b);
}

function ndcgOf(list: readonly number[], relevant: ReadonlySet<number>): number {
  let gain = 0;
  list.forEach((item, rank) => {
    if (relevant.has(item)) gain += 1 / Math.log2(rank + 2);
  });
  let ideal = 0;
  for (let rank = 0; rank < Math.min(K, relevant.size); rank++) ideal += 1 / Math.log2(rank + 2);
  return gain / ideal;
}

function standardised(scores: Float32Array): Suits {
  const known = scores.filter((score) => score > -Infinity);
  const average = mean([...known]);
  const deviation = Math.sqrt(mean([...known].map((score) => (score - average) ** 2))) || 1;
  return scores.map((score) => (score - average) / deviation);
}

/** Greedy log-welfare of the list, as rooms use it. */
export const byWelfare: Lister = (people, candidates) =>
  roomList(
    people.map((suits) => candidates.map((item) => gainOf(suits[item]!))),
    candidates.length,
    K,
  ).map((candidate) => candidates[candidate]!);

/** The highest mean score; what somebody has seen counts nothing for them. */
const byMean: Lister = (people, candidates) =>
  byScore(candidates, (item) => mean(people.map((suits) => Math.max(0, suits[item]!))));

/** The highest score of whom it suits least. */
const byLeastMisery: Lister = (people, candidates) =>
  byScore(candidates, (item) => Math.min(...people.map((suits) => Math.max(-9, suits[item]!))));

function byScore(candidates: readonly number[], scoreOf: (item: number) => number): number[] {
  const scores = candidates.map(scoreOf);
  return bestOf(scores, scores.length, K, () => true).map((candidate) => candidates[candidate]!);
}

/** Random groups of 2, 4 and 8, for validation. */
export function randomGroups(members: readonly string[], count: number, random: () => number): Group[] {
  return Array.from({ length: count }, (_, number) => {
    const size = [2, 4, 8][number % 3]!;
    const chosen = new Set<string>();
    while (chosen.size < size) chosen.add(members[Math.floor(random() * members.length)]!);
    return { kind: 'random', size, members: [...chosen] };
  });
}

export function measureRooms(): void {
  const train = dataFile('ml-100k/splits/item75-seed42.train.tsv.gz');
  const test = dataFile('ml-100k/splits/item75-seed42.test.tsv.gz');
  const file = dataFile('ml-100k/groups/groups.jsonl');
  if (train === null || test === null || file === null) return;
  const groups = readJsonLines(file) as Group[];
  const rows: Row[] = [];
  const ways: [string, Lister][] = [
    ['ours, log-welfare', byWelfare],
    ['mean', byMean],
    ['least misery', byLeastMisery],
  ];
  const [trainRows, testRows] = [readInteractions(train), readInteractions(test)];
  const judge = judgeRooms(trainRows, testRows, groups);
  for (const kind of [null, 'random', 'similar', 'divergent']) {
    rows.push({
      what: kind === null ? `all ${groups.length} groups` : kind,
      figures: Object.fromEntries(
        ways.map(([name, choose]) => {
          const {
            mean: average,
            worst,
            leftOut,
            unfair,
          } = judge(choose, (group) => kind === null || group.kind === kind);
          return [
            name,
            `${quality(average, 3)} / ${quality(worst, 3)} / ${(100 * leftOut).toFixed(0)} % (${(100 * unfair).toFixed(0)} %)`,
          ];
        }),
      ),
      ...(kind === null ? { goal: '≥ .235 / .085 / ≤ 25 %' } : {}),
    });
  }
  printTable('For a room: NDCG@10, mean / worst member / members left with nothing (groups with one)', rows);
}
