/** Films: what is answered about them, finding them, what suits one, reviews with their comments, the watchlist. */
import './elements/film-finder.ts';
import './elements/film-reviews.ts';
import './elements/film-watchlist.ts';
import './elements/review-card.ts';
import './elements/review-comments.ts';
import './elements/review-form.ts';
import './elements/review-item.ts';

export { ask } from './elements/answer-item.ts';
