import type { ActorView, ReviewInRoom } from '../../protocol/frames.ts';
import { attributionOf } from '../catalogue/attribution.ts';
import type { Movie } from '../catalogue/movie.ts';
import { cleanText } from '../markup/clean-text.ts';
import { parseMarkdown, renderMarkdown } from '../markup/matinee-markdown.ts';
import { BilingualProblem } from '../commands/problem-text.ts';
import { starsIn, type HalfStars } from './rating.ts';

/** Characters (UTF-16 code units) of a review's text, and of a comment. */
export const REVIEW_LENGTH = 4000;
export const COMMENT_LENGTH = 2000;

/** What somebody says about a film; one for each person and film. */
export interface Review {
  id: string;
  movieId: string;
  author: ActorView;
  rating: HalfStars;
  /** Markdown of the markup module; may be empty. */
  text: string;
  /** Whether all of the text gives the film away. */
  spoiler: boolean;
  likes: number;
  /** Comments that stand. */
  comments: number;
  /** Whether the asking person likes it. */
  liked: boolean;
  at: Date;
  editedAt: Date | null;
}

/**
 * A text as it is stored: cleaned, and within the limit; it may be empty.
 * @throws BilingualProblem `text_too_long`
 */
export function parseReviewText(input: string, most = REVIEW_LENGTH): string {
  const text = cleanText(input).trim();
  if (text.length > most) {
    throw new BilingualProblem('text_too_long', {
      en: `The text has ${text.length} characters; at most ${most} fit. Shorten it.`,
      ko: `글이 ${text.length.toLocaleString('ko')}자예요. ${most.toLocaleString('ko')}자까지 쓸 수 있어요.`,
    });
  }
  return text;
}

/** The text as anybody may be shown it: with the flag, all of it stands behind a spoiler mark. */
export function guardedText({ text, spoiler }: Pick<Review, 'text' | 'spoiler'>): string {
  if (!spoiler || text === '') return text;
  return renderMarkdown([{ type: 'spoilerBlock', children: parseMarkdown(text) }]);
}

/** A review as the message that shows it in a room carries it, with the film as it is called in both languages. */
export function inRoom(review: Pick<Review, 'id' | 'rating' | 'spoiler'>, movie: Movie): ReviewInRoom {
  return {
    reviewId: review.id,
    movieId: movie.id,
    rating: starsIn(review.rating),
    ...(review.spoiler ? { spoiler: true } : {}),
    film: {
      title: { en: movie.title, ko: movie.titleKo || movie.title },
      ...(movie.year === null ? {} : { year: movie.year }),
      genreKeys: movie.genres,
      ...(movie.posterUrl === null ? {} : { posterUrl: movie.posterUrl }),
      ...attributionOf(movie, 'en'),
    },
  };
}
