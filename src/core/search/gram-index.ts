import { BestScored } from './best-scored.ts';
import type { Bonuses } from './bonuses.ts';
import type { PostingCursor } from './posting-lists.ts';
import { PostingLists } from './posting-lists.ts';
import { type Filter, needed, ScoreWindow, WINDOW } from './score-window.ts';

/**
 * An inverted index from letter n-grams to numbered texts, for finding the few texts worth an exact comparison.
 * Grams are hashed into a fixed number of lists; a collision only adds a candidate that exact scoring refuses.
 */
export class GramIndex {
  private lists: PostingLists;
  private readonly mask: number;
  private size = 0;

  /** @param bits log2 of the number of lists: 16 suits a hundred thousand texts. */
  constructor(bits: number) {
    this.lists = new PostingLists(1 << bits);
    this.mask = (1 << bits) - 1;
  }

  /** Files text number `id` (rising by one from call to call) under its grams. */
  add(id: number, grams: Int32Array, count: number): void {
    for (let i = 0; i < count; i++) this.lists.append(grams[i]! & this.mask, id);
    this.size = Math.max(this.size, id + 1);
  }

  /**
   * The up to `limit` texts that share the most with the grams, each gram counting by its rarity; bonuses (below one
   * gram's worth) settle near ties, the filter can turn texts away. Most shared first.
   *
   * Texts are gone through window by window. Once `limit` texts are found, lists that together cannot lift a text above
   * the least of them bring in no texts, and are only read for texts the rarer ones brought in (MaxScore: Turtle and
   * Flood, "Query evaluation: strategies and optimizations", 1995).
   */
  candidates(grams: Int32Array, count: number, limit: number, bonuses: Bonuses, filter: Filter): number[] {
    const lists = this.rarestFirst(grams, count);
    const best = new BestScored(limit);
    let bringing = howManyWithin(MOST_BROUGHT, lists);
    for (let base = 0; base < this.size; base += WINDOW) {
      const wanted = needed(best, bonuses);
      while (bringing > 0 && lists[bringing - 1]!.rest <= wanted) bringing--;
      if (bringing === 0) break;
      window.base = base;
      for (let i = 0; i < bringing; i++) bring(lists[i]!);
      window.keepHopeful(best, bonuses, lists[bringing]?.rest ?? 0);
      if (filter.strict) window.keepAccepted(filter);
      for (let i = bringing; i < lists.length && window.found > 0; i++) {
        this.addTo(lists[i]!);
        window.keepHopeful(best, bonuses, lists[i + 1]?.rest ?? 0);
      }
      window.moveTo(best, bonuses, filter);
    }
    return best.sorted();
  }

  /** The lists of the grams, each once, rarest first, without the commonest where the rest tells enough. */
  private rarestFirst(grams: Int32Array, count: number): GramList[] {
    const keys = new Set<number>();
    for (let i = 0; i < count; i++) keys.add(grams[i]! & this.mask);
    const lists: GramList[] = [];
    for (const key of keys) {
      const length = this.lists.length(key);
      if (length === 0) continue;
      lists.push({
        cursor: this.lists.cursor(key),
        length,
        rarity: Math.log(1 + this.size / length),
        rest: 0,
      });
    }
    lists.sort((a, b) => a.length - b.length);
    lists.length = howManyWithin(MOST_READ, lists);
    let rest = 0;
    for (let i = lists.length - 1; i >= 0; i--) lists[i]!.rest = rest += lists[i]!.rarity;
    return lists;
  }

  /** Adds a list's worth to those of its texts in the window that have been found: looked up one by one where they are few. */
  private addTo({ cursor, length, rarity }: GramList): void {
    const { base } = window;
    if (window.found * LOOK_UP < (length / this.size) * WINDOW) {
      const found = window.ascending();
      for (let i = 0; i < found.length; i++) {
        const id = base + found[i]!;
        if (cursor.seek(id) === id) window.addToFound(id, rarity);
      }
    } else {
      cursor.seek(base);
      const count = cursor.readBelow(base + WINDOW, entries);
      for (let i = 0; i < count; i++) window.addToFound(entries[i]!, rarity);
    }
  }

  /** Forgets the texts `gone` says are gone. */
  prune(gone: (id: number) => boolean): void {
    this.lists = this.lists.without(gone);
  }
}

interface GramList {
  cursor: PostingCursor;
  length: number;
  rarity: number;
  /** Its rarity and that of all commoner lists: what a text that is in no rarer one has at most. */
  rest: number;
}

/**
 * Entries that bring in texts (what has none of the rarer grams is not among the best), entries that are read at all,
 * and the fewest lists to which neither applies.
 */
const MOST_BROUGHT = 50_000;
const MOST_READ = 600_000;
const FEWEST_LISTS = 6;
/** Entries that are read in the time in which one is looked up. */
const LOOK_UP = 8;

const window = new ScoreWindow();
const entries = new Int32Array(WINDOW);

/** How many of the lists, rarest first, have so many entries together. */
function howManyWithin(entries: number, lists: readonly GramList[]): number {
  let read = 0;
  const cut = lists.findIndex(({ length }, index) => {
    read += length;
    return read > entries && index >= FEWEST_LISTS;
  });
  return cut === -1 ? lists.length : cut;
}

/** Adds a list's worth to all texts of it in the window. */
function bring({ cursor, rarity }: GramList): void {
  const count = cursor.readBelow(window.base + WINDOW, entries);
  for (let i = 0; i < count; i++) window.add(entries[i]!, rarity);
}
