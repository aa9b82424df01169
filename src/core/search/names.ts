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

/**
 * All names of all films in two growing byte pools. A name is its letters without spaces, the starts of its words and
 * the film it belongs to.
 */
export class Names {
  letters = new Uint8Array(1 << 16);
  starts = new Uint8Array(1 << 14);
  /** Name → where its letters begin; `letterAt[id + 1]` is where they end. */
  letterAt = new Int32Array(1 << 12);
  startAt = new Int32Array(1 << 12);
  film = new Int32Array(1 << 12);
  kind = new Uint8Array(1 << 12);
  article = new Uint8Array(1 << 12);
  count = 0;

  /** Adds a name given as folded words. */
  add(film: number, kind: NameKind, words: readonly string[]): number {
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
    this.kind[id] = NAME_KINDS.indexOf(kind);
    this.article[id] = articleOf(words);
    return id;
  }

  private growTables(): void {
    const length = this.film.length * 2;
    this.letterAt = grownInts(this.letterAt, length);
    this.startAt = grownInts(this.startAt, length);
    this.film = grownInts(this.film, length);
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
