import { lazy } from '../lazy-parts.ts';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { watchFor } from '../controllers/notices.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import type { Changed } from './drawn-element.ts';
import { takeDrops } from './drops.ts';
import { icon } from './icons.ts';
import { closeIcon } from './line-icons.ts';
import type { Place } from '../locales/later.ts';
import { LaterPart } from './later-part.ts';
import type { RoomContext } from './room-context.ts';
import { arrived, define } from './room-part.ts';
import { roomMenuStyles } from './room-menu.styles.ts';
import { controls } from '../styles/controls.ts';

const menuIcon = icon('M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5');

/** Places whose parts come when one of them is first opened. */
const FILMS: Place[] = ['films', 'reviews', 'watchlist'];

/** The button at the head of a room, and the sheet it opens: the room's places beside the talk, one at a time. */
class RoomMenu extends LaterPart {
  static override sheet = [controls, roomMenuStyles];
  static override properties = ['controller', 'room', 'online', 'ctx', 'place'];

  controller!: RoomController;
  /** The room's view; replaced when the room changes. */
  room: RoomController['room'];
  /** How many are here. */
  online = 0;
  /** What is open. */
  place: Place | undefined;

  /** Where one was the last time. */
  #last: Place = 'find';
  /** The room's context, and what was made of it for the sheet: replaced only with it, or all would be drawn anew. */
  #ctxWithin: [RoomContext, RoomContext] | undefined;
  /** The whole room, whose width says whether the sheet stands beside the talk or covers it. */
  #whole: Element | null = null;
  #width = new ResizeObserver(() => this.#cover());

  #endDrops: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
    // For the whole room: this part is there as long as the room is.
    this.#endDrops = takeDrops(this.getRootNode());
    this.#whole = this.closest('.room');
    if (this.#whole) this.#width.observe(this.#whole);
  }

  override disconnectedCallback(): void {
    this.#endDrops?.();
    this.#width.disconnect();
    this.#cover(false);
  }

  protected override willUpdate(changed: Changed<this>): void {
    const { host } = this.getRootNode() as ShadowRoot;
    if (changed.has('controller')) watchFor(host as HTMLElement, this.controller, () => this.ctx);
    if (this.place && FILMS.includes(this.place)) void arrived(lazy.films());
  }

  protected override updated(changed: Changed<this>): void {
    this.#cover();
    if (changed.has('place'))
      this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }

