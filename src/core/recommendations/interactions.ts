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

/** Gathers interactions; of several by one user about one item the last given counts. 40 bytes an interaction. */
export function buildInteractions(rows: Iterable<Interaction>): InteractionMatrix {
  const userNumber = new Map<string, number>();
  const itemNumber = new Map<string, number>();
  let columns = newColumns(1 << 12);
  let count = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  let timed = true;
  for (const { user, item, rating, at } of rows) {
    if (count === columns.user.length) columns = grown(columns);
    columns.user[count] = numberOf(userNumber, user);
    columns.item[count] = numberOf(itemNumber, item);
    columns.rating[count] = rating ?? NaN;
    columns.time[count] = at ?? NaN;
    if (rating !== undefined) {
      lowest = Math.min(lowest, rating);
      highest = Math.max(highest, rating);
    }
    if (at === undefined) timed = false;
    count++;
  }
  const { order, userAt } = lastByUserAndItem(columns, count, userNumber.size, itemNumber.size, timed);
  const total = order.length;
  const itemOf = new Int32Array(total);
  const weight = new Float32Array(total);
  const time = timed ? new Float64Array(total) : null;
  const itemCount = new Int32Array(itemNumber.size);
  for (let at = 0; at < total; at++) {
    const row = order[at]!;
    const item = columns.item[row]!;
    itemOf[at] = item;
    const rating = columns.rating[row]!;
    weight[at] = ratingWeight(Number.isNaN(rating) ? undefined : rating, lowest, highest);
    if (time !== null) time[at] = columns.time[row]!;
    itemCount[item] = itemCount[item]! + 1;
  }
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

/** Interactions as given, a row each; a rating or time that is not known is NaN. */
interface Columns {
  user: Int32Array;
  item: Int32Array;
  rating: Float32Array;
  time: Float64Array;
}

function newColumns(length: number): Columns {
  return {
    user: new Int32Array(length),
    item: new Int32Array(length),
    rating: new Float32Array(length),
    time: new Float64Array(length),
  };
}

function grown(columns: Columns): Columns {
  const larger = newColumns(columns.user.length * 2);
  larger.user.set(columns.user);
  larger.item.set(columns.item);
  larger.rating.set(columns.rating);
  larger.time.set(columns.time);
  return larger;
}

/** Rows by user, within one oldest first where times are known, else as given; of the same user and item the last given. */
function lastByUserAndItem(
  { user, item, time }: Columns,
  count: number,
  users: number,
  items: number,
  timed: boolean,
): { order: Int32Array; userAt: Int32Array } {
  const from = new Int32Array(users + 1);
  for (let row = 0; row < count; row++) from[user[row]! + 1] = from[user[row]! + 1]! + 1;
  for (let u = 0; u < users; u++) from[u + 1] = from[u + 1]! + from[u]!;
  const byUser = new Int32Array(count);
  const next = from.slice();
  for (let row = 0; row < count; row++) {
    const slot = next[user[row]!]!;
    next[user[row]!] = slot + 1;
    byUser[slot] = row;
  }
  const order = new Int32Array(count);
  const userAt = new Int32Array(users + 1);
  /** Item → the user it was last met with, plus one, and the place in `order` it got there. */
  const metWith = new Int32Array(items);
  const metAt = new Int32Array(items);
  let kept = 0;
  for (let u = 0; u < users; u++) {
    const start = kept;
    for (let slot = from[u]!; slot < from[u + 1]!; slot++) {
      const row = byUser[slot]!;
      const which = item[row]!;
      if (metWith[which] === u + 1) order[metAt[which]!] = row;
      else {
        metWith[which] = u + 1;
        metAt[which] = kept;
        order[kept++] = row;
      }
    }
    // A sort of typed arrays is stable: at the same second what was given first stays first.
    if (timed) order.subarray(start, kept).sort((a, b) => time[a]! - time[b]!);
    userAt[u + 1] = kept;
  }
  return { order: order.slice(0, kept), userAt };
}

function numberOf(numbers: Map<string, number>, id: string): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
}
