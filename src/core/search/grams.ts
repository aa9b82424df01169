const gramBuffer = new Int32Array(1024);

/** Hashed groups of letters: what a short text is filed and found under. Those of the last call to {@link gramsOf}. */
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
 * Writes the grams of a text to {@link GRAMS}: its beginning, the beginning of each word, triples of neighbouring
 * letters, and pairs when it is short. The text is `letters[from..to)` without spaces, its words begin at
 * `starts[startsFrom..startsTo)`, counted from `from`. Returns how many.
 */
export function gramsOf(
  letters: Uint8Array,
  from: number,
  to: number,
  starts: Uint8Array,
  startsFrom: number,
  startsTo: number,
): number {
  let count = 0;
  const room = gramBuffer.length - 4 - 2 * SHORT;
  const length = to - from;
  if (length === 0) return 0;
  gramBuffer[count++] = hash(START, letters[from]!, 0, 0);
  if (length > 1) gramBuffer[count++] = hash(START, letters[from]!, letters[from + 1]!, 0);
  if (length > 2) gramBuffer[count++] = hash(START, letters[from]!, letters[from + 1]!, letters[from + 2]!);
  for (let s = startsFrom; s < startsTo && count < room; s++) {
    const at = from + starts[s]!;
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
