import { mostWeight } from './most-weight.ts';

/**
 * An inverted index from letter n-grams to numbered texts, for finding the few texts worth an exact comparison.
 * Grams are hashed into a fixed number of lists; a collision only adds a candidate that exact scoring refuses.
 */
export class GramIndex {
  private readonly lists: (number[] | undefined)[];
  private readonly mask: number;
  private weight = new Float32Array(1024);
  private touched = new Int32Array(1024);
  private size = 0;

  /** @param bits log2 of the number of lists: 16 suits a hundred thousand texts. */
  constructor(bits: number) {
    this.lists = new Array<number[] | undefined>(1 << bits);
    this.mask = (1 << bits) - 1;
  }

  /** Files text number `id` (rising by one from call to call) under its grams. */
  add(id: number, grams: ArrayLike<number>, count: number): void {
    for (let i = 0; i < count; i++) {
      const key = grams[i]! & this.mask;
      const list = this.lists[key];
      if (list === undefined) this.lists[key] = [id];
      else if (list[list.length - 1] !== id) list.push(id);
    }
    this.size = Math.max(this.size, id + 1);
    if (this.size > this.weight.length) {
      this.weight = new Float32Array(this.size * 2);
      this.touched = new Int32Array(this.size * 2);
    }
  }

  /**
   * The up to `limit` texts that share the most with the grams, each gram counting by its rarity; `bonus` (below one
   * gram's worth) settles near ties, `accept` can turn texts away. Most shared first.
   */
  candidates(
    grams: ArrayLike<number>,
    count: number,
    limit: number,
    bonus: Float32Array,
    accept: (id: number) => boolean,
  ): number[] {
    const { weight, touched, size } = this;
    let found = 0;
    for (const list of this.worthReading(grams, count)) {
      const rarity = Math.log(1 + size / list.length);
      // What has none of the rarer grams is not among the best: a common gram then only tells apart what was found.
      const brings = found < ENOUGH_FOUND;
      for (let i = 0; i < list.length; i++) {
        const id = list[i]!;
        const sum = weight[id]!;
        if (sum === 0) {
          if (!brings) continue;
          touched[found++] = id;
        }
        weight[id] = sum + rarity;
      }
    }
    const best = mostWeight(weight, bonus, touched, found, limit, accept);
    for (let i = 0; i < found; i++) weight[touched[i]!] = 0;
    return best;
  }

  /** The lists of the grams, rarest first, without the commonest ones where those are long and the rest tells enough. */
  private worthReading(grams: ArrayLike<number>, count: number): number[][] {
    const lists: number[][] = [];
    for (let i = 0; i < count; i++) {
      const list = this.lists[grams[i]! & this.mask];
      if (list !== undefined && !lists.includes(list)) lists.push(list);
    }
    lists.sort((a, b) => a.length - b.length);
    let read = 0;
    const cut = lists.findIndex((list, index) => {
      read += list.length;
      return read > MOST_READ && index >= FEWEST_LISTS;
    });
    return cut === -1 ? lists : lists.slice(0, cut);
  }

  /** Forgets the texts `gone` says are gone. */
  prune(gone: (id: number) => boolean): void {
    for (let key = 0; key < this.lists.length; key++) {
      const list = this.lists[key];
      if (list?.some(gone)) this.lists[key] = list.filter((id) => !gone(id));
    }
  }
}

/** Texts found by rarer grams from which on commoner ones bring in no more. */
const ENOUGH_FOUND = 20_000;
/** Entries read per query before common grams are left out, and the fewest grams that are read all the same. */
const MOST_READ = 150_000;
const FEWEST_LISTS = 6;

const gramBuffer = new Int32Array(1024);

/** Grams of the last call to {@link gramsOf}. */
export const GRAMS: Int32Array = gramBuffer;

const START = 1;
const WORD = 2;
const PAIR = 3;
const TRIPLE = 4;
const DELETION = 5;

function hash(kind: number, a: number, b: number, c: number): number {
  let h = (kind * 0x9e3779b1) ^ (a * 0x85ebca6b) ^ (b * 0xc2b2ae35) ^ (c * 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Texts up to this many letters are also filed under letter pairs, so that a typo in a short word leaves something to find it by. */
const SHORT = 9;

/**
 * Texts up to this many letters are also filed under themselves with any one letter left out, so that two that are one
 * slip apart always meet (the symmetric deletions of Garbe's SymSpell).
 */
const VERY_SHORT = 6;

/**
 * Writes the grams of a text (letters without spaces, and where its words start) to {@link GRAMS}: its beginning, the
 * beginning of each word, triples of neighbouring letters, and pairs when it is short. Returns how many.
 */
export function gramsOf(
  letters: Uint8Array,
  from: number,
  to: number,
  wordStarts: ArrayLike<number>,
  words: number,
): number {
  let count = 0;
  const room = gramBuffer.length - 4 - 2 * SHORT;
  const length = to - from;
  if (length === 0) return 0;
  gramBuffer[count++] = hash(START, letters[from]!, 0, 0);
  if (length > 1) gramBuffer[count++] = hash(START, letters[from]!, letters[from + 1]!, 0);
  if (length > 2) gramBuffer[count++] = hash(START, letters[from]!, letters[from + 1]!, letters[from + 2]!);
  for (let w = 0; w < words && count < room; w++) {
    const at = from + wordStarts[w]!;
    if (at >= to) break;
    gramBuffer[count++] = hash(WORD, letters[at]!, 0, 0);
    if (at + 1 < to) gramBuffer[count++] = hash(WORD, letters[at]!, letters[at + 1]!, 0);
  }
  for (let i = from; i + 2 < to && count < room; i++) {
    gramBuffer[count++] = hash(TRIPLE, letters[i]!, letters[i + 1]!, letters[i + 2]!);
  }
  if (length <= SHORT) {
    for (let i = from; i + 1 < to && count < room; i++)
      gramBuffer[count++] = hash(PAIR, letters[i]!, letters[i + 1]!, 0);
    gramBuffer[count++] = hash(PAIR, letters[to - 1]!, 0, 0);
  }
  if (length <= VERY_SHORT) count = addDeletions(letters, from, to, count);
  return count;
}

function addDeletions(letters: Uint8Array, from: number, to: number, start: number): number {
  let count = start;
  for (let skip = from; skip <= to; skip++) {
    let low = 0;
    let high = 0;
    for (let i = from; i < to; i++) {
      if (i === skip) continue;
      high = ((high << 8) | (low >>> 16)) & 0xffffff;
      low = ((low << 8) | letters[i]!) & 0xffffff;
    }
    gramBuffer[count++] = hash(DELETION, low, high, 0);
  }
  return count;
}
