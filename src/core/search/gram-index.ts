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
   * gram's worth) settles near ties, `accept` can turn texts away. Unordered.
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
    const lists: number[][] = [];
    for (let i = 0; i < count; i++) {
      const list = this.lists[grams[i]! & this.mask];
      if (list !== undefined && !lists.includes(list)) lists.push(list);
    }
    for (const list of lists) {
      const rarity = Math.log(1 + size / list.length);
      for (let i = 0; i < list.length; i++) {
        const id = list[i]!;
        const sum = weight[id]!;
        if (sum === 0) touched[found++] = id;
        weight[id] = sum + rarity;
      }
    }
    const best = selectBest(weight, touched, found, limit, bonus, accept);
    for (let i = 0; i < found; i++) weight[touched[i]!] = 0;
    return best;
  }
}

/** A bounded min-heap over (score, id); the root is the worst kept. */
function selectBest(
  weight: Float32Array,
  touched: Int32Array,
  found: number,
  limit: number,
  bonus: Float32Array,
  accept: (id: number) => boolean,
): number[] {
  const ids: number[] = [];
  const scores: number[] = [];
  const sink = (start: number): void => {
    let at = start;
    for (;;) {
      let least = at;
      const left = 2 * at + 1;
      if (left < ids.length && scores[left]! < scores[least]!) least = left;
      if (left + 1 < ids.length && scores[left + 1]! < scores[least]!) least = left + 1;
      if (least === at) return;
      [ids[at], ids[least]] = [ids[least]!, ids[at]!];
      [scores[at], scores[least]] = [scores[least]!, scores[at]!];
      at = least;
    }
  };
  for (let i = 0; i < found; i++) {
    const id = touched[i]!;
    const score = weight[id]! + bonus[id]!;
    if (ids.length === limit && score <= scores[0]!) continue;
    if (!accept(id)) continue;
    if (ids.length < limit) {
      ids.push(id);
      scores.push(score);
      if (ids.length === limit) for (let at = (limit >> 1) - 1; at >= 0; at--) sink(at);
    } else {
      ids[0] = id;
      scores[0] = score;
      sink(0);
    }
  }
  return ids;
}

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
