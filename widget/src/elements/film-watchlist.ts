import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { closeIcon } from './line-icons.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { shelfStyles } from './shelf.styles.ts';
import { noteWish } from './wishes.ts';

interface Wished {
  movieId: string;
  movie?: FilmCard;
  note: string;
  watchedAt?: string;
}

/** What one wants to see, with a note each; what one has seen stays until it is taken off. */
class FilmWatchlist extends LaterPart {
  static override sheet = shelfStyles;
  static override properties = ['controller', 'ctx', 'films', 'cursor', 'fault'];

  controller!: RoomController;
  films: Wished[] | undefined;
  /** Where the next page begins; null after the last. */
  cursor: string | null = null;
  fault = '';

  protected override firstUpdated(): void {
    if (this.ctx.me) void this.#page();
  }

  protected override render() {
    const { films, fault, ctx } = this;
    const words = this.words.films;
    if (!ctx.me)
      return html`<p>${words.nameFirst}</p>
        <button
          class="main-button"
          part="button"
          @click=${() => ctx.act.more((more) => more.named(() => undefined))}
        >
          ${words.sayName}
        </button>`;
    return html`<p class="hint" role="status">${fault || (films ? nothing : this.words.panel.looking)}</p>
      ${films?.length === 0 ? html`<p>${words.empty}</p>` : nothing}
      <ul>
        ${films?.map((film) => this.#film(film))}
      </ul>
      ${this.cursor === null ? nothing : html`<button class="text-button" @click=${() => void this.#page()}>${words.more}</button>`}`;
  }

  #film({ movieId, movie, note, watchedAt }: Wished): TemplateResult {
    const words = this.words.films;
    const title = movie?.title ?? movieId;
    return html`<li class="wished ${watchedAt ? 'seen' : ''}" part="wished">
      ${movie ? html`<matinee-poster .film=${movie} .bare=${true}></matinee-poster>` : html`<span></span>`}
      <div>
        <b dir="auto">${title}</b>
        <span class="small">${movie?.year}</span>
        <input
          class="field"
          aria-label="${title}: ${words.note}"
          placeholder=${words.note}
          maxlength="500"
          dir="auto"
          .value=${note}
          @change=${(event: Event) => void this.#put(movieId, { note: (event.target as HTMLInputElement).value })}
        />
      </div>
      <button
        class="tool"
        aria-label=${words.remove(title)}
        title=${words.remove(title)}
        @click=${() => void this.#remove(movieId)}
      >
        ${closeIcon}
      </button>
      <label class="setting"
        ><input
          type="checkbox"
          .checked=${watchedAt !== undefined}
          @change=${(event: Event) => void this.#put(movieId, { watched: (event.target as HTMLInputElement).checked })}
        />${words.watched}</label
      >
    </li>`;
  }

  async #page(): Promise<void> {
    await this.#try(async () => {
      const asked = new URLSearchParams({ locale: this.ctx.locale });
      if (this.cursor !== null) asked.set('cursor', this.cursor);
      const { items, cursor } = await this.controller.rest.get<{ items: Wished[]; cursor: string | null }>(
        `/me/watchlist?${asked}`,
      );
      this.films = [...(this.films ?? []), ...items];
      this.cursor = cursor;
    });
  }

  async #put(movieId: string, change: { note?: string; watched?: boolean }): Promise<void> {
    await this.#try(async () => {
      const path = `/me/watchlist/${encodeURIComponent(movieId)}?locale=${this.ctx.locale}`;
      const now = await this.controller.rest.send<Wished>('PUT', path, change);
      this.films = this.films?.map((film) => (film.movieId === movieId ? now : film));
    });
  }

  async #remove(movieId: string): Promise<void> {
    await this.#try(async () => {
      await this.controller.rest.send('DELETE', `/me/watchlist/${encodeURIComponent(movieId)}`);
      noteWish(this.ctx.me, movieId, false);
      this.films = this.films?.filter((film) => film.movieId !== movieId);
      await this.updateComplete;
      this.querySelector('input')?.focus();
    });
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.fault = '';
    try {
      await act();
    } catch (thrown) {
      this.fault = this.explain(thrown);
    }
  }
}

define('matinee-film-watchlist', FilmWatchlist);
