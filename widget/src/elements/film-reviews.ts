import { html, nothing } from 'lit/html.js';
import type { FilmCard, PersonView, ReviewView } from '../../../src/protocol/frames.ts';
import { without } from '../controllers/leavers.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { askAbout } from './ask-about.ts';
import type { FilmWords } from '../locales/later.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { shelfStyles } from './shelf.styles.ts';

type Order = keyof FilmWords['sorts'];

interface Page {
  reviews: ReviewView[];
  cursor: string | null;
  rating: { mean: number; count: number } | null;
  mine: ReviewView | null;
}

/** What people said about the room's film, with likes and comments, in the order the reader wants. */
class FilmReviews extends LaterPart {
  static override sheet = shelfStyles;
  static override properties = ['controller', 'ctx', 'film', 'page', 'order', 'fault'];

  controller!: RoomController;
  film!: FilmCard;
  page: Page | undefined;
  order: Order = 'newest';
  fault = '';

  protected override firstUpdated(): void {
    void this.#read();
  }

  override forget(left: PersonView): void {
    this.page = without(this.page, left);
  }

  protected override render() {
    const { page, fault, ctx, film } = this;
    const { locale } = ctx;
    const words = this.words.films;
    const command = askAbout(this.words.asks.review, film);
    const mean = page?.rating?.mean.toLocaleString(locale, { maximumFractionDigits: 1 });
    return html`<div class="order">
        <button
          class="main-button"
          part="button"
          @click=${() => ctx.act.more((more) => more.command(command))}
        >
          ${page?.mine ? words.change : words.write}
        </button>
        <select
          class="field"
          part="field"
          aria-label=${words.sort}
          .value=${this.order}
          @change=${(event: Event) => {
            this.order = (event.target as HTMLSelectElement).value as Order;
            this.page = undefined;
            void this.#read();
          }}
        >
          ${(Object.keys(words.sorts) as Order[]).map((one) => html`<option value=${one}>${words.sorts[one]}</option>`)}
        </select>
      </div>
      <p class="hint" role="status">
        ${
          fault ||
          (page
            ? page.rating
              ? words.mean(mean ?? '', page.rating.count)
              : words.noReviews
            : this.words.panel.looking)
        }
      </p>
      ${page?.reviews.map(
        (review) => html`<matinee-review-item .review=${review} .ctx=${ctx}></matinee-review-item>`,
      )}
      ${
        page?.cursor
          ? html`<p>
              <button class="text-button" @click=${() => void this.#read(page)}>${words.more}</button>
            </p>`
          : nothing
      }`;
  }

  async #read(before?: Page): Promise<void> {
    const { order } = this;
    this.fault = '';
    const asked = new URLSearchParams({ sort: order, limit: '10' });
    if (before?.cursor) asked.set('cursor', before.cursor);
    try {
      const path = `/movies/${encodeURIComponent(this.film.movieId)}/reviews?${asked}`;
      const page = await this.controller.rest.get<Page>(path);
      if (order === this.order)
        this.page = { ...page, reviews: [...(before?.reviews ?? []), ...page.reviews] };
    } catch (thrown) {
      this.fault = this.explain(thrown);
    }
  }
}

define('matinee-film-reviews', FilmReviews);
