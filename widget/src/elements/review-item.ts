import { html, nothing } from 'lit/html.js';
import type { ReviewView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { called } from '../locales/localize.ts';
import { renderMarkup } from '../markup/markup.ts';
import { controls } from '../styles/controls.ts';
import { reviewStyles } from './review.styles.ts';
import { drawnStars } from './review-stars.ts';
import { LaterPart } from './later-part.ts';
import { quietTag } from './quiet-tag.ts';
import { define } from './room-part.ts';

/** One review in an answer. One that spoils is not there before it is asked for. */
class ReviewItem extends LaterPart {
  static override sheet = [controls, reviewStyles];
  static override properties = ['review', 'ctx', 'shown', 'lifted', 'mine', 'open'];

  review!: ReviewView;
  /** Spoilers within the text that were asked for. */
  shown = new Set<number>();
  /** The whole text was asked for. */
  lifted = false;
  /** What the reader's press has made of the likes. */
  mine: { likes: number; liked: boolean } | undefined;

  /** Its comments are shown. */
  open = false;

  protected override render() {
    const { review, ctx } = this;
    const words = this.words.reviewing;
    const { likes, liked } = this.mine ?? review;
    const hides = review.spoiler && review.text !== '' && !this.lifted;
    const author = called(review.author, ctx.locale);
    return html`<article class="review-item" part="review" aria-label=${taggedName(author)}>
      <div class="by">
        <span><bdi class="name">${author.name}</bdi>${quietTag(author)}</span
        >${drawnStars(review.rating, ctx)}
      </div>
      ${
        hides
          ? html`<button class="text-button" @click=${() => (this.lifted = true)}>${words.show}</button>`
          : html`<div class="text" dir="auto">${renderMarkup(review.text, this)}</div>`
      }
      <div class="said">
        <button class="text-button" aria-pressed=${liked} @click=${() => this.#like(!liked)}>
          ${liked ? '♥' : '♡'} ${words.helpful} ${likes}
        </button>
        <button class="text-button" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>
          ${words.comments(review.comments)}
        </button>
      </div>
      ${
        this.open
          ? html`<matinee-review-comments .reviewId=${review.id} .ctx=${ctx}></matinee-review-comments>`
          : nothing
      }
    </article>`;
  }

  #like(liked: boolean): void {
    const { id } = this.review;
    this.ctx.act.more((more) =>
      more.named((controller) => {
        controller.rest
          .send<{ likes: number; liked: boolean }>(liked ? 'PUT' : 'DELETE', `/reviews/${id}/like`)
          .then((now) => (this.mine = now), controller.missed);
      }),
    );
  }
}

define('matinee-review-item', ReviewItem);
