/** A row that was not taken, and why. */
export interface RefusedRow {
  line: number;
  why: string;
}

/** Rows that could not be taken: the first of them, and how many there are. */
export class RefusedRows {
  readonly first: RefusedRow[] = [];
  total = 0;

  /** @param keep how many are kept; @param onEach told of every one */
  constructor(
    private readonly keep = 20,
    private readonly onEach?: (row: RefusedRow) => void,
  ) {}

  add(line: number, why: string): void {
    this.total++;
    this.onEach?.({ line, why });
    if (this.first.length < this.keep) this.first.push({ line, why });
  }

  /** The report, a line each; empty when everything was taken. */
  lines(): string[] {
    const lines = this.first.map(({ line, why }) => `  line ${line}: ${why}`);
    const more = this.total - this.first.length;
    if (more > 0) lines.push(`  and ${more.toLocaleString('en')} more`);
    return lines;
  }
}
