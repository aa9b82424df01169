/**
 * The `limit` numbered things with the highest scores among all that are offered, of equal ones those with the lowest
 * numbers: a bounded min-heap, O(log limit) for what gets in.
 */
export class BestScored {
  private readonly ids: number[] = [];
  private readonly scores: number[] = [];

  constructor(private readonly limit: number) {}

  /** A score below which nothing gets in any more; what reaches it may. */
  get floor(): number {
    return this.ids.length < this.limit ? -Infinity : (this.scores[0] ?? Infinity);
  }

  /** Whether it would get in. */
  takes(id: number, score: number): boolean {
    if (this.ids.length < this.limit) return true;
    const least = this.scores[0] ?? Infinity;
    return score > least || (score === least && id < this.ids[0]!);
  }

  /** Takes in what {@link takes} says it takes. */
  put(id: number, score: number): void {
    const { ids, scores } = this;
    if (ids.length < this.limit) {
      ids.push(id);
      scores.push(score);
      if (ids.length === this.limit) for (let at = this.limit >> 1; at >= 0; at--) this.sink(at);
      return;
    }
    ids[0] = id;
    scores[0] = score;
    this.sink(0);
  }

  /** What was taken, best first. */
  sorted(): number[] {
    const order = [...this.ids.keys()].sort((a, b) => (this.isWorse(a, b) ? 1 : -1));
    return order.map((at) => this.ids[at]!);
  }

  private isWorse(a: number, b: number): boolean {
    const [x, y] = [this.scores[a]!, this.scores[b]!];
    return x < y || (x === y && this.ids[a]! > this.ids[b]!);
  }

  private sink(start: number): void {
    const { ids, scores } = this;
    let at = start;
    for (;;) {
      let least = at;
      const left = 2 * at + 1;
      if (left < ids.length && this.isWorse(left, least)) least = left;
      if (left + 1 < ids.length && this.isWorse(left + 1, least)) least = left + 1;
      if (least === at) return;
      const id = ids[at]!;
      const score = scores[at]!;
      ids[at] = ids[least]!;
      scores[at] = scores[least]!;
      ids[least] = id;
      scores[least] = score;
      at = least;
    }
  }
}
