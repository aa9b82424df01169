/** Films looked at between two pauses. */
const FILMS_A_STEP = 200;

/**
 * One field of all films as unit vectors of rarity-weighted terms (Salton's TF-IDF with presence for frequency), stored
 * both by film and by term, so that the cosine of one film with every other costs one walk over its terms' lists.
 */
export class SparseField {
  private constructor(
    private readonly terms: readonly string[],
    /** Terms of film f: `termIds[filmAt[f] .. filmAt[f + 1])`, with `weights` alongside. */
    private readonly filmAt: Int32Array,
    private readonly termIds: Int32Array,
    private readonly weights: Float32Array,
    /** Films of term t: `films[termAt[t] .. termAt[t + 1])`, with `byTerm` alongside. */
    private readonly termAt: Int32Array,
    private readonly films: Int32Array,
    private readonly byTerm: Float32Array,
  ) {}

  /**
   * Builds a field, pausing every few milliseconds.
   * @param documents terms of each film, each term once
   */
  static *inSteps(documents: readonly string[][]): Generator<void, SparseField> {
    const count = documents.length;
    const idOf = new Map<string, number>();
    const terms: string[] = [];
    const frequency: number[] = [];
    let total = 0;
    for (let film = 0; film < count; film++) {
      for (const term of documents[film]!) {
        const id = idOf.get(term);
        if (id === undefined) {
          idOf.set(term, terms.length);
          terms.push(term);
          frequency.push(1);
        } else frequency[id] = frequency[id]! + 1;
      }
      total += documents[film]!.length;
      if (film % FILMS_A_STEP === 0) yield;
    }
    const filmAt = new Int32Array(count + 1);
    const termIds = new Int32Array(total);
    const weights = new Float32Array(total);
    let at = 0;
    for (let film = 0; film < count; film++) {
      let norm = 0;
      const start = at;
      for (const term of documents[film]!) {
        const id = idOf.get(term)!;
        // +1 keeps the only term of a one-film catalogue from weighing nothing.
        const weight = Math.log(1 + count / frequency[id]!);
        termIds[at] = id;
        weights[at++] = weight;
        norm += weight * weight;
      }
      norm = Math.sqrt(norm) || 1;
      for (let i = start; i < at; i++) weights[i] = weights[i]! / norm;
      filmAt[film + 1] = at;
      if (film % FILMS_A_STEP === 0) yield;
    }
    const termAt = new Int32Array(terms.length + 1);
    for (const id of termIds) termAt[id + 1] = termAt[id + 1]! + 1;
    for (let id = 0; id < terms.length; id++) termAt[id + 1] = termAt[id + 1]! + termAt[id]!;
    yield;
    const films = new Int32Array(total);
    const byTerm = new Float32Array(total);
    const next = termAt.slice();
    for (let film = 0; film < count; film++) {
      for (let i = filmAt[film]!; i < filmAt[film + 1]!; i++) {
        const id = termIds[i]!;
        const slot = next[id]!;
        next[id] = slot + 1;
        films[slot] = film;
        byTerm[slot] = weights[i]!;
      }
      if (film % FILMS_A_STEP === 0) yield;
    }
    return new SparseField(terms, filmAt, termIds, weights, termAt, films, byTerm);
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
