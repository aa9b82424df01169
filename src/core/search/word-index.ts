import { EDIT } from './edit-costs.ts';
import { compareLetters } from './edit-distance.ts';
import { lettersOf } from './letters.ts';
import { stem } from './stem.ts';

/** Where in a film's record a word stands. */
export const WORD_FIELDS = ['title', 'person', 'keyword', 'overview'] as const;

/** A stem of the index that may be meant by a word it does not hold. */
export interface NearStem {
  stem: string;
  /** What taking it costs, in the unit of edit costs. */
  cost: number;
}

/** Words whose lists are remembered while films are filed. */
const MOST_LATEST = 20_000;

/** Posting lists of word stems: each entry is `film * 4 + field`, in order of filing. */
export class WordIndex {
  private readonly lists = new Map<string, number[]>();
  /** The list of each word filed lately: the same words come again and again, and stemming them takes longest. */
  private readonly latest = new Map<string, number[]>();
  /** Stems by their first two letters. */
  private readonly families = new Map<string, string[]>();
  /** Films filed. */
  films = 0;

  /** Files a film under the stem of a word. */
  add(film: number, field: number, word: string): void {
    const entry = film * 4 + field;
    const list = this.latest.get(word) ?? this.listFor(word);
    if (list[list.length - 1] !== entry) list.push(entry);
    if (film >= this.films) this.films = film + 1;
  }

  private listFor(word: string): number[] {
    const stemmed = stem(word);
    let list = this.lists.get(stemmed);
    if (list === undefined) {
      list = [];
      this.lists.set(stemmed, list);
      const family = this.families.get(stemmed.slice(0, 2));
      if (family === undefined) this.families.set(stemmed.slice(0, 2), [stemmed]);
      else family.push(stemmed);
    }
    if (this.latest.size >= MOST_LATEST) this.latest.clear();
    this.latest.set(word, list);
    return list;
  }

  postings(stem: string): readonly number[] | undefined {
    const list = this.lists.get(stem);
    return list === undefined || list.length === 0 ? undefined : list;
  }

  /** Natural log of how much rarer than "every film" a stem is; highest for one nobody has. */
  rarity(stem: string): number {
    return Math.log(1 + this.films / (this.lists.get(stem)?.length || 0.5));
  }

  /** Forgets the films `gone` says are gone. */
  prune(gone: (film: number) => boolean): void {
    this.latest.clear();
    for (const [stem, list] of this.lists) {
      if (list.some((entry) => gone(entry >> 2)))
        this.lists.set(
          stem,
          list.filter((entry) => !gone(entry >> 2)),
        );
    }
  }

  /**
   * Up to `limit` stems one slip away from a word (two in a long word) that share its first two letters, and stems it
   * is the beginning of when it is `unfinished`; cheapest first, then the most frequent.
   */
  near(word: string, limit: number, unfinished: boolean): NearStem[] {
    if (word.length < 4) return [];
    const found: NearStem[] = [];
    const slips = word.length > 7 ? 2 : 1;
    const letters = letterSet(word);
    const query = lettersOf([word]).codes;
    for (const stem of this.families.get(word.slice(0, 2)) ?? []) {
      if (stem === word) continue;
      if (unfinished && stem.startsWith(word)) {
        found.push({ stem, cost: UNFINISHED_STEM });
      } else if (
        Math.abs(stem.length - word.length) <= slips &&
        bitCount(letters ^ letterSet(stem)) <= 2 * slips
      ) {
        const name = lettersOf([stem]).codes;
        const cost = compareLetters(
          query,
          0,
          query.length,
          name,
          0,
          name.length,
          slips + 1,
          0,
          slips * EDIT,
        ).full;
        if (cost <= slips * EDIT) found.push({ stem, cost: cost / 2 });
      }
    }
    const count = (near: NearStem): number => this.lists.get(near.stem)?.length ?? 0;
    return found.sort((a, b) => a.cost - b.cost || count(b) - count(a)).slice(0, limit);
  }
}

const UNFINISHED_STEM = 6;

function letterSet(word: string): number {
  let set = 0;
  for (let i = 0; i < word.length; i++) set |= 1 << (word.charCodeAt(i) % 32);
  return set;
}

function bitCount(bits: number): number {
  let rest = bits;
  let count = 0;
  for (; rest !== 0; rest &= rest - 1) count++;
  return count;
}
