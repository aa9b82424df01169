import { html, nothing, type TemplateResult } from 'lit';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import { ask } from '../events.ts';
import type { LocaleName, Strings } from '../locales/localize.ts';
import { movieCardStyles } from './movie-card.styles.ts';
import { poster } from './poster.ts';
import { define, RoomPart } from './room-part.ts';

/** A film: title, original title, year, genres, minutes; stars; because; what can be done. */
export class MovieCard extends RoomPart {
  static override sheet = movieCardStyles;
  static override properties = {
    film: { attribute: false },
    locale: { attribute: false },
    t: { attribute: false },
  };

  film!: FilmCard;
  locale: LocaleName = 'en';
  t!: Strings;

  protected override render() {
    const { film, t } = this;
    const facts = [
      film.originalTitle,
      film.year,
      film.genres.slice(0, 3).join(', '),
      film.runtime && t.minutes(film.runtime),
    ].filter(Boolean);
    return html`<div class="card" part="card" role="group" aria-label=${film.title}>
      ${poster(film)}
      <div class="film">
        <b dir="auto" part="card-title">${film.title}</b>
        <div class="facts" dir="auto" part="card-facts">${facts.join(' · ')}</div>
        ${film.rating ? this.#stars(film.rating) : nothing}
        ${film.because ? html`<div class="why" dir="auto" part="card-because">${film.because}</div>` : nothing}
        <div class="acts" part="card-actions">
          ${this.#action(t.moreLikeIt, this.locale === 'ko' ? '/영화 추천 비슷한' : '/movie recommend like')}
          ${this.#action(t.info, this.locale === 'ko' ? '/영화 정보 제목' : '/movie info title')}
        </div>
      </div>
    </div>`;
  }

  #stars({ mean, count }: NonNullable<FilmCard['rating']>): TemplateResult {
    const { t, locale } = this;
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
    return html`<button
      class="text-button"
      @click=${() => ask(this, { do: 'command', text: `${command}:"${title}"` })}
    >
      ${label}
    </button>`;
  }
}

define('matinee-movie-card', MovieCard);
