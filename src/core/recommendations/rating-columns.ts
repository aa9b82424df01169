import { ratingWeight, type InteractionMatrix } from './interactions.ts';
import type { Rating } from './taste-repository.ts';

/** Lowest and highest rating there is, in half stars. */
const LOWEST = 1;
const HIGHEST = 10;
/** Seconds between the entries of a rater whose times are unknown: so far apart that none seems to follow another. */
const FAR_APART = 30 * 86_400;

/**
 * Ratings as columns, one entry each: small enough to hold twenty million (20 bytes each), and handed to another thread
 * without copying.
 */
export interface RatingColumns {
  raters: number;
  /** Film ids by number. */
  films: string[];
  rater: Int32Array;
  film: Int32Array;
  /** Half stars; 0 where only the fact is known. */
  rating: Uint8Array;
  /** Seconds since 1970; NaN when unknown. */
  at: Float64Array;
}

/** Gathers ratings page by page. */
export class RatingGatherer {
  readonly #raters = new Map<string, number>();
  readonly #films = new Map<string, number>();
  #columns = emptyColumns(1 << 14);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get raters(): number {
    return this.#raters.size;
  }

  add(page: readonly Rating[]): void {
    this.#makeRoom(this.#length + page.length);
    const { rater, film, rating, at } = this.#columns;
    for (const row of page) {
      rater[this.#length] = numberOf(this.#raters, row.rater);
      film[this.#length] = numberOf(this.#films, row.movieId);
      rating[this.#length] = row.rating ?? 0;
      at[this.#length] = row.at ?? NaN;
      this.#length++;
    }
  }

  columns(): RatingColumns {
    const { rater, film, rating, at } = this.#columns;
    const length = this.#length;
    return {
      raters: this.#raters.size,
      films: [...this.#films.keys()],
      rater: rater.slice(0, length),
      film: film.slice(0, length),
      rating: rating.slice(0, length),
      at: at.slice(0, length),
    };
  }

  #makeRoom(wanted: number): void {
    const before = this.#columns;
    if (wanted <= before.rater.length) return;
    const larger = emptyColumns(Math.max(wanted, 2 * before.rater.length));
    for (const name of ['rater', 'film', 'rating', 'at'] as const) larger[name].set(before[name]);
    this.#columns = larger;
  }
}

/** Columns as a matrix by rater, each one's entries oldest first where any time is known. */
export function matrixOf(columns: RatingColumns): InteractionMatrix {
  const { raters, films, rater, film, rating, at } = columns;
  const userAt = new Int32Array(raters + 1);
  const itemCount = new Int32Array(films.length);
  for (let k = 0; k < rater.length; k++) {
    userAt[rater[k]! + 1] = userAt[rater[k]! + 1]! + 1;
    itemCount[film[k]!] = itemCount[film[k]!]! + 1;
  }
  for (let user = 0; user < raters; user++) userAt[user + 1] = userAt[user + 1]! + userAt[user]!;
  const order = entriesByRater(columns, userAt);
  const itemOf = new Int32Array(rater.length);
  const weight = new Float32Array(rater.length);
  const time = at.some((seconds) => !Number.isNaN(seconds)) ? new Float64Array(rater.length) : null;
  for (let slot = 0; slot < order.length; slot++) {
    const entry = order[slot]!;
    itemOf[slot] = film[entry]!;
    weight[slot] = ratingWeight(rating[entry]! || undefined, LOWEST, HIGHEST);
    if (time !== null) {
      const known = at[entry]!;
      time[slot] = Number.isNaN(known) ? -(order.length - slot) * FAR_APART : known;
    }
  }
  return {
    users: Array.from({ length: raters }, (_, user) => String(user)),
    items: films,
    userAt,
    itemOf,
    weight,
    time,
    itemCount,
  };
}

/** Numbers of the entries, by rater, each one's oldest first; those of unknown time before all others. */
function entriesByRater({ rater, at }: RatingColumns, userAt: Int32Array): Int32Array {
  const next = userAt.slice();
  const order = new Int32Array(rater.length);
  for (let k = 0; k < rater.length; k++) {
    const slot = next[rater[k]!]!;
    next[rater[k]!] = slot + 1;
    order[slot] = k;
  }
  const moment = (entry: number): number => (Number.isNaN(at[entry]!) ? -Infinity : at[entry]!);
  for (let user = 0; user + 1 < userAt.length; user++) {
    order.subarray(userAt[user], userAt[user + 1]).sort((a, b) => {
      const [x, y] = [moment(a), moment(b)];
      return x === y ? a - b : x - y;
    });
  }
  return order;
}

function emptyColumns(length: number) {
  return {
    rater: new Int32Array(length),
    film: new Int32Array(length),
    rating: new Uint8Array(length),
    at: new Float64Array(length),
  };
}

function numberOf(numbers: Map<string, number>, id: string): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  numbers.set(id, numbers.size);
  return numbers.size - 1;
}
