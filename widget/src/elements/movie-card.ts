import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import { later } from '../locales/later.ts';
import type { RoomContext } from './room-context.ts';
import { movieCardStyles } from './movie-card.styles.ts';
import './poster.ts';
import { define, RoomPart } from './room-part.ts';
import { controls } from '../styles/controls.ts';

/** A film: title, original title, year, genres, minutes; stars; because; what can be done. */
class MovieCard extends RoomPart {
  static override sheet = [controls, movieCardStyles];
  static override properties = ['film', 'ctx'];

  film!: FilmCard;
  ctx!: RoomContext;

  protected override render() {
    const { film } = this;
    const { locale } = this.ctx;
    const t = later(locale);
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
        <div class="acts" part="card-actions">
          ${this.#action(t.moreLikeIt, locale === 'ko' ? '/영화 추천 비슷한' : '/movie recommend like')}
          ${this.#action(t.info, locale === 'ko' ? '/영화 정보 제목' : '/movie info title')}
          ${this.#action(t.review, locale === 'ko' ? '/영화 리뷰 제목' : '/movie review title')}
          ${this.#action(t.watch, locale === 'ko' ? '/영화 보고싶은영화 추가 제목' : '/movie watchlist add title')}
        </div>
      </div>
    </div>`;
  }

  #stars({ mean, count }: NonNullable<FilmCard['rating']>): TemplateResult {
    const { locale } = this.ctx;
    const t = later(locale);
    const full = Math.round(mean);
    const number = mean.toLocaleString(locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    return html`<div class="stars" part="card-rating">
      <span class="hidden">${t.rated(number)}</span
      ><span aria-hidden="true">${'★'.repeat(full)}<i>${'★'.repeat(5 - full)}</i> <em>${number}</em></span>
      <em>· ${t.reviews(count)}</em>
    </div>`;
  }

  #action(label: string, command: string): TemplateResult {
    const title = this.film.title.replaceAll('"', '');
    const press = (): void => this.ctx.act.more((more) => more.command(`${command}:"${title}"`));
    return html`<button class="text-button" @click=${press}>${label}</button>`;
  }
}

define('matinee-movie-card', MovieCard);
