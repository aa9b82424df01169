import { EDIT } from './edit-costs.ts';
import { compareLetters } from './edit-distance.ts';
import { lettersOf } from './letters.ts';
import type { PostingCursor } from './posting-lists.ts';
import { PostingLists } from './posting-lists.ts';
import { stem } from './stem.ts';
import { WordTable } from './word-table.ts';

/** Where in a film's record a word stands. */
export const WORD_FIELDS = ['title', 'person', 'keyword', 'overview'] as const;

/** A stem of the index that may be meant by a word it does not hold. */
export interface NearStem {
  stem: string;
  /** What taking it costs, in the unit of edit costs. */
  cost: number;
}

/** Words of one field of one film that are filed. */
const MOST_GATHERED = 1 << 14;

/** Posting lists of word stems: each entry is `film * 4 + field`, in order of filing. */
export class WordIndex {
  private lists = new PostingLists(1 << 12);
  /** Stems; their numbers are those of their lists. */
  private readonly stems = new WordTable();
  /** Words as they come, and the list of each: the same words come again and again, and stemming them takes longest. */
  private readonly words = new WordTable();
  private listOfWord = new Int32Array(1 << 7);
  /** The latest stem of each two first letters, and from stem to stem the one before with the same: -1 for none. */
  private readonly latestOf = new Map<number, number>();
  private before = new Int32Array(1 << 7);
  /** Films filed. */
  films = 0;

  /** Numbers of the words gathered for {@link file}. */
  private readonly gathered = new Int32Array(MOST_GATHERED);
  /** How many words have been gathered. */
  gatheredCount = 0;

  /** Gathers a folded word, given as a part of a string. Words beyond the {@link MOST_GATHERED}th are left out. */
  readonly gather = (source: string, from: number, to: number): void => {
    const known = this.words.count;
    const word = this.words.numberOf(source, from, to);
    if (word === known) this.assignList(word, stem(source.slice(from, to)));
    this.gatherNumber(word);
  };

  /** Gathers a word by its number: words are numbered from 0 in the order in which they first came. */
  gatherNumber(word: number): void {
    if (this.gatheredCount < MOST_GATHERED) this.gathered[this.gatheredCount++] = word;
  }

  /** Numbers of the words gathered after the first so many. */
  gatheredSince(count: number): Int32Array {
    return this.gathered.slice(count, this.gatheredCount);
  }

  forgetGathered(): void {
    this.gatheredCount = 0;
  }

  /**
   * Files a film under the stems of the gathered words, but for those numbered below `first`; of one film, fields in
   * ascending order. Returns how many there were.
   */
  file(film: number, field: number, first = 0): number {
    const { gathered, gatheredCount, listOfWord, lists } = this;
    const entry = film * 4 + field;
    let filed = 0;
    for (let i = 0; i < gatheredCount; i++) {
      const word = gathered[i]!;
      if (word < first) continue;
      lists.append(listOfWord[word]!, entry);
      filed++;
    }
    this.gatheredCount = 0;
    if (film >= this.films) this.films = film + 1;
    return filed;
  }

  private assignList(word: number, stemmed: string): void {
    const known = this.stems.count;
    const list = this.stems.numberOf(stemmed, 0, stemmed.length);
    if (list === known) {
      const start = familyOf(stemmed);
      if (list >= this.before.length) this.before = twice(this.before);
      this.before[list] = this.latestOf.get(start) ?? -1;
      this.latestOf.set(start, list);
    }
    if (word >= this.listOfWord.length) this.listOfWord = twice(this.listOfWord);
    this.listOfWord[word] = list;
  }

  /** Whether a folded word has been gathered, in this very form. */
  holds(word: string): boolean {
    return this.words.find(word) >= 0;
  }

  /** Entries of a stem. */
  length(stem: string): number {
    const list = this.stems.find(stem);
    return list < 0 ? 0 : this.lists.length(list);
  }

  /** Reads the entries of a stem; null when there are none. */
  cursor(stem: string): PostingCursor | null {
    const list = this.stems.find(stem);
    return list < 0 || this.lists.length(list) === 0 ? null : this.lists.cursor(list);
  }

  /** Natural log of how much rarer than "every film" a stem is; highest for one nobody has. */
  rarity(stem: string): number {
    return Math.log(1 + this.films / (this.length(stem) || 0.5));
  }

  /** Forgets the films `gone` says are gone. */
  prune(gone: (film: number) => boolean): void {
    this.lists = this.lists.without((entry) => gone(entry >> 2));
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
    for (let list = this.latestOf.get(familyOf(word)) ?? -1; list >= 0; list = this.before[list]!) {
      const longer = this.stems.lengthOf(list) - word.length;
      if (this.lists.length(list) === 0 || longer < -slips || (longer > slips && !unfinished)) continue;
      const stem = this.stems.wordOf(list);
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
    return found.sort((a, b) => a.cost - b.cost || this.length(b.stem) - this.length(a.stem)).slice(0, limit);
  }
}

const UNFINISHED_STEM = 6;

/** The first two letters of a word as one number. */
function familyOf(word: string): number {
  return word.charCodeAt(0) * 65_536 + (word.length > 1 ? word.charCodeAt(1) : 0);
}

function twice(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * numbers.length);
  larger.set(numbers);
  return larger;
}

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
