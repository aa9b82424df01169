/** Reviews: shown in the talk, in answers, and the form for writing one. */
import './elements/review-card.ts';
import './elements/review-form.ts';
import './elements/review-item.ts';
