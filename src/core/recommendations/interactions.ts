/** One person's word about one film: rated, liked, or put on a list. */
export interface Interaction {
  user: string;
  item: string;
  /** On any scale, as long as more is better; absent where only the fact is known. */
  rating?: number;
  /** Seconds since 1970; absent when unknown. */
  at?: number;
}

/**
 * Who spoke about what, as a sparse matrix by user: the entries of user u are `itemOf[userAt[u] .. userAt[u + 1])` with
 * `weight` and `time` alongside, oldest first where times are known.
 */
export interface InteractionMatrix {
  users: string[];
  items: string[];
  userAt: Int32Array;
  itemOf: Int32Array;
  /** How much the entry counts: 1 on average, less for a low rating, more for a high one. */
  weight: Float32Array;
  /** Seconds since 1970; null when any is unknown. */
  time: Float64Array | null;
  /** Entries per item. */
  itemCount: Int32Array;
}

/** Weight of the lowest and the highest rating of a scale: even a low rating says what one chooses to see. */
const LOWEST_WEIGHT = 0.6;
const HIGHEST_WEIGHT = 1.2;

/** How a rating counts on the scale from `lowest` to `highest`; 1 without a rating or a scale. */
export function ratingWeight(rating: number | undefined, lowest: number, highest: number): number {
  if (rating === undefined || !(highest > lowest)) return 1;
  const share = Math.min(1, Math.max(0, (rating - lowest) / (highest - lowest)));
  return LOWEST_WEIGHT + (HIGHEST_WEIGHT - LOWEST_WEIGHT) * share;
}

/** Gathers interactions; of several by one user about one item the last given counts. */
export function buildInteractions(rows: Iterable<Interaction>): InteractionMatrix {
  const userNumber = new Map<string, number>();
  const itemNumber = new Map<string, number>();
  const byUser: Map<number, Interaction>[] = [];
  let lowest = Infinity;
  let highest = -Infinity;
  let timed = true;
  for (const row of rows) {
    const user = numberOf(userNumber, row.user);
    const item = numberOf(itemNumber, row.item);
    (byUser[user] ??= new Map<number, Interaction>()).set(item, row);
    if (row.rating !== undefined) {
      lowest = Math.min(lowest, row.rating);
      highest = Math.max(highest, row.rating);
    }
    if (row.at === undefined) timed = false;
  }
  const total = byUser.reduce((sum, entries) => sum + entries.size, 0);
  const userAt = new Int32Array(byUser.length + 1);
  const itemOf = new Int32Array(total);
  const weight = new Float32Array(total);
  const time = timed ? new Float64Array(total) : null;
  const itemCount = new Int32Array(itemNumber.size);
  let at = 0;
  byUser.forEach((entries, user) => {
    const ordered = [...entries];
    if (time !== null) ordered.sort(([, a], [, b]) => (a.at ?? 0) - (b.at ?? 0));
    for (const [item, row] of ordered) {
      itemOf[at] = item;
      weight[at] = ratingWeight(row.rating, lowest, highest);
      if (time !== null) time[at] = row.at ?? 0;
      itemCount[item] = itemCount[item]! + 1;
      at++;
    }
    userAt[user + 1] = at;
  });
  return {
    users: [...userNumber.keys()],
    items: [...itemNumber.keys()],
    userAt,
    itemOf,
    weight,
    time,
    itemCount,
  };
}

function numberOf(numbers: Map<string, number>, id: string): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
}
