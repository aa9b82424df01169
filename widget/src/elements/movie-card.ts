import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { LaterPart } from './later-part.ts';
import { askAbout } from './ask-about.ts';
import { movieCardStyles } from './movie-card.styles.ts';
import './poster.ts';
import { define } from './room-part.ts';
import { controls } from '../styles/controls.ts';
import { cards, noteWish, wished } from './wishes.ts';

/** A film: title, original title, year, genres, minutes; stars; because; what can be done. */
class MovieCard extends LaterPart {
  static override sheet = [controls, movieCardStyles];
  static override properties = ['film', 'ctx', 'dismiss', 'fault'];

  film!: FilmCard;
  /** Where it was suggested: suggests it no more. */
  dismiss: (() => void) | undefined;
  /** Why what was wished for could not be done. */
  fault = '';

  override connectedCallback(): void {
    cards.add(this);
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    cards.delete(this);
  }

  protected override render() {
    const { film } = this;
    const t = this.words;
    const facts = [
      film.originalTitle,
      film.year,
      film.genres.slice(0, 3).join(', '),
      film.runtime && t.minutes(film.runtime),
    ].filter(Boolean);
    return html`<div class="card" part="card" role="group" aria-label=${film.title}>
      <matinee-poster .film=${film}></matinee-poster>
      <div class="film">
        <b dir="auto" part="card-title">${film.title}</b>
        <div class="facts" dir="auto" part="card-facts">${facts.join(' · ')}</div>
        ${film.rating ? this.#stars(film.rating) : nothing}
        ${film.because ? html`<div class="why" dir="auto" part="card-because">${film.because}</div>` : nothing}
        ${film.cast ? this.#details() : nothing}
        <div class="acts" part="card-actions">
          ${
            film.trailer
              ? html`<a class="text-button" href=${film.trailer} target="_blank" rel="noopener noreferrer"
                  >${t.trailer}</a
                >`
              : nothing
          }
          ${this.#action(t.moreLikeIt, t.asks.like)}
          ${film.cast ? nothing : this.#action(t.info, t.asks.info)} ${this.#action(t.review, t.asks.review)}
          <button class="text-button" @click=${this.#wish}>
            ${wished(this.ctx.me, film.movieId) ? t.wished : t.watch}
          </button>
          ${
            this.dismiss
              ? html`<button class="text-button quiet" @click=${this.dismiss}>${t.films.notForMe}</button>`
              : nothing
          }
        </div>
        ${this.fault ? html`<div class="bad" role="alert">${this.fault}</div>` : nothing}
      </div>
    </div>`;
  }

  /** What a film has to tell by itself; what would then still be asked for is none of its buttons. */
  #details(): TemplateResult {
    const { directors, cast = [], overview } = this.film;
    const t = this.words;
    return html`${overview ? html`<div class="why" dir="auto">${overview}</div>` : nothing}
    ${this.#people(t.directed, directors)} ${this.#people(t.cast, cast)}`;
  }

  #people(label: string, names: string[]): TemplateResult | typeof nothing {
    return names.length ? html`<div class="facts" dir="auto">${label}: ${names.join(', ')}</div>` : nothing;
  }

  #stars({ mean, count }: NonNullable<FilmCard['rating']>): TemplateResult {
    const { locale } = this.ctx;
    const t = this.words;
    const full = Math.round(mean);
    const number = mean.toLocaleString(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    return html`<div class="stars" part="card-rating">
      <span class="hidden">${t.rated(number)}</span
      ><span aria-hidden="true">${'★'.repeat(full)}<i>${'★'.repeat(5 - full)}</i> <em>${number}</em></span>
      <em>· ${t.reviews(count)}</em>
    </div>`;
  }

  #action(label: string, command: string): TemplateResult {
    const press = (): void => this.ctx.act.more((more) => more.command(askAbout(command, this.film)));
    return html`<button class="text-button" @click=${press}>${label}</button>`;
  }

  #wish = (): void =>
    this.ctx.act.more((more) => more.named((controller) => void this.#turnWish(controller)));

  /** Puts the film on the reader's list, or takes it off again. */
  async #turnWish({ me, rest }: RoomController): Promise<void> {
    const { movieId } = this.film;
    const on = !wished(me, movieId);
    this.fault = '';
    try {
      await rest.send(
        on ? 'PUT' : 'DELETE',
        `/me/watchlist/${encodeURIComponent(movieId)}`,
        on ? {} : undefined,
      );
      noteWish(me, movieId, on);
    } catch (thrown) {
      this.fault = this.explain(thrown);
    }
  }
}

define('matinee-movie-card', MovieCard);
