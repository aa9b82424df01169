import type { NameKind } from './names.ts';

/** Weights of ranking, in the unit of edit costs. Tuned on made-up queries of every kind, see docs/recommendations.md. */
export const RANK = {
  /** Worth of one natural log of votes. */
  votes: 1.2,
  kind: {
    title: 0,
    original: 1,
    korean: 0,
    alternative: 1,
    spelling: 1,
    romanised: 4,
    initials: 2,
  } satisfies Record<NameKind, number>,
  /** Price of a word of the query found in a field of the film. */
  field: { title: 6, person: 14, keyword: 16, overview: 16 },
  /** Extra price of a word found in an overview, per natural log of how much longer than usual that is. */
  wordiness: 3,
  /** Any match by words of the whole record, against one by name. */
  byFields: 15,
  /** Price of a word of the query that the film has nowhere, and per unit of its rarity up to a most. */
  missing: 14,
  missingStopWord: 19,
  missingPerRarity: 5,
  rarityMost: 7,
  /** A word of the title that the query leaves out, when it has another one, up to a most. */
  titleWordLeft: 4,
  titleWordsLeftMost: 6,
  /** A year of release one off. */
  yearOff: 4,
  /** Words weighing less than this share of the query do not make a hit. */
  leastShare: 0.2,
  /** Names that cost more are no hit. */
  worstName: 110,
  /** Whatever costs more is no hit. */
  worst: 300,
};

/** Where in a film's record the words of a query were found. */
export type MatchedField = 'title' | 'person' | 'keyword' | 'overview';

export interface RankedFilm {
  /** The film's number. */
  film: number;
  cost: number;
  matched: MatchedField[];
  /** How much of what was asked it has, from 0 to 1, words weighed by their rarity; 1 where it was found by a name. */
  share: number;
}

/**
 * The films found so far for one query, each at its least cost. Knows what cost could still reach the answer, so that
 * hopeless comparisons are given up early.
 */
export class Ranking {
  private readonly films = new Map<number, RankedFilm>();
  /** Least ranks seen, ascending, a few more than wanted because a film may be seen twice. */
  private readonly front: number[] = [];
  private least = Infinity;

  /** @param bonus worth of each film's votes, subtracted from its cost. */
  constructor(
    private readonly limit: number,
    private readonly bonus: Float32Array,
  ) {}

  /** Least cost offered yet. */
  get leastCost(): number {
    return this.least;
  }

  /** A cost from which on offering the film changes nothing. */
  bound(film: number): number {
    const known = this.films.get(film)?.cost ?? RANK.worst;
    const last =
      this.front.length < this.limit + SPARE ? Infinity : this.front[this.front.length - 1]! + LEEWAY;
    return Math.min(known, last + this.bonus[film]!);
  }

  offer(film: number, cost: number, matched: MatchedField[], share = 1): void {
    const known = this.films.get(film);
    if (cost >= (known?.cost ?? RANK.worst)) return;
    if (known === undefined) this.films.set(film, { film, cost, matched, share });
    else {
      known.share = share;
      known.cost = cost;
      known.matched = matched;
    }
    this.least = Math.min(this.least, cost);
    const rank = cost - this.bonus[film]!;
    let at = this.front.length;
    while (at > 0 && this.front[at - 1]! > rank) at--;
    if (at >= this.limit + SPARE) return;
    this.front.splice(at, 0, rank);
    if (this.front.length > this.limit + SPARE) this.front.pop();
  }

  /** The best films, best first. @param preference a film's further discount, at most {@link LEEWAY}. */
  best(preference: (film: number) => number = () => 0): RankedFilm[] {
    const ranked = [...this.films.values()].map((found) => ({
      found,
      rank: found.cost - this.bonus[found.film]! - preference(found.film),
    }));
    ranked.sort((a, b) => a.rank - b.rank || a.found.film - b.found.film);
    return ranked.slice(0, this.limit).map(({ found }) => found);
  }
}

const SPARE = 6;
const LEEWAY = 2;
