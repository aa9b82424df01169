import type { FilmFilter, Films } from '../catalogue/films.ts';
import { titleFor, type Movie } from '../catalogue/movie.ts';
import { bestOf } from './best.ts';
import type { SimilarFilm } from './content-model.ts';
import { explain, type ReaderLocale } from './explain.ts';
import { FilmScores } from './film-scores.ts';
import type { FittedModel } from './fitted-model.ts';
import { recommendToRoom, type RoomPerson } from './room-recommendations.ts';
import { tasteOf, type Taste } from './taste.ts';
import { tasteReasons } from './taste-reasons.ts';
import type { TasteRepository } from './taste-repository.ts';

export interface Recommended {
  movie: Movie;
  /** Comparable within one answer. */
  score: number;
  /** Sentences in the reader's language, the most telling first. */
  because: string[];
}

/** How many films, of what kind, for a reader of which language. */
export interface Wish {
  limit: number;
  locale: ReaderLocale;
  filter?: FilmFilter;
}

/** What a list rests on: what people think of films, one film, or what everybody loves. */
export type Grounds = 'taste' | 'film' | 'everybody';

export interface RecommendedList {
  grounds: Grounds;
  items: Recommended[];
}

export interface RecommenderDeps {
  films: Films;
  tastes: TasteRepository;
  /** Whatever model serves at the moment. */
  models: { readonly model: FittedModel | null };
}

/** People of a room whose tastes count: those who spoke about films last. */
const MOST_PEOPLE = 20;

/**
 * Films for a person, for a room, or like a film. Tastes are read when asked, so that what somebody said a moment ago counts;
 * the model is whichever serves then.
 */
export class Recommender {
  #scores: FilmScores | undefined;

  constructor(private readonly deps: RecommenderDeps) {}

  /** Films like one, by what they are and by who likes them. */
  like(movieId: string, { limit, locale, filter }: Wish): Recommended[] {
    return this.#told(this.#filmScores().similar.to(movieId, { limit, ...filter }), locale);
  }

  /** Films everybody knows, for those of whom we know nothing. */
  popular({ limit, locale, filter }: Wish, exclude?: Iterable<string>): Recommended[] {
    const found = this.deps.films.content.popular({ limit, ...filter, ...(exclude && { exclude }) });
    return this.#told(found, locale);
  }

  /** Films for one person; never what they have seen, want already, or dismissed. */
  async forPerson(personId: string, wish: Wish): Promise<RecommendedList> {
    const entries = (await this.deps.tastes.histories([personId])).get(personId) ?? [];
    return this.#forTaste(tasteOf(entries), wish);
  }

  /**
   * Films for the people of a room: its members who spoke about films last, at most {@link MOST_PEOPLE}, and whoever asks.
   * Where none of them did: films like the room's film, or what everybody knows.
   * @param askerId who asks; null for somebody unknown
   * @param naming whether the reader may be told whom a film suits
   */
  async forRoom(
    room: { id: string; movieId: string | null },
    wish: Wish,
    { askerId, naming }: { askerId: string | null; naming: boolean },
  ): Promise<RecommendedList> {
    const { tastes, films } = this.deps;
    const speakers = await tastes.speakersOf(room.id, MOST_PEOPLE);
    const ids = new Set(speakers.map(({ id }) => id));
    if (askerId !== null) ids.add(askerId);
    const histories = await tastes.histories([...ids]);
    const scores = this.#filmScores();
    const people: RoomPerson[] = [];
    for (const [id, entries] of histories) {
      const taste = tasteOf(entries);
      const suits = scores.forTaste(taste);
      const name = naming ? speakers.find((speaker) => speaker.id === id)?.name : undefined;
      if (suits) people.push({ taste, suits, asks: id === askerId, ...(name === undefined ? {} : { name }) });
    }
    if (people.length > 0) {
      const found = recommendToRoom(films.content, people, { limit: wish.limit, ...wish.filter });
      return { grounds: 'taste', items: this.#told(found, wish.locale) };
    }
    const film = room.movieId === null ? undefined : films.find(room.movieId);
    return film
      ? { grounds: 'film', items: this.like(film.id, wish) }
      : { grounds: 'everybody', items: this.popular(wish) };
  }

  #forTaste(taste: Taste, wish: Wish): RecommendedList {
    const scores = this.#filmScores();
    const suits = scores.forTaste(taste);
    if (suits === null) return { grounds: 'everybody', items: this.popular(wish, taste.never) };
    const { content } = scores;
    const accept = content.filter({ ...wish.filter, exclude: taste.never });
    const found = bestOf(suits, suits.length, wish.limit, accept).map((film): SimilarFilm => {
      const id = content.ids[film]!;
      const byModel = scores.knows(id) && suits[film]! > 0;
      return { id, score: suits[film]!, because: tasteReasons(scores, taste, id, byModel) };
    });
    return { grounds: 'taste', items: this.#told(found, wish.locale) };
  }

  /** The scores under the catalogue and the model of this moment. */
  #filmScores(): FilmScores {
    const { content } = this.deps.films;
    const { model } = this.deps.models;
    if (this.#scores?.content !== content || this.#scores.model !== model)
      this.#scores = new FilmScores(content, model);
    return this.#scores;
  }

  #told(found: readonly SimilarFilm[], locale: ReaderLocale): Recommended[] {
    const { films } = this.deps;
    const titleOf = (id: string): string | undefined => {
      const movie = films.find(id);
      return movie && titleFor(movie, locale);
    };
    return found.flatMap(({ id, score, because }) => {
      const movie = films.find(id);
      return movie ? [{ movie, score, because: explain(because, locale, titleOf) }] : [];
    });
  }
}
