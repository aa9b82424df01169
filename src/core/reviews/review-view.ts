import type { ReviewView } from '../../protocol/frames.ts';
import type { Films } from '../catalogue/films.ts';
import { starsIn } from './rating.ts';
import type { Review } from './review.ts';

/**
 * A review as lists show it.
 * @param shown with its film, in a reader's language; absent where all are of one film
 */
export function reviewView(review: Review, shown?: { films: Films; locale: 'en' | 'ko' }): ReviewView {
  const { rating, at, editedAt, ...rest } = review;
  const movie = shown?.films.find(review.movieId);
  return {
    ...rest,
    rating: starsIn(rating),
    at: at.toISOString(),
    ...(editedAt === null ? {} : { editedAt: editedAt.toISOString() }),
    ...(shown && movie ? { movie: shown.films.card(movie, shown.locale) } : {}),
  };
}
