/** How an import tells what it does. */
export interface ImportProgress {
  /** A sentence for the operator; a `passing` one is replaced by the next where that is possible, and left out where not. */
  say(line: string, kind?: 'lasting' | 'passing'): void;
  /** @param of how many there are; null when that is not known. @param at how many were done before */
  begin(what: string, of: number | null, at?: number): void;
  /** @param share of the whole, 0 to 1, where the whole is not counted */
  at(count: number, share?: number): void;
  end(): void;
}
