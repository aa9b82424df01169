import type { Letters } from './letters.ts';

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

  add(film: number, kind: NameKind, name: Letters): number {
    const id = this.count++;
    if (id + 2 > this.film.length) this.growTables();
    const at = this.letterAt[id]!;
    const startAt = this.startAt[id]!;
    while (at + name.codes.length > this.letters.length)
      this.letters = grown(this.letters, this.letters.length * 2);
    while (startAt + name.starts.length > this.starts.length)
      this.starts = grown(this.starts, this.starts.length * 2);
    this.letters.set(name.codes, at);
    this.starts.set(name.starts, startAt);
    this.letterAt[id + 1] = at + name.codes.length;
    this.startAt[id + 1] = startAt + name.starts.length;
    this.film[id] = film;
    this.kind[id] = NAME_KINDS.indexOf(kind);
    this.article[id] = name.article;
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
