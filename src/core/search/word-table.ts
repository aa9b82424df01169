/**
 * Numbers words in the order in which they first come, by their letters alone: a word is handed over as a part of a
 * string and no string is made of it. Open addressing with linear probing (Knuth, TAOCP 3, 6.4), FNV-1a over UTF-16
 * units.
 */
export class WordTable {
  /** Words numbered. */
  count = 0;
  /** Word number plus one by hash; 0 is free. Never more than half full. */
  private slots = new Int32Array(1 << 7);
  private hashes = new Int32Array(1 << 6);
  /** The letters of all words one after the other; `ends[id]` is where word `id` begins, `ends[id + 1]` where it ends. */
  private letters = new Uint16Array(1 << 9);
  private ends = new Int32Array((1 << 6) + 1);

  /** The number of the word `source[from..to)`; a new one is {@link count} as it was before. */
  numberOf(source: string, from: number, to: number): number {
    const hash = hashOf(source, from, to);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const word = this.slots[slot]! - 1;
      if (word < 0) return this.add(source, from, to, hash, slot);
      if (this.hashes[word] === hash && this.is(word, source, from, to)) return word;
    }
  }

  /** The number of a word; -1 for one that has none. */
  find(word: string): number {
    const hash = hashOf(word, 0, word.length);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.slots[slot]! - 1;
      if (found < 0 || (this.hashes[found] === hash && this.is(found, word, 0, word.length))) return found;
    }
  }

  /** Letters of a word. */
  lengthOf(word: number): number {
    return this.ends[word + 1]! - this.ends[word]!;
  }

  /** The word of a number. */
  wordOf(word: number): string {
    return String.fromCharCode(...this.letters.subarray(this.ends[word]!, this.ends[word + 1]!));
  }

  private is(word: number, source: string, from: number, to: number): boolean {
    const start = this.ends[word]!;
    if (this.ends[word + 1]! - start !== to - from) return false;
    for (let i = from, at = start; i < to; i++, at++)
      if (this.letters[at] !== source.charCodeAt(i)) return false;
    return true;
  }

  private add(source: string, from: number, to: number, hash: number, slot: number): number {
    const word = this.count++;
    if (word >= this.hashes.length) {
      this.hashes = copied(this.hashes, new Int32Array(2 * this.hashes.length));
      this.ends = copied(this.ends, new Int32Array(2 * this.hashes.length + 1));
    }
    let at = this.ends[word]!;
    while (at + to - from > this.letters.length)
      this.letters = copied(this.letters, new Uint16Array(2 * this.letters.length));
    for (let i = from; i < to; i++) this.letters[at++] = source.charCodeAt(i);
    this.ends[word + 1] = at;
    this.hashes[word] = hash;
    this.slots[slot] = word + 1;
    if (2 * this.count > this.slots.length) this.growSlots();
    return word;
  }

  private growSlots(): void {
    const slots = new Int32Array(2 * this.slots.length);
    const mask = slots.length - 1;
    for (let word = 0; word < this.count; word++) {
      let slot = this.hashes[word]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = word + 1;
    }
    this.slots = slots;
  }
}

function hashOf(source: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ source.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

function copied<Numbers extends Int32Array | Uint16Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
