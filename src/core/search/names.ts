import { MAX_LETTERS } from './edit-distance.ts';
import { articleOf, lettersIn, writeLetters } from './letters.ts';

/** What a name is to its film; the kinds differ in how far a match on them is trusted. */
export const NAME_KINDS = [
  'title',
  'original',
  'korean',
  'alternative',
  'spelling',
  'romanised',
  'initials',
] as const;
export type NameKind = (typeof NAME_KINDS)[number];
/** `initials` by its number. */
export const INITIALS = NAME_KINDS.indexOf('initials');

/**
 * All names of all films in two growing byte pools. A name is its letters without spaces, the starts of its words and
 * the film it belongs to.
 */
export class Names {
  letters = new Uint8Array(1 << 7);
  starts = new Uint8Array(1 << 7);
  /** Name → where its letters begin; `letterAt[id + 1]` is where they end. */
  letterAt = new Int32Array(1 << 7);
  startAt = new Int32Array(1 << 7);
  film = new Int32Array(1 << 7);
  /** Name → its film's year, 0 for none. */
  year = new Int16Array(1 << 7);
  kind = new Uint8Array(1 << 7);
  article = new Uint8Array(1 << 7);
  count = 0;

  /** Adds a name given as folded words. @param year its film's, 0 for none. */
  add(film: number, year: number, kind: NameKind, words: readonly string[]): number {
    const id = this.count++;
    if (id + 2 > this.film.length) this.growTables();
    const at = this.letterAt[id]!;
    const startAt = this.startAt[id]!;
    if (at + MAX_LETTERS > this.letters.length) this.letters = grown(this.letters, this.letters.length * 2);
    while (startAt + words.length > this.starts.length)
      this.starts = grown(this.starts, this.starts.length * 2);
    const begun = writeLetters(words, this.letters, at, this.starts, startAt);
    this.letterAt[id + 1] = at + lettersIn(words);
    this.startAt[id + 1] = startAt + begun;
    this.film[id] = film;
    this.year[id] = year;
    this.kind[id] = NAME_KINDS.indexOf(kind);
    this.article[id] = articleOf(words);
    return id;
  }

  /** Takes the latest name back if one of those from `first` on has the same letters and is as much one of initials. */
  dropRepeated(first: number): boolean {
    const latest = this.count - 1;
    for (let id = first; id < latest; id++) {
      if (!this.alike(id, latest)) continue;
      this.count = latest;
      return true;
    }
    return false;
  }

  private alike(a: number, b: number): boolean {
    const { letterAt, letters } = this;
    const length = letterAt[a + 1]! - letterAt[a]!;
    if (letterAt[b + 1]! - letterAt[b]! !== length) return false;
    if ((this.kind[a] === INITIALS) !== (this.kind[b] === INITIALS)) return false;
    for (let i = 0; i < length; i++)
      if (letters[letterAt[a]! + i] !== letters[letterAt[b]! + i]) return false;
    return true;
  }

  private growTables(): void {
    const length = this.film.length * 2;
    this.letterAt = grownInts(this.letterAt, length);
    this.startAt = grownInts(this.startAt, length);
    this.film = grownInts(this.film, length);
    const years = new Int16Array(length);
    years.set(this.year);
    this.year = years;
    this.kind = grown(this.kind, length);
    this.article = grown(this.article, length);
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}

function grownInts(ints: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(ints);
  return larger;
}
