import { bestOf } from './best.ts';
import type { ContentModel, SimilarFilm, SimilarOptions } from './content-model.ts';
import type { NeighbourModel } from './neighbour-model.ts';
import type { Reason } from './reason.ts';

/**
 * Weight of likeness by content beside likeness by ratings (whose nearest film has 1), for a film nobody rated; it falls to
 * half when {@link HALF_KNOWN} people did. Chosen by whose ratings go together among people held out.
 */
const CONTENT_SHARE = 4;
const HALF_KNOWN = 60;
const MOST_FILMS = 200;

/** Films like one film, by what they are and, where ratings exist, by who likes them. */
export class SimilarFilms {
  private readonly sums: Float32Array;
  /** Number in the neighbour model → number in the content model, −1 for films the catalogue does not hold. */
  private readonly contentIndex: Int32Array;
  private readonly neighbourIndex = new Map<string, number>();

  constructor(
    private readonly content: ContentModel,
    private readonly neighbours: NeighbourModel | null,
  ) {
    this.sums = new Float32Array(content.ids.length);
    const items = neighbours?.items ?? [];
    this.contentIndex = Int32Array.from(items, (id) => content.indexOf(id) ?? -1);
    items.forEach((id, index) => this.neighbourIndex.set(id, index));
  }

  /** The most alike first; empty for a film the catalogue does not hold. */
  to(movieId: string, options: SimilarOptions = {}): SimilarFilm[] {
    const film = this.content.indexOf(movieId);
    const neighbour = this.neighbourIndex.get(movieId);
    if (film === undefined || neighbour === undefined || this.neighbours === null) {
      return this.content.similar(movieId, options);
    }
    const { at, neighbourOf, similarity, itemCount } = this.neighbours;
    this.sums.fill(0);
    this.content.addLikeness(film, 1, this.sums);
    const rated = itemCount[neighbour]!;
    const share = (CONTENT_SHARE * HALF_KNOWN) / (HALF_KNOWN + rated);
    for (let i = 0; i < this.sums.length; i++) this.sums[i] = this.sums[i]! * share;
    const together = new Set<number>();
    const most = similarity[at[neighbour]!] ?? 1;
    for (let k = at[neighbour]!; k < at[neighbour + 1]!; k++) {
      const other = this.contentIndex[neighbourOf[k]!]!;
      if (other < 0) continue;
      const likeness = similarity[k]! / most;
      this.sums[other] = this.sums[other]! + likeness;
      if (likeness > 0.5) together.add(other);
    }
    const accept = this.content.filter(options);
    const limit = Math.max(0, Math.min(options.limit ?? 10, MOST_FILMS));
    const best = bestOf(this.sums, this.sums.length, limit, (index) => index !== film && accept(index));
    return best.map((index) => {
      const id = this.content.ids[index]!;
      const because: Reason[] = this.content.reasons(movieId, id);
      if (together.has(index)) because.unshift({ kind: 'alsoLiked', movieId });
      return { id, score: this.sums[index]! / (1 + share), because };
    });
  }
}
