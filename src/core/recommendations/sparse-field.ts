/**
 * One field of all films as unit vectors of rarity-weighted terms (Salton's TF-IDF with presence for frequency), stored
 * both by film and by term, so that the cosine of one film with every other costs one walk over its terms' lists.
 */
export class SparseField {
  /** Terms of film f: `termIds[filmAt[f] .. filmAt[f + 1])`, with `weights` alongside. */
  readonly filmAt: Int32Array;
  readonly termIds: Int32Array;
  readonly weights: Float32Array;
  readonly terms: string[] = [];
  private readonly termAt: Int32Array;
  private readonly films: Int32Array;
  private readonly byTerm: Float32Array;

  /** @param documents terms of each film, each term once. */
  constructor(documents: readonly string[][]) {
    const count = documents.length;
    const idOf = new Map<string, number>();
    const frequency: number[] = [];
    let total = 0;
    for (const document of documents) {
      for (const term of document) {
        const id = idOf.get(term);
        if (id === undefined) {
          idOf.set(term, this.terms.length);
          this.terms.push(term);
          frequency.push(1);
        } else frequency[id] = frequency[id]! + 1;
      }
      total += document.length;
    }
    this.filmAt = new Int32Array(count + 1);
    this.termIds = new Int32Array(total);
    this.weights = new Float32Array(total);
    let at = 0;
    for (let film = 0; film < count; film++) {
      let norm = 0;
      const start = at;
      for (const term of documents[film]!) {
        const id = idOf.get(term)!;
        // +1 keeps the only term of a one-film catalogue from weighing nothing.
        const weight = Math.log(1 + count / frequency[id]!);
        this.termIds[at] = id;
        this.weights[at++] = weight;
        norm += weight * weight;
      }
      norm = Math.sqrt(norm) || 1;
      for (let i = start; i < at; i++) this.weights[i] = this.weights[i]! / norm;
      this.filmAt[film + 1] = at;
    }
    this.termAt = new Int32Array(this.terms.length + 1);
    for (const id of this.termIds) this.termAt[id + 1] = this.termAt[id + 1]! + 1;
    for (let id = 0; id < this.terms.length; id++)
      this.termAt[id + 1] = this.termAt[id + 1]! + this.termAt[id]!;
    this.films = new Int32Array(total);
    this.byTerm = new Float32Array(total);
    const next = this.termAt.slice();
    for (let film = 0; film < count; film++) {
      for (let i = this.filmAt[film]!; i < this.filmAt[film + 1]!; i++) {
        const id = this.termIds[i]!;
        const slot = next[id]!;
        next[id] = slot + 1;
        this.films[slot] = film;
        this.byTerm[slot] = this.weights[i]!;
      }
    }
  }

  /** Adds `scale` × cosine(film, every film) to `sums`. */
  addCosines(film: number, scale: number, sums: Float32Array): void {
    for (let i = this.filmAt[film]!; i < this.filmAt[film + 1]!; i++) {
      const id = this.termIds[i]!;
      const weight = this.weights[i]! * scale;
      for (let slot = this.termAt[id]!; slot < this.termAt[id + 1]!; slot++) {
        const other = this.films[slot]!;
        sums[other] = sums[other]! + weight * this.byTerm[slot]!;
      }
    }
  }

  /** Terms two films share, the most telling first. */
  shared(a: number, b: number): string[] {
    const ofB = new Set(this.termIds.subarray(this.filmAt[b]!, this.filmAt[b + 1]!));
    const found: { id: number; weight: number }[] = [];
    for (let i = this.filmAt[a]!; i < this.filmAt[a + 1]!; i++) {
      const id = this.termIds[i]!;
      if (ofB.has(id)) found.push({ id, weight: this.weights[i]! });
    }
    return found.sort((x, y) => y.weight - x.weight || x.id - y.id).map(({ id }) => this.terms[id]!);
  }
}
