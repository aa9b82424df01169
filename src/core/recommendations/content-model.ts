import { bestOf } from './best.ts';
import type { ContentField, DescribedMovie } from './content-features.ts';
import { CONTENT_FIELDS, termsOf } from './content-features.ts';
import type { Reason } from './reason.ts';
import { SparseField } from './sparse-field.ts';
import { givesAway } from './spoiler-keywords.ts';

export interface RecommendationFilter {
  /** Only films of this genre (English name from the catalogue). */
  genre?: string;
  /** Earliest and latest year of release, both inclusive. Films of unknown year are left out when either is given. */
  yearFrom?: number;
  yearTo?: number;
  /** ISO 639-1 code of the original language. */
  language?: string;
  /** Shortest and longest runtime in minutes, both inclusive; films of unknown runtime are left out when either is given. */
  runtimeFrom?: number;
  runtimeTo?: number;
  /** Films never to be answered: seen, dismissed, already shown. */
  exclude?: Iterable<string>;
}

export interface SimilarOptions extends RecommendationFilter {
  /** Most films wanted; 10 when absent, at most 200. */
  limit?: number;
}

export interface SimilarFilm {
  id: string;
  /** Weighted likeness, at most 1; comparable between calls on one model. */
  score: number;
  /** What the two films share, most telling first; empty only when nothing nameable is shared. */
  because: Reason[];
}

export interface ContentModel {
  /** Films most like one film; empty for an unknown id. */
  similar(movieId: string, options?: SimilarOptions): SimilarFilm[];
  /** Films everyone knows, by votes and their average: for strangers, and when nothing else fits. */
  popular(options?: SimilarOptions): SimilarFilm[];
  /** What two films share; empty when either is unknown. */
  reasons(movieId: string, otherId: string): Reason[];
  /** Likeness of film number `index` to all films, added to `sums` times `scale`. */
  addLikeness(index: number, scale: number, sums: Float32Array): void;
  /** Film ids by number. */
  readonly ids: readonly string[];
  /** How widely each film is known, by number: natural log of its votes. */
  readonly renown: Float32Array;
  indexOf(movieId: string): number | undefined;
  /** True for the films a filter lets through. */
  filter(filter: RecommendationFilter): (index: number) => boolean;
}

export type ContentMovie = DescribedMovie & { runtime?: number | null; voteAverage?: number };

/** Weight of each part of likeness, learned from whose films people rated alike (see docs/recommendations.md). */
export interface ContentWeights extends Record<ContentField, number> {
  /** Of closeness in time: Σ weight × exp(−years apart / scale). */
  years: { weight: number; scale: number }[];
  /** Of closeness in how widely known the films are: exp(−|Δ ln votes| / scale). */
  votes: number;
  votesScale: number;
  /** Of ten natural logs of the other film's votes: among equals, the one people know. */
  renown: number;
  /** Of being older than the film asked about, by up to twenty years; newer counts against. */
  older: number;
  /** Taken off when one film is of the genre and the other is not. */
  apart: Record<string, number>;
}

const CONTENT_WEIGHTS: ContentWeights = {
  genres: 0.15,
  keywords: 0.38,
  director: 0.15,
  cast: 0.45,
  overview: 0.59,
  title: 0.15,
  language: 0.32,
  years: [
    { weight: 0.33, scale: 8 },
    { weight: 0.3, scale: 16 },
  ],
  votes: 0.33,
  votesScale: 4,
  renown: 2.08,
  older: 0.27,
  apart: { Horror: 0.18, Family: 0.06, Comedy: 0.06 },
};

