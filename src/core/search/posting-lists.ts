/**
 * Many ascending lists of whole numbers that grow at their ends, in shared pages of 32-bit integers. A list is a chain
 * of chunks, each as large as all before it up to {@link MOST}, so that short lists waste little and long ones are read
 * in runs (after the variable blocks of Büttcher and Clarke, "Indexing time vs. query time", CIKM 2005). The last cell
 * of a chunk is the place of the next one, that of the last chunk the place of the first.
 */
export class PostingLists {
  private readonly pages: Int32Array[] = [new Int32Array(PAGE)];
  /** First free cell of the last page. */
  private free = 0;
  /** Four cells for each list: its length, its last value, the place for its next value, room left in its last chunk. */
  private heads: Int32Array<ArrayBuffer>;

  /** @param lists how many lists there will be, as far as one knows. */
  constructor(lists: number) {
    this.heads = new Int32Array(4 * lists);
  }

  /** Appends a value that is at least the last one; the last one again changes nothing. */
  append(list: number, value: number): void {
    const head = 4 * list;
    if (head >= this.heads.length) this.growHeads(head + 4);
    const heads = this.heads;
    const length = heads[head]!;
    if (length > 0 && heads[head + 1] === value) return;
    let place = heads[head + 2]!;
    let room = heads[head + 3]!;
    if (room === 0) {
      room = Math.min(length + LEAST, MOST);
      place = this.chunk(room, length === 0 ? -1 : place);
    }
    this.pages[place >> PAGE_BITS]![place & (PAGE - 1)] = value;
    heads[head] = length + 1;
    heads[head + 1] = value;
    heads[head + 2] = place + 1;
    heads[head + 3] = room - 1;
  }

  /** Values in a list. */
  length(list: number): number {
    return this.heads[4 * list] ?? 0;
  }

  /** Reads a list from its start; what is appended later is not seen. */
  cursor(list: number): PostingCursor {
    const length = this.length(list);
    if (length === 0) return new PostingCursor(this.pages, 0, 0);
    const link = this.heads[4 * list + 2]! + this.heads[4 * list + 3]!;
    return new PostingCursor(this.pages, this.pages[link >> PAGE_BITS]![link & (PAGE - 1)]!, length);
  }

  /** The same lists without the values that `gone` names. O(all values). */
  without(gone: (value: number) => boolean): PostingLists {
    const rest = new PostingLists(this.heads.length / 4);
    const values = new Int32Array(1 << 10);
    for (let list = 0; 4 * list < this.heads.length; list++) {
      const cursor = this.cursor(list);
      for (let count = cursor.readSome(values); count > 0; count = cursor.readSome(values))
        for (let i = 0; i < count; i++) if (!gone(values[i]!)) rest.append(list, values[i]!);
    }
    return rest;
  }

  /** The place of a new chunk for so many values, behind the chunk whose link is at `link`; -1 for a list's first. */
  private chunk(values: number, link: number): number {
    if (this.free + values + 1 > PAGE) {
      this.pages.push(new Int32Array(PAGE));
      this.free = 0;
    }
    const page = this.pages[this.pages.length - 1]!;
    const place = ((this.pages.length - 1) << PAGE_BITS) | this.free;
    const end = this.free + values;
    this.free = end + 1;
    if (link < 0) page[end] = place;
    else {
      const before = this.pages[link >> PAGE_BITS]!;
      page[end] = before[link & (PAGE - 1)]!;
      before[link & (PAGE - 1)] = place;
    }
    return place;
  }

  private growHeads(least: number): void {
    const larger = new Int32Array(Math.max(least, 2 * this.heads.length));
    larger.set(this.heads);
    this.heads = larger;
  }
}

/** A place in one list that only moves forward. */
export class PostingCursor {
  private page: Int32Array;
  private at: number;
  /** End of the values of this chunk, in its page. */
  private end: number;
  /** Values in this chunk and those before it, and in the whole list. */
  private passed: number;

  constructor(
    private readonly pages: readonly Int32Array[],
    place: number,
    private readonly length: number,
  ) {
    this.page = pages[place >> PAGE_BITS]!;
    this.at = place & (PAGE - 1);
    this.passed = Math.min(length, LEAST);
    this.end = this.at + this.passed;
  }

  /** Writes the values from here on that are below `to` to `out`, which has room for them. Returns how many. */
  readBelow(to: number, out: Int32Array): number {
    let count = 0;
    do {
      const { page, end } = this;
      let at = this.at;
      while (at < end) {
        const value = page[at]!;
        if (value >= to) break;
        out[count++] = value;
        at++;
      }
      this.at = at;
      if (at < end) break;
    } while (this.nextChunk());
    return count;
  }

  /** Writes values from here on to `out`, as many as fit. Returns how many; 0 at the end. */
  readSome(out: Int32Array): number {
    let count = 0;
    do {
      while (this.at < this.end && count < out.length) out[count++] = this.page[this.at++]!;
      if (count === out.length) break;
    } while (this.nextChunk());
    return count;
  }

  /** Passes over the values below `from` and returns the one it comes to; -1 at the end. */
  seek(from: number): number {
    while (this.at >= this.end || this.page[this.end - 1]! < from) {
      this.at = this.end;
      if (!this.nextChunk()) return -1;
    }
    let low = this.at;
    let high = this.end - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.page[middle]! < from) low = middle + 1;
      else high = middle;
    }
    this.at = low;
    return this.page[low]!;
  }

  private nextChunk(): boolean {
    if (this.passed >= this.length) return false;
    const place = this.page[this.end]!;
    const values = Math.min(this.passed + LEAST, MOST, this.length - this.passed);
    this.page = this.pages[place >> PAGE_BITS]!;
    this.at = place & (PAGE - 1);
    this.end = this.at + values;
    this.passed += values;
    return true;
  }
}

/** Cells of a page; a place is a page's number and a cell's in one integer. */
const PAGE_BITS = 16;
const PAGE = 1 << PAGE_BITS;
/** Values of a list's first chunk, and most of any: both powers of two. */
const LEAST = 2;
const MOST = 512;
