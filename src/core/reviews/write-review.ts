import { v7 as uuid } from 'uuid';
import type { Films } from '../catalogue/films.ts';
import { Problem } from '../errors.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import type { Actor } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { WatchlistRepository } from '../watchlist/watchlist.ts';
import { tellTally } from './film-ratings.ts';
import { parseRating } from './rating.ts';
import { guardedText, inRoom, parseReviewText, type Review } from './review.ts';
import type { ReviewRepository } from './review-repository.ts';

export interface ReviewDeps {
  films: Films;
  reviews: ReviewRepository;
  watchlist: WatchlistRepository;
  log: RoomLog;
  bus: EventBus;
  logger: Logger;
}

export interface ReviewInput {
  /** Stars as a number out of five, or as somebody typed them. */
  rating: number | string;
  text?: string | undefined;
  spoiler?: boolean | undefined;
  /**
   * Whether to show it in the rooms about the film of which the author is a member. Absent: where it is shown it follows,
   * and it is shown nowhere else.
   */
  share?: boolean | undefined;
  /** The room it is written in: it is shown there too when that is about the film, though its author has not joined it. */
  roomId?: string | undefined;
}

/**
 * Writes one's review of a film, or changes it. A film on one's watchlist counts as watched then.
 * @returns the review, and how many rooms show it
 * @throws Problem `movie_not_found`, `invalid_input` (the rating), `text_too_long`
 */
export async function writeReview(
  deps: ReviewDeps,
  actor: Actor,
  movieId: string,
  input: ReviewInput,
): Promise<{ review: Review; rooms: number }> {
  const movie = deps.films.get(movieId);
  const wanted = {
    movieId: movie.id,
    personId: actor.id,
    rating: parseRating(input.rating),
    text: parseReviewText(input.text ?? ''),
    spoiler: input.spoiler ?? false,
    via: actor.via,
  };
  const { id, changed, tally } = await deps.reviews.put(wanted);
  deps.films.ratings.take(tally);
  if (changed) tellTally(deps.bus, tally);
  await deps.watchlist.markWatched(actor.id, movie.id);
  if (input.share === false) await takeCardsBack(deps, actor, id);
  // Read again: another device of theirs may have changed it meanwhile, and the last word is what is shown.
  const review = await deps.reviews.byId(id, actor.id);
  if (!review) throw new Problem('conflict', 'The review was deleted meanwhile. Write it again.');
  await showCards(deps, actor, review, input);
  return { review, rooms: (await deps.reviews.cards(id)).length };
}

/**
 * Deletes one's review, with its cards in rooms.
 * @returns whether there was one
 * @throws Problem `movie_not_found`
 */
export async function withdrawReview(deps: ReviewDeps, actor: Actor, movieId: string): Promise<boolean> {
  const movie = deps.films.get(movieId);
  const review = await deps.reviews.of(movie.id, actor.id);
  return review !== null && deleteReview(deps, actor, review.id);
}

/**
 * Deletes a review of the actor's, with its cards in rooms.
 * @returns whether there was one
 */
export async function deleteReview(
  deps: Pick<ReviewDeps, 'films' | 'reviews' | 'log' | 'bus'>,
  actor: Actor,
  id: string,
): Promise<boolean> {
  // The cards first: should this stop half way, the review is still there to be deleted again.
  await takeCardsBack(deps, actor, id);
  const tally = await deps.reviews.delete(id);
  if (!tally) return false;
  deps.films.ratings.take(tally);
  tellTally(deps.bus, tally);
  return true;
}

async function showCards(deps: ReviewDeps, actor: Actor, review: Review, input: ReviewInput): Promise<void> {
  const shown = (await deps.reviews.cards(review.id)).map((card) => card.roomId);
  const wanted = input.share === true ? await deps.reviews.roomsAbout(review.movieId, actor.id) : [];
  if (input.share === true && input.roomId !== undefined) wanted.push(input.roomId);
  const card = {
    review: inRoom(review, deps.films.get(review.movieId)),
    text: guardedText(review),
    version: (review.editedAt ?? review.at).getTime(),
  };
  for (const roomId of new Set([...shown, ...wanted])) {
    const onlyWhere = wanted.includes(roomId) ? ('about' as const) : ('shown' as const);
    try {
      await deps.log.append({
        roomId,
        key: `review:${uuid()}`,
        actor,
        action: { kind: 'show-review', ...card, onlyWhere },
      });
    } catch (error) {
      // The review stands; a room that does not take it (left, banned, full, about another film) only goes without.
      if (!(error instanceof Problem)) throw error;
      deps.logger.info({ room: roomId, code: error.code }, 'a review is not shown in a room');
    }
  }
}

async function takeCardsBack(
  deps: Pick<ReviewDeps, 'reviews' | 'log'>,
  actor: Actor,
  reviewId: string,
): Promise<void> {
  for (const { roomId } of await deps.reviews.cards(reviewId)) {
    await deps.log.append({
      roomId,
      key: `review:${uuid()}`,
      actor,
      action: { kind: 'hide-review', reviewId },
    });
  }
}
