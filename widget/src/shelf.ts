/** Films beside the talk: finding them, what suits one, reviews with their comments, the watchlist. */
import './elements/film-finder.ts';
import './elements/film-reviews.ts';
import './elements/film-watchlist.ts';
import './elements/review-comments.ts';
