import type { BestScored } from './best-scored.ts';
import type { Bonuses } from './bonuses.ts';

/** Which numbers are wanted. */
export interface Filter {
  accepts: (id: number) => boolean;
  /** Whether it turns most away, so that asking it early saves work. */
  strict: boolean;
}

/** Neighbouring numbers that are scored together: their sums stay in the processor's nearest cache. */
export const WINDOW = 1 << 13;
/** Sums are of single precision: what seems just too little is looked at all the same. */
const ROUNDING = 0.01;

/** Sums of the numbers `base` to `base + WINDOW`, zero for those nothing was added to. */
export class ScoreWindow {
  base = 0;
  /** How many have something. */
  found = 0;
  private readonly sums = new Float32Array(WINDOW);
  private readonly touched = new Int32Array(WINDOW);

  /** Adds to a number's sum. */
  add(id: number, worth: number): void {
    const local = id - this.base;
    const sum = this.sums[local]!;
    if (sum === 0) this.touched[this.found++] = local;
    this.sums[local] = sum + worth;
  }

  /** Adds to a number's sum if it has one. */
  addToFound(id: number, worth: number): void {
    const local = id - this.base;
    const sum = this.sums[local]!;
    if (sum !== 0) this.sums[local] = sum + worth;
  }

  /** Drops those that get into `best` neither with what they have nor with `more`. */
  keepHopeful(best: BestScored, bonuses: Bonuses, more: number): void {
    const least = needed(best, bonuses) - more;
    if (least <= 0) return;
    let kept = 0;
    for (let i = 0; i < this.found; i++) {
      const local = this.touched[i]!;
      if (this.sums[local]! > least) this.touched[kept++] = local;
      else this.sums[local] = 0;
    }
    this.found = kept;
  }

  /** Drops those that the filter turns away. */
  keepAccepted({ accepts }: Filter): void {
    let kept = 0;
    for (let i = 0; i < this.found; i++) {
      const local = this.touched[i]!;
      if (accepts(this.base + local)) this.touched[kept++] = local;
      else this.sums[local] = 0;
    }
    this.found = kept;
  }

  /** Those that have something, ascending, counted from `base`; good until more are added or some are dropped. */
  ascending(): Int32Array {
    return this.touched.subarray(0, this.found).sort();
  }

  /** Puts those that get into `best`, by sum and bonus, and through the filter; then all sums are zero again. */
  moveTo(best: BestScored, bonuses: Bonuses, { accepts }: Filter): void {
    const { base, sums, touched } = this;
    for (let i = 0; i < this.found; i++) {
      const local = touched[i]!;
      const id = base + local;
      const score = sums[local]! + bonuses.values[id]!;
      sums[local] = 0;
      if (best.takes(id, score) && accepts(id)) best.put(id, score);
    }
    this.found = 0;
  }
}

/** The sum below which nothing gets into `best`, whatever its bonus. */
export function needed(best: BestScored, bonuses: Bonuses): number {
  return best.floor - bonuses.most - ROUNDING;
}
