import type { ContentModel } from './content-model.ts';
import type { FittedModel } from './fitted-model.ts';
import type { History } from './history.ts';
import { recentWeights } from './history.ts';
import { SimilarFilms } from './similar-films.ts';
import type { Taste, TasteFilm } from './taste.ts';
import { scoreTaste, type Blend } from './taste-model.ts';

/**
 * Shares of what speaks for a film, each in standard deviations. Chosen on people of MovieLens (small) whose ratings no model
 * had seen, by what they rated four stars or more after 1, 3, 10 and 20 films (`npm run bench:films -- served`).
 */
const SHARES = { model: 1, neighbours: 0.5, content: 1 };
/** Share of how widely a film is known, for somebody of whom nothing is known; half of it after {@link POPULAR_HALF} films. */
const POPULAR = 5;
const POPULAR_HALF = 10;
/** Without a model nothing else tells good films from others, however much is known of the person. */
const POPULAR_WITHOUT_MODEL = 0.6;
/**
 * Likeness by content counts above that much of what the film is like on average (widely known films are like everything),
 * and by its fourth power: a few very like films say more than many that are a little like.
 */
const BEYOND_MEAN = 0.4;
/** Films whose likeness to all others is taken for the mean. */
const MEAN_OF = 48;
/** Natural logs of votes by which films differ at least, as far as it counts: where all are known alike, little is made of it. */
const LEAST_SPREAD = 0.7;
/** What a film's place by content tells about its place by the model, where the model does not know it. */
const CONTENT_FOR_MODEL = 0.3;
/** A film that was disliked or dismissed, against 1 for one of five stars. */
const DISLIKE = -0.5;
/** Films after which a word about a film counts half: tastes change, but slowly. */
const HALF_LIFE = 100;
/** Most films of a history that content is compared with, the latest; fewer where the catalogue is large. */
const MOST_COMPARED = 40;
const MOST_COMPARISONS = 400_000;
/** Likenesses that are kept, in numbers: 16 MiB. */
const KEPT_NUMBERS = 4_000_000;

/** Everything a model has to say, without its penalty on what is popular: somebody asks for a list, not for variety. */
const BLEND: Blend = { linear: 1, factors: 2, popularity: 0 };

/**
 * Scores for the films of one state of the catalogue under one model (or none), all under the catalogue's numbers: made
 * when either is replaced, and asked many times.
 */
export class FilmScores {
  readonly similar: SimilarFilms;
  /** Number in the catalogue → number in the model, −1 where the model does not know the film. */
  readonly #inModel: Int32Array;
  readonly #modelNumber = new Map<string, number>();
  /** How widely films are known, in standard deviations. */
  readonly #popular: Float32Array;
  /** Likeness to each film, over a sample of all. */
  readonly #meanLikeness: Float32Array;
  /** Sharpened likeness of films to all others, those asked for last at the end. */
  readonly #likeness = new Map<number, Float32Array>();

  constructor(
    readonly content: ContentModel,
    readonly model: FittedModel | null,
  ) {
    this.similar = new SimilarFilms(content, model?.neighbours ?? null);
    model?.taste.items.forEach((id, number) => this.#modelNumber.set(id, number));
    this.#inModel = Int32Array.from(content.ids, (id) => this.#modelNumber.get(id) ?? -1);
    this.#meanLikeness = this.#meanOfLikeness();
    this.#popular = model
      ? this.#fromModel(
          Float32Array.from(model.taste.itemCount, (count) => Math.log(1 + count)),
          LEAST_SPREAD,
        )
      : standardised(content.renown.slice(), () => true, LEAST_SPREAD);
  }

  /** Whether the model knows a film. */
  knows(movieId: string): boolean {
    return this.#modelNumber.has(movieId);
  }

