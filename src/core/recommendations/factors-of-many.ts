import { fitFactors, type FactorModel, type FactorOptions } from './factor-model.ts';
import type { InteractionMatrix } from './interactions.ts';
import { seededRandom } from './random.ts';

/**
 * Interactions up to which all of them go through every sweep. Of more, the factors are learned from people drawn at
 * random who have about as many between them, and then go through all once: what kinds of taste there are, some ten
 * thousand people tell as well as a hundred thousand, and what each film has of them is told by everybody.
 */
const MOST_SWEPT = 4_000_000;

/** Factors fitted as in {@link fitFactors}, of any number of interactions in a bounded number of sweeps' time. */
export function fitFactorsOfMany(
  matrix: InteractionMatrix,
  options: FactorOptions,
  onProgress: (share: number) => void,
  mostSwept = MOST_SWEPT,
): FactorModel {
  const total = matrix.itemOf.length;
  if (total <= mostSwept) return fitFactors(matrix, options, onProgress);
  const work = options.sweeps * mostSwept;
  const drawn = peopleDrawn(matrix, mostSwept / total, options.seed);
  const first = fitFactors(drawn, options, (share) => onProgress((share * work) / (work + total)));
  const last = fitFactors(
    matrix,
    { ...options, sweeps: 1 },
    (share) => onProgress((work + share * total) / (work + total)),
    first.itemFactors,
  );
  return { ...last, options };
}

/** The part of a matrix that is about a random share of its people, all items keeping their numbers. */
export function peopleDrawn(matrix: InteractionMatrix, share: number, seed: number): InteractionMatrix {
  const random = seededRandom(seed);
  const people = matrix.users.flatMap((_, user) => (random() < share ? user : []));
  const userAt = new Int32Array(people.length + 1);
  people.forEach((user, index) => {
    userAt[index + 1] = userAt[index]! + matrix.userAt[user + 1]! - matrix.userAt[user]!;
  });
  const total = userAt[people.length]!;
  const itemOf = new Int32Array(total);
  const weight = new Float32Array(total);
  const time = matrix.time === null ? null : new Float64Array(total);
  const itemCount = new Int32Array(matrix.items.length);
  people.forEach((user, index) => {
    const [from, to, at] = [matrix.userAt[user]!, matrix.userAt[user + 1]!, userAt[index]!];
    itemOf.set(matrix.itemOf.subarray(from, to), at);
    weight.set(matrix.weight.subarray(from, to), at);
    time?.set(matrix.time!.subarray(from, to), at);
  });
  for (const item of itemOf) itemCount[item] = itemCount[item]! + 1;
  return {
    users: people.map((user) => matrix.users[user]!),
    items: matrix.items,
    userAt,
    itemOf,
    weight,
    time,
    itemCount,
  };
}
