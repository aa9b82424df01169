import type { Via } from '../../protocol/frames.ts';
import type { Page } from '../pages/cursor.ts';
import type { FilmTally, FilmTallyRepository } from './film-ratings.ts';
import type { HalfStars } from './rating.ts';
import type { Review } from './review.ts';

export type ReviewSort = 'newest' | 'helpful' | 'rating';

export interface PageOf {
  limit: number;
  cursor?: string | undefined;
  /** Whose likes are marked. */
  viewerId: string | null;
}

/** A review as its author wants it. */
export interface WantedReview {
  movieId: string;
  personId: string;
  rating: HalfStars;
  text: string;
  spoiler: boolean;
  via: Via;
}

/** Reviews with their likes. Counters are written with what they count, so that they never drift. */
export interface ReviewRepository extends FilmTallyRepository {
  /**
   * Writes somebody's review of a film, or changes the one there is. The same again changes nothing.
   * @returns its id, whether anything changed, and the film's new tally
   */
  put(wanted: WantedReview): Promise<{ id: string; changed: boolean; tally: FilmTally }>;
  /** Deletes it with its likes and comments. Null when there is none. */
  delete(id: string): Promise<FilmTally | null>;
  byId(id: string, viewerId: string | null): Promise<Review | null>;
  of(movieId: string, personId: string): Promise<Review | null>;
  /** @throws Problem `cursor_invalid` */
  ofMovie(movieId: string, sort: ReviewSort, page: PageOf): Promise<Page<Review>>;
  ofPerson(personId: string, page: PageOf): Promise<Page<Review>>;
  /** What the people somebody follows reviewed, newest first. */
  feed(personId: string, page: PageOf): Promise<Page<Review>>;
  /**
   * Likes it, or no longer; twice is once.
   * @returns how many like it now; null when there is no such review
   */
  like(id: string, personId: string, liked: boolean): Promise<number | null>;
  /** Rooms about a film in which somebody is a member and not banned. */
  roomsAbout(movieId: string, personId: string): Promise<string[]>;
  /** Where a review is shown. */
  cards(id: string): Promise<{ roomId: string; seq: number }[]>;
}
