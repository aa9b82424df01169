import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FilmCard } from '../../../src/protocol/frames.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { shelfStyles } from './shelf.styles.ts';
import { noteWish } from './wishes.ts';

/** Milliseconds without a key before it is looked for. */
const PAUSE = 150;

interface Found {
  movies: FilmCard[];
  suggestions?: FilmCard[];
  didYouMean?: string;
}

interface Recommended {
  movie: FilmCard;
  because: string[];
}

/** Films as one types; before that, what suits the reader and the people of the room. */
class FilmFinder extends LaterPart {
  static override sheet = shelfStyles;
  static override properties = ['controller', 'ctx', 'found', 'mine', 'ours', 'said'];

  controller!: RoomController;
  found: Found | undefined;
  mine: Recommended[] = [];
  ours: Recommended[] = [];
  /** What went wrong, or was done. */
  said = '';

  #query = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override firstUpdated(): void {
    void this.#recommend();
    void this.#wishes();
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
  }

  protected override render() {
    const { found, ctx } = this;
    const words = this.words.films;
    return html`<input
        class="field"
        part="field"
        type="search"
        aria-label=${words.find}
        placeholder=${words.find}
        maxlength="200"
        @input=${this.#typed}
      />
      <p class="hint" role="status">${this.said || (found && !found.movies.length ? words.none : nothing)}</p>
      ${
        found
          ? html`${
              found.didYouMean
                ? html`<button class="text-button" @click=${this.#meant}>
                    ${words.meant(found.didYouMean)}
                  </button>`
                : nothing
            }
            ${found.movies.length || !found.suggestions?.length ? nothing : html`<h3>${words.instead}</h3>`}
            ${[...found.movies, ...(found.suggestions ?? [])].map((film) => this.#card(film))}`
          : html`${this.#shelf(ctx.me ? words.forMe : words.popular, this.mine)}
            ${ctx.me ? this.#shelf(words.forRoom, this.ours) : nothing}`
      }`;
  }

  #shelf(title: string, films: Recommended[]): TemplateResult | typeof nothing {
    if (!films.length) return nothing;
    return html`<h3>${title}</h3>
      ${films.map(({ movie, because }) =>
        this.#card(because[0] ? { ...movie, because: because[0] } : movie, this.ctx.me !== null),
      )}`;
  }

  #card(film: FilmCard, dismissable = false): TemplateResult {
    return html`<div class="shelved">
      <matinee-movie-card
        .film=${film}
        .ctx=${this.ctx}
        .dismiss=${dismissable ? () => void this.#dismiss(film) : undefined}
      ></matinee-movie-card>
      ${film.attribution ? html`<div class="small">${film.attribution}</div>` : nothing}
    </div>`;
  }

  #typed = (event: Event): void => {
    this.#query = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#find(), PAUSE);
  };

  #meant = (): void => {
    const field = this.querySelector('input');
    if (!field || !this.found?.didYouMean) return;
    field.value = this.#query = this.found.didYouMean;
    field.focus();
    void this.#find();
  };

  async #find(): Promise<void> {
    const q = this.#query;
    this.said = '';
    if (!q) {
      this.found = undefined;
      return;
    }
    const asked = new URLSearchParams({ q, limit: '8', locale: this.ctx.locale });
    try {
      const found = await this.controller.rest.get<Found>(`/movies?${asked}`);
      // Somebody has typed on meanwhile.
      if (q === this.#query) this.found = found;
    } catch (thrown) {
      this.#missed(thrown);
    }
  }

  async #recommend(): Promise<void> {
    const { rest, slug } = this.controller;
    const of = async (more: object): Promise<Recommended[]> => {
      const asked = new URLSearchParams({ limit: '4', locale: this.ctx.locale, ...more });
      return (await rest.get<{ items: Recommended[] }>(`/recommendations?${asked}`)).items;
    };
    try {
      this.mine = await of({});
      if (this.ctx.me) this.ours = await of({ room: slug });
    } catch (thrown) {
      this.#missed(thrown);
    }
  }

  /** Cards say which films are on the reader's list already. */
  async #wishes(): Promise<void> {
    const { me, rest } = this.controller;
    if (!me) return;
    try {
      const { items } = await rest.get<{ items: { movieId: string }[] }>('/me/watchlist?limit=100');
      for (const { movieId } of items) noteWish(me, movieId);
    } catch {
      // Then they offer it once more, which does no harm.
    }
  }

  async #dismiss({ movieId, title }: FilmCard): Promise<void> {
    try {
      await this.controller.rest.send('PUT', `/me/dismissed/${encodeURIComponent(movieId)}`);
      const others = (films: Recommended[]): Recommended[] =>
        films.filter(({ movie }) => movie.movieId !== movieId);
      this.mine = others(this.mine);
      this.ours = others(this.ours);
      this.said = this.words.films.gone(title);
      this.querySelector('input')?.focus();
    } catch (thrown) {
      this.#missed(thrown);
    }
  }

  #missed(thrown: unknown): void {
    this.said = this.explain(thrown);
  }
}

define('matinee-film-finder', FilmFinder);
