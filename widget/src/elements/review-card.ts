import { html } from 'lit/html.js';
import type { ReviewInRoom } from '../../../src/protocol/frames.ts';
import './poster.ts';
import { reviewStyles } from './review.styles.ts';
import { drawnStars } from './review-stars.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The film and the stars of a review that stands in the talk; its words stand below, as any line's do. */
class ReviewCard extends LaterPart {
  static override sheet = reviewStyles;
  static override properties = ['review', 'ctx'];

  review!: ReviewInRoom;

  protected override render() {
    const { film, rating } = this.review;
    const { locale } = this.ctx;
    const title = film.title[locale];
    const other = film.title[locale === 'ko' ? 'en' : 'ko'];
    const facts = [other === title ? undefined : other, film.year].filter(Boolean).join(' · ');
    return html`<div
      class="review-head"
      part="review"
      role="group"
      aria-label=${this.words.reviewing.review(title)}
    >
      <matinee-poster .film=${{ ...film, title }} .bare=${true}></matinee-poster>
      <div>
        <b dir="auto">${title}</b> <small dir="auto">${facts}</small>
        <div>${drawnStars(rating, this.ctx)}</div>
        ${film.attribution ? html`<small>${film.attribution}</small>` : ''}
      </div>
    </div>`;
  }
}

define('matinee-review-card', ReviewCard);
