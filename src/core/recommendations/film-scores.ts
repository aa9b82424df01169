import type { ContentModel } from './content-model.ts';
import type { FittedModel } from './fitted-model.ts';
import type { History } from './history.ts';
import { SimilarFilms } from './similar-films.ts';
import type { Taste } from './taste.ts';
import { scoreTaste } from './taste-model.ts';

/** Entries of a history that content is compared with, the latest: enough to tell a taste, and quick. */
const MOST_COMPARED = 40;
/** Films a person took to at which model and content count alike. */
const HALF_MODEL = 3;
/** Content counts no less than this beside the model, so that new films have their chance. */
const LEAST_CONTENT = 0.1;
/** What a film's place by content tells about its place by the model, where the model does not know it. */
const CONTENT_FOR_MODEL = 0.3;
/** A film that was disliked or dismissed, against 1 for one that was rated on average. */
const DISLIKE = -0.5;

/**
 * Scores for the films of one state of the catalogue under one model (or none), all under the catalogue's numbers: made
 * when either is replaced, and asked many times.
 */
export class FilmScores {
  readonly similar: SimilarFilms;
  /** Number in the catalogue → number in the model, −1 where the model does not know the film. */
  readonly #inModel: Int32Array;
  readonly #modelNumber = new Map<string, number>();

  constructor(
    readonly content: ContentModel,
    readonly model: FittedModel | null,
  ) {
    this.similar = new SimilarFilms(content, model?.neighbours ?? null);
    model?.taste.items.forEach((id, number) => this.#modelNumber.set(id, number));
    this.#inModel = Int32Array.from(content.ids, (id) => this.#modelNumber.get(id) ?? -1);
  }

  /**
   * How well each film suits somebody, in standard deviations; the higher the better. Null where nothing they said is
   * known here. Costs a few milliseconds for some thousand films; nothing is fitted.
   */
  forTaste(taste: Taste): Float32Array | null {
    const content = this.#byContent(taste);
    const history = this.#historyOf(taste);
    if (history === null) return content;
    const byModel = this.#byModel(history);
    if (content === null) return byModel;
    const known = history.items.length;
    const modelShare = Math.min(1 - LEAST_CONTENT, known / (known + HALF_MODEL));
    for (let film = 0; film < content.length; film++) {
      const contentScore = content[film]!;
      const modelScore = this.#inModel[film]! < 0 ? CONTENT_FOR_MODEL * contentScore : byModel[film]!;
      content[film] = (1 - modelShare) * contentScore + modelShare * modelScore;
    }
    return content;
  }

  /** Whether the model knows a film. */
  knows(movieId: string): boolean {
    return this.#modelNumber.has(movieId);
  }

  /** How much liking one film speaks for another, from those who like both: 0 to 1, relative to the film's nearest. */
  together(movieId: string, otherId: string): number {
    const [film, other] = [this.#modelNumber.get(movieId), this.#modelNumber.get(otherId)];
    if (this.model === null || film === undefined || other === undefined) return 0;
    const { at, neighbourOf, similarity } = this.model.neighbours;
    const from = at[film]!;
    const entry = neighbourOf.subarray(from, at[film + 1]).indexOf(other);
    return entry < 0 ? 0 : similarity[from + entry]! / similarity[from]!;
  }

  #byContent({ films, disliked }: Taste): Float32Array | null {
    const compared = [
      ...films.slice(-MOST_COMPARED).map(({ movieId, weight }) => ({ movieId, weight })),
      ...disliked.slice(-MOST_COMPARED).map((movieId) => ({ movieId, weight: DISLIKE })),
    ];
    const scores = new Float32Array(this.content.ids.length);
    let any = false;
    for (const { movieId, weight } of compared) {
      const film = this.content.indexOf(movieId);
      if (film === undefined) continue;
      any ||= weight > 0;
      this.content.addLikeness(film, weight, scores);
    }
    if (!any) return null;
    return standardised(scores, () => true);
  }

  /** What the model knows of the films somebody took to; null when that is nothing. */
  #historyOf({ films }: Taste): History | null {
    if (this.model === null) return null;
    const known = films.filter(({ movieId }) => this.#modelNumber.has(movieId));
    if (known.length === 0) return null;
    return {
      items: Int32Array.from(known, ({ movieId }) => this.#modelNumber.get(movieId)!),
      weights: Float32Array.from(known, ({ weight }) => weight),
      times: Float64Array.from(known, ({ at }) => at),
    };
  }

  #byModel(history: History): Float32Array {
    const { taste } = this.model!;
    // What is recommended now is taken up next.
    const scored = scoreTaste(taste, history, taste.following === null ? 'any' : 'next');
    const scores = new Float32Array(this.#inModel.length);
    const known = (film: number): boolean => {
      const number = this.#inModel[film]!;
      return number >= 0 && scored[number]! > -Infinity;
    };
    for (let film = 0; film < scores.length; film++) {
      if (known(film)) scores[film] = scored[this.#inModel[film]!]!;
    }
    return standardised(scores, known);
  }
}

/** (scores − mean) / deviation, over the films accepted; all others 0. In place. */
function standardised(scores: Float32Array, accept: (film: number) => boolean): Float32Array {
  let [sum, squares, count] = [0, 0, 0];
  for (let film = 0; film < scores.length; film++) {
    if (!accept(film)) continue;
    sum += scores[film]!;
    squares += scores[film]! ** 2;
    count++;
  }
  const mean = sum / Math.max(1, count);
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean)) || 1;
  for (let film = 0; film < scores.length; film++)
    scores[film] = accept(film) ? (scores[film]! - mean) / deviation : 0;
  return scores;
}