  protected override render() {
    const { place } = this;
    const words = this.words.panel;
    return html`<button
        class="tool menu"
        part="menu-button"
        aria-label=${words.more}
        title=${words.more}
        aria-expanded=${place !== undefined}
        @click=${() => (place ? this.#close() : this.#open(this.#last))}
      >
        ${menuIcon}
      </button>
      ${
        place
          ? html`<section class="panel" part="panel" tabindex="-1" aria-label=${words.places[place]}>
              <div class="top">
                <div class="tabs" part="tabs" role="tablist" aria-label=${words.more} @keydown=${this.#turn}>
                  ${this.#places.map((one) => this.#tab(one))}
                </div>
                <button
                  class="tool"
                  aria-label=${words.close}
                  title=${words.close}
                  @click=${() => this.#close()}
                >
                  ${closeIcon}
                </button>
              </div>
              <div class="pane" part="panel-body" role="tabpanel" aria-label=${words.places[place]}>
                ${this.#pane(place)}
                ${
                  this.room?.movie?.attribution
                    ? html`<p class="hint">${this.room.movie.attribution}</p>`
                    : nothing
                }
              </div>
            </section>`
          : nothing
      }`;
  }

  get #places(): Place[] {
    return this.room?.movie
      ? ['find', 'films', 'reviews', 'watchlist', 'people', 'settings']
      : ['find', 'films', 'watchlist', 'people', 'settings'];
  }

  #tab(one: Place): TemplateResult {
    const chosen = one === this.place;
    return html`<button
      class="tab"
      part="tab ${chosen ? 'tab-chosen' : ''}"
      role="tab"
      data-place=${one}
      aria-selected=${chosen}
      tabindex=${chosen ? 0 : -1}
      @click=${() => this.#open(one)}
    >
      ${this.words.panel.places[one]}
    </button>`;
  }

  #pane(place: Place): TemplateResult {
    const { controller, room } = this;
    const ctx = this.#within;
    switch (place) {
      case 'find':
        return html`<matinee-talk-search .controller=${controller} .ctx=${ctx}></matinee-talk-search>`;
      case 'people':
        return html`<matinee-people-list
          .controller=${controller}
          .online=${this.online}
          .ctx=${ctx}
        ></matinee-people-list>`;
      case 'settings':
        return html`<matinee-room-settings .controller=${controller} .ctx=${ctx}></matinee-room-settings>`;
      case 'films':
        return html`<matinee-film-finder .controller=${controller} .ctx=${ctx}></matinee-film-finder>`;
      case 'watchlist':
        return html`<matinee-film-watchlist .controller=${controller} .ctx=${ctx}></matinee-film-watchlist>`;
      case 'reviews':
        return html`<matinee-film-reviews
          .controller=${controller}
          .film=${room?.movie}
          .ctx=${ctx}
        ></matinee-film-reviews>`;
    }
  }

  /** What stands in the sheet acts as everything does, but what it brings about in the talk is to be seen. */
  get #within(): RoomContext {
    const { ctx } = this;
    if (this.#ctxWithin?.[0] === ctx) return this.#ctxWithin[1];
    const shown =
      <Given extends unknown[]>(act: (...given: Given) => void) =>
      (...given: Given): void => {
        this.#close(false);
        act(...given);
      };
    const within: RoomContext = {
      ...ctx,
      act: {
        ...ctx.act,
        more: (act) =>
          ctx.act.more((more) =>
            act({
              ...more,
              command: shown(more.command),
              jump: shown(more.jump),
              named: (then) => {
                // Who has no name yet is asked for it where one writes, and then goes on here.
                const { place } = this;
                if (this.ctx.me || !place) return more.named(then);
                this.#close(false);
                more.named((controller) => {
                  then(controller);
                  this.#open(place);
                });
              },
            }),
          ),
      },
    };
    this.#ctxWithin = [ctx, within];
    return within;
  }

  /**
   * What can be used behind the sheet cannot be reached, by Tab neither, for as long as it lies there. The room's title
   * stays: the headings of the sheet belong under it.
   */
  #cover(open = this.place !== undefined): void {
    const panel = this.querySelector<HTMLElement>('.panel');
    const behind = open && panel !== null && panel.offsetWidth >= this.#whole!.clientWidth;
    const { activeElement } = this.getRootNode() as ShadowRoot;
    this.#whole?.querySelectorAll<HTMLElement>('.menu, .body').forEach((one) => (one.inert = behind));
    // Whoever was there when it was covered goes on in the sheet.
    if (behind && this.#whole?.contains(activeElement) && !panel.contains(activeElement)) panel.focus();
  }

  #open(place: Place): void {
    this.place = this.#last = place;
    void this.updateComplete.then(() => {
      this.querySelector<HTMLElement>('.pane input')?.focus();
      if (!this.querySelector('.pane input'))
        this.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    });
  }

  #close(back = true): void {
    this.place = undefined;
    // At once: what is done next may put the keyboard into the talk.
    this.#cover();
    if (back) void this.updateComplete.then(() => this.querySelector<HTMLElement>('.menu')?.focus());
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.place || event.isComposing) return;
    event.stopPropagation();
    this.#close();
  };

  /** Along the tabs with the arrows. */
  #turn = (event: KeyboardEvent): void => {
    const places = this.#places;
    const way = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const at = places.indexOf(this.place!);
    const next = {
      ArrowRight: places.at((at + way + places.length) % places.length),
      ArrowLeft: places.at((at - way + places.length) % places.length),
      Home: places[0],
      End: places.at(-1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    this.place = this.#last = next;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`[data-place=${next}]`)?.focus());
  };
}

define('matinee-room-menu', RoomMenu);