/** Builds the model; about 0.1 ms a film. Any catalogue will do, from one film up, and no ratings are needed. */
export function buildContentModel(
  movies: Iterable<ContentMovie>,
  weights: ContentWeights = CONTENT_WEIGHTS,
): ContentModel {
  const steps = contentModelInSteps([...movies], weights);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Films described between two steps: a few milliseconds. */
const FILMS_A_STEP = 50;

/** The same in small steps, for a process that answers people meanwhile. */
export function* contentModelInSteps(
  movies: readonly ContentMovie[],
  weights: ContentWeights = CONTENT_WEIGHTS,
): Generator<void, ContentModel> {
  const fields: Partial<Record<ContentField, SparseField>> = {};
  for (const name of CONTENT_FIELDS) {
    const documents: string[][] = [];
    for (const movie of movies) {
      documents.push(termsOf(movie, name));
      if (documents.length % FILMS_A_STEP === 0) yield;
    }
    fields[name] = yield* SparseField.inSteps(documents);
  }
  return new WeightedContentModel(movies, weights, fields as Record<ContentField, SparseField>);
}

/** Years by which a film can be older and count as such. */
const OLDER_MOST = 20;

class WeightedContentModel implements ContentModel {
  readonly ids: readonly string[];
  private readonly indexById: Map<string, number>;
  private readonly year: Float32Array;
  readonly renown: Float32Array;
  private readonly total: number;
  private readonly genreApart: { weight: number; has: Uint8Array }[];
  private readonly sums: Float32Array;

  constructor(
    private readonly movies: readonly ContentMovie[],
    private readonly weights: ContentWeights,
    private readonly fields: Record<ContentField, SparseField>,
  ) {
    this.ids = movies.map((movie) => movie.id);
    this.indexById = new Map(this.ids.map((id, index) => [id, index]));
    this.year = Float32Array.from(movies, (movie) => movie.year ?? NaN);
    this.renown = Float32Array.from(movies, (movie) =>
      Math.log(1 + Math.max(movie.voteCount, movie.popularity, 0)),
    );
    const years = weights.years.reduce((sum, { weight }) => sum + weight, 0);
    const fieldsTotal = CONTENT_FIELDS.reduce((sum, name) => sum + weights[name], 0);
    this.total = fieldsTotal + years + weights.votes + weights.renown + weights.older;
    this.genreApart = Object.entries(weights.apart).map(([genre, weight]) => ({
      weight,
      has: Uint8Array.from(movies, (movie) => (movie.genres.includes(genre) ? 1 : 0)),
    }));
    this.sums = new Float32Array(movies.length);
  }

  indexOf(movieId: string): number | undefined {
    return this.indexById.get(movieId);
  }

  similar(movieId: string, options: SimilarOptions = {}): SimilarFilm[] {
    const film = this.indexById.get(movieId);
    if (film === undefined) return [];
    this.sums.fill(0);
    this.addLikeness(film, 1, this.sums);
    const accept = this.filter(options);
    return bestOf(
      this.sums,
      this.ids.length,
      limitOf(options),
      (index) => index !== film && accept(index),
    ).map((index) => ({
      id: this.ids[index]!,
      score: this.sums[index]!,
      because: this.reasonsBetween(film, index),
    }));
  }

  popular(options: SimilarOptions = {}): SimilarFilm[] {
    const most = this.renown.reduce((max, value) => Math.max(max, value), 1);
    const scores = Float32Array.from(this.movies, (movie, index) => {
      const average = movie.voteAverage ?? 0;
      return (this.renown[index]! / most) * (average > 0 ? 0.5 + average / 20 : 1);
    });
    return bestOf(scores, this.ids.length, limitOf(options), this.filter(options)).map((index) => ({
      id: this.ids[index]!,
      score: scores[index]!,
      because: [{ kind: 'popular' }],
    }));
  }

  reasons(movieId: string, otherId: string): Reason[] {
    const a = this.indexById.get(movieId);
    const b = this.indexById.get(otherId);
    return a === undefined || b === undefined ? [] : this.reasonsBetween(a, b);
  }

  addLikeness(index: number, scale: number, sums: Float32Array): void {
    const { weights } = this;
    const unit = scale / this.total;
    for (const name of CONTENT_FIELDS) this.fields[name].addCosines(index, weights[name] * unit, sums);
    const year = this.year[index]!;
    const renown = this.renown[index]!;
    for (let other = 0; other < sums.length; other++) {
      const otherRenown = this.renown[other]!;
      let likeness =
        weights.votes * Math.exp(-Math.abs(otherRenown - renown) / weights.votesScale) +
        (weights.renown * otherRenown) / 10;
      const older = year - this.year[other]!;
      // Not a number where either year is unknown.
      if (Math.abs(older) >= 0) {
        for (const { weight, scale } of weights.years)
          likeness += weight * Math.exp(-Math.abs(older) / scale);
        likeness += weights.older * Math.max(-1, Math.min(1, older / OLDER_MOST));
      }
      for (const { weight, has } of this.genreApart) if (has[other] !== has[index]) likeness -= weight;
      sums[other] = sums[other]! + likeness * unit;
    }
  }

  filter(filter: RecommendationFilter): (index: number) => boolean {
    const excluded = new Set(filter.exclude ?? []);
    const { genre, yearFrom, yearTo, language, runtimeFrom, runtimeTo } = filter;
    return (index) => {
      const movie = this.movies[index]!;
      if (excluded.has(movie.id)) return false;
      if (genre !== undefined && !movie.genres.includes(genre)) return false;
      if (language !== undefined && movie.language !== language) return false;
      if (yearFrom !== undefined && !(movie.year !== null && movie.year >= yearFrom)) return false;
      if (yearTo !== undefined && !(movie.year !== null && movie.year <= yearTo)) return false;
      if (runtimeFrom === undefined && runtimeTo === undefined) return true;
      const { runtime } = movie;
      if (typeof runtime !== 'number') return false;
      return runtime >= (runtimeFrom ?? 0) && runtime <= (runtimeTo ?? Infinity);
    };
  }

  private reasonsBetween(a: number, b: number): Reason[] {
    const from = this.movies[a]!;
    const to = this.movies[b]!;
    const reasons: Reason[] = [];
    const director = this.fields.director.shared(a, b)[0];
    if (director !== undefined) {
      const nameKo = koreanName(to.directors, to.directorsKo, director);
      reasons.push({ kind: 'director', name: director, ...(nameKo && { nameKo }) });
    }
    const names = this.fields.cast.shared(a, b).slice(0, 2);
    if (names.length > 0) {
      const namesKo = names.map((name) => koreanName(to.cast, to.castKo, name));
      reasons.push({ kind: 'cast', names, ...(namesKo.every(Boolean) && { namesKo }) });
    }
    const shared = this.fields.keywords.shared(a, b);
    const keywords = shared.filter((keyword) => !givesAway(keyword)).slice(0, 3);
    if (keywords.length > 0) reasons.push({ kind: 'keywords', keywords });
    const genres = from.genres.filter((genre) => to.genres.includes(genre)).slice(0, 2);
    if (genres.length > 0) reasons.push({ kind: 'genres', genres });
    if (from.language === to.language && to.language !== '' && to.language !== 'en')
      reasons.push({ kind: 'language', language: to.language });
    if (from.year !== null && to.year !== null && Math.floor(from.year / 10) === Math.floor(to.year / 10)) {
      reasons.push({ kind: 'era', decade: Math.floor(to.year / 10) * 10 });
    }
    return reasons;
  }
}

function koreanName(names: string[], namesKo: string[], name: string): string {
  return namesKo[names.indexOf(name)] ?? '';
}

function limitOf(options: SimilarOptions): number {
  return Math.max(0, Math.min(options.limit ?? 10, 200));
}
