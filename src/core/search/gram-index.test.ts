import { describe, expect, it } from 'vitest';
import { seededRandom } from '../recommendations/random.ts';
import { Bonuses } from './bonuses.ts';
import { GramIndex } from './gram-index.ts';

const TEXTS = 30_000;
const GRAMS = 200;

/** Texts with made-up grams, low ones in many texts. */
function filled(): { index: GramIndex; bonuses: Bonuses; textsOf: Set<number>[] } {
  const random = seededRandom(3);
  const index = new GramIndex(10);
  const bonuses = new Bonuses();
  const textsOf = Array.from({ length: GRAMS }, () => new Set<number>());
  for (let text = 0; text < TEXTS; text++) {
    const grams = Int32Array.from({ length: 8 }, () => Math.floor(GRAMS * random() ** 3));
    index.add(text, grams, grams.length);
    bonuses.set(text, 2 * random());
    for (const gram of grams) textsOf[gram]!.add(text);
  }
  return { index, bonuses, textsOf };
}

describe('candidates by their grams', () => {
  const { index, bonuses, textsOf } = filled();

  /** The same by adding up every list for every text. */
  function bySumming(grams: readonly number[], limit: number, accepts: (text: number) => boolean): number[] {
    const lists = [...new Set(grams)].map((gram) => textsOf[gram]!).sort((a, b) => a.size - b.size);
    const sums = new Float32Array(TEXTS);
    for (const list of lists) for (const text of list) sums[text]! += Math.log(1 + TEXTS / list.size);
    const score = (text: number): number => sums[text]! + bonuses.values[text]!;
    return [...sums.keys()]
      .filter((text) => sums[text]! > 0 && accepts(text))
      .sort((a, b) => score(b) - score(a) || a - b)
      .slice(0, limit);
  }

  it.each([
    ['rare ones', [150, 160, 170, 180]],
    ['common ones', [0, 1]],
    ['rare and common ones', [0, 1, 2, 50, 120, 180, 199]],
    ['one', [77]],
    ['the same one twice', [77, 77]],
  ])('are those that share most with %s', (_, grams) => {
    for (const strict of [true, false]) {
      for (const [share, limit] of [
        [1, 64],
        [1, 1],
        [7, 20],
        [5_000, 20],
      ] as const) {
        const accepts = (text: number): boolean => text % share === 0;
        const found = index.candidates(Int32Array.from(grams), grams.length, limit, bonuses, {
          accepts,
          strict,
        });
        expect(found).toEqual(bySumming(grams, limit, accepts));
      }
    }
  });

  it('are none for a gram nothing has', () => {
    const filter = { accepts: () => true, strict: false };
    expect(index.candidates(Int32Array.of(999), 1, 10, bonuses, filter)).toEqual([]);
  });
});