  /**
   * How well each film suits somebody, in standard deviations; the higher the better. Null where they took to nothing that
   * is known here. Costs a few milliseconds for some thousand films; nothing is fitted.
   */
  forTaste(taste: Taste): Float32Array | null {
    const content = this.#byContent(taste);
    const history = this.#historyOf(taste);
    if (content === null && history === null) return null;
    const popular = this.model
      ? (POPULAR * POPULAR_HALF) / (POPULAR_HALF + taste.films.length)
      : POPULAR_WITHOUT_MODEL;
    const scores = this.#popular.map((score) => popular * score);
    if (content) addTo(scores, content, SHARES.content);
    if (history && this.model) {
      addTo(scores, this.#fromModel(scoreTaste(this.model.taste, history, BLEND)), SHARES.model);
      addTo(scores, this.#fromModel(this.#byNeighbours(history, this.model)), SHARES.neighbours);
      const unknown = CONTENT_FOR_MODEL * (SHARES.model + SHARES.neighbours);
      for (let film = 0; film < scores.length; film++) {
        if (this.#inModel[film]! < 0) scores[film] = scores[film]! + unknown * (content?.[film] ?? 0);
      }
    }
    return standardised(scores, () => true);
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
    const most = Math.min(MOST_COMPARED, Math.ceil(MOST_COMPARISONS / (this.content.ids.length + 1)));
    const scores = new Float32Array(this.content.ids.length);
    let any = false;
    const compare = (movieId: string, weight: number): void => {
      const film = this.content.indexOf(movieId);
      if (film === undefined) return;
      any ||= weight > 0;
      addTo(scores, this.#likenessTo(film), weight);
    };
    for (const { movieId, weight } of films.slice(-most)) compare(movieId, weight);
    for (const movieId of disliked.slice(-most / 2)) compare(movieId, DISLIKE);
    return any ? standardised(scores, () => true) : null;
  }

  /** Likeness of an average film of the catalogue to each, from films spread over all of it. */
  #meanOfLikeness(): Float32Array {
    const { content } = this;
    const films = content.ids.length;
    const sample = Math.min(films, MEAN_OF);
    const mean = new Float32Array(films);
    for (let k = 0; k < sample; k++) content.addLikeness(Math.floor((k * films) / sample), 1 / sample, mean);
    return mean;
  }

  #likenessTo(film: number): Float32Array {
    const kept = this.#likeness.get(film);
    const likeness = kept ?? new Float32Array(this.content.ids.length);
    if (kept) this.#likeness.delete(film);
    else {
      this.content.addLikeness(film, 1, likeness);
      for (let other = 0; other < likeness.length; other++) {
        const beyond = Math.max(0, likeness[other]! - BEYOND_MEAN * this.#meanLikeness[other]!);
        likeness[other] = beyond * beyond * beyond * beyond;
      }
    }
    this.#likeness.set(film, likeness);
    const [oldest] = this.#likeness.keys();
    if (oldest !== undefined && this.#likeness.size * likeness.length > KEPT_NUMBERS)
      this.#likeness.delete(oldest);
    return likeness;
  }

  /** What the model knows of the films somebody took to; null when that is nothing. */
  #historyOf({ films }: Taste): History | null {
    const known = films.filter(({ movieId, weight }) => weight > 0 && this.knows(movieId));
    if (known.length === 0) return null;
    const number = ({ movieId }: TasteFilm): number => this.#modelNumber.get(movieId)!;
    const history: History = {
      items: Int32Array.from(known, number),
      weights: Float32Array.from(known, ({ weight }) => weight),
      times: null,
    };
    return { ...history, weights: recentWeights(history, HALF_LIFE) };
  }

  #byNeighbours({ items, weights }: History, { neighbours }: FittedModel): Float32Array {
    const { at, neighbourOf, similarity } = neighbours;
    const scores = new Float32Array(neighbours.items.length);
    items.forEach((item, k) => {
      for (let entry = at[item]!; entry < at[item + 1]!; entry++) {
        const other = neighbourOf[entry]!;
        scores[other] = scores[other]! + weights[k]! * similarity[entry]!;
      }
    });
    return scores;
  }

  /** Scores by the model's numbers under the catalogue's, in standard deviations; 0 for films the model does not know. */
  #fromModel(scored: Float32Array, leastSpread?: number): Float32Array {
    const known = (film: number): boolean =>
      this.#inModel[film]! >= 0 && scored[this.#inModel[film]!]! > -Infinity;
    const scores = Float32Array.from(this.#inModel, (number, film) => (known(film) ? scored[number]! : 0));
    return standardised(scores, known, leastSpread);
  }
}

function addTo(scores: Float32Array, more: Float32Array, share: number): void {
  for (let film = 0; film < scores.length; film++) scores[film] = scores[film]! + share * more[film]!;
}

/** (scores − mean) / deviation, over the films accepted; all others 0. In place. */
function standardised(
  scores: Float32Array,
  accept: (film: number) => boolean,
  leastDeviation = 1e-9,
): Float32Array {
  let [sum, squares, count] = [0, 0, 0];
  for (let film = 0; film < scores.length; film++) {
    if (!accept(film)) continue;
    sum += scores[film]!;
    squares += scores[film]! ** 2;
    count++;
  }
  const mean = sum / Math.max(1, count);
  const variance = squares / Math.max(1, count) - mean * mean;
  const deviation = Math.max(leastDeviation, Math.sqrt(Math.max(0, variance)));
  for (let film = 0; film < scores.length; film++)
    scores[film] = accept(film) ? (scores[film]! - mean) / deviation : 0;
  return scores;
}
