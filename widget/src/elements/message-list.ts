import { lazy } from '../lazy-parts.ts';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { ScrollAnchor } from '../controllers/scroll-anchor.ts';
import { rowsOf, type Entry, type Row } from '../controllers/timeline.ts';
import { dayName } from '../locales/localize.ts';
import { downIcon } from './icons.ts';
import type { walk } from './list-keys.ts';
import './message-item.ts';
import { messageListStyles } from './message-list.styles.ts';
import type { RoomContext } from './room-context.ts';
import type { Changed } from './drawn-element.ts';
import { arrived, define, holdsFocus, RoomPart } from './room-part.ts';

/** Lines drawn, by how many the drawn part moves or grows, and how many it is at most where they are all short. */
const WINDOW = 60;
const STEP = 20;
const MOST = 240;
/** Lines drawn first, enough for a screen; the others follow by so few at a time that nothing is held up by them. */
const FIRST = 8;
const MORE = 4;
/** Pixels from an edge at which more is drawn or asked for. */
const NEAR = 600;

/**
 * The talk: draws a window of the entries around what is in view, keeps the reader's place, and asks for older
 * lines in time. One line at a time takes part in the tab order; arrows move along.
 */
export class MessageList extends RoomPart {
  static override sheet = messageListStyles;
  static override properties = [
    'entries',
    'unreadFrom',
    'unread',
    'beginning',
    'ctx',
    'from',
    'following',
    'active',
  ];

  entries: readonly Entry[] = [];
  unreadFrom: number | undefined;
  unread = 0;
  /** The first entry is the first there ever was. */
  beginning = false;
  ctx!: RoomContext;

  /** Where the drawn window begins. */
  from = 0;
  following = true;
  /** Key of the line that Tab reaches. */
  active: Entry['key'] | undefined;

  #boxes = new Map<Entry['key'], HTMLElement>();
  #anchor!: ScrollAnchor;
  #firstKey: Entry['key'] | undefined;
  #resized: ResizeObserver | undefined;
  #newest: Entry['key'] | undefined;
  #activeAt = Infinity;
  /** Brought to the middle with the next drawing. */
  #wanted: Entry['key'] | undefined;
  #held = false;
  /** How many lines are drawn: few at first, so that the first are there soon and nothing is held up by the rest. */
  #size = FIRST;
  /** How many are drawn in the end. */
  #full = WINDOW;
  /** Which way the drawn part has moved since the reader last scrolled: it does not come back by itself. */
  #way = 0;
  #walk: typeof walk | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focusin', this.#focused);
    this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resized?.disconnect();
  }

  /** Shows a line in the middle and lets it glow. False if it is not among the entries. */
  async reveal(seq: number): Promise<boolean> {
    // What has just been read may not be drawn yet.
    await this.updateComplete;
    const at = this.entries.findIndex(({ message }) => message?.seq === seq);
    const entry = this.entries[at];
    if (!entry) return false;
    this.#anchor.following = this.following = false;
    this.from = at - this.#full / 2;
    this.active = this.#wanted = entry.key;
    this.requestUpdate();
    await this.updateComplete;
    const line = this.#lineOf(entry.key);
    line?.removeAttribute('data-flash');
    line?.focus({ preventScroll: true });
    requestAnimationFrame(() => line?.setAttribute('data-flash', ''));
    return line !== undefined;
  }

  /** Goes to the newest line and stays with it. */
  toNewest(): void {
    this.#anchor.toEnd();
    this.following = true;
    this.requestUpdate();
    this.ctx.act.follow(true);
  }

  /** Puts the keyboard on the line that had it last, or on the newest. */
  override focus(): void {
    (this.#lineOf(this.active) ?? [...this.#lines()].at(-1))?.focus();
  }

  protected override willUpdate(changed: Changed<this>): void {
    const count = this.entries.length;
    if (changed.has('entries')) {
      if (this.#firstKey !== undefined && !this.following) {
        const at = this.entries.findIndex(({ key }) => key === this.#firstKey);
        if (at >= 0) this.from = at;
      }
      const at = this.entries.findIndex(({ key }) => key === this.active);
      // A line that is gone hands the keyboard to the one that took its place.
      if (at < 0) this.active = (this.entries[this.#activeAt] ?? this.entries.at(-1))?.key;
      else this.#activeAt = at;
      const newest = this.entries.at(-1)?.key;
      // The tab stop goes along with the newest line until somebody has moved it.
      if (this.active === this.#newest) this.active = newest;
      this.#newest = newest;
    }
    this.#held = holdsFocus(this);
    if (!this.following) this.#size = this.#full;
    if (this.following) this.from = count - this.#size;
    this.from = Math.max(0, Math.min(this.from, count - this.#size));
    this.#firstKey = this.entries[this.from]?.key;
    if (this.hasUpdated && !this.following) this.#anchor.note(this.#lines());
  }

  protected override firstUpdated(): void {
    this.#anchor = new ScrollAnchor(this.#scroller);
  }

  protected override updated(): void {
    this.#drawRows();
    if (this.#held && !holdsFocus(this)) this.focus();
    const wanted = this.#wanted === undefined ? undefined : this.#lineOf(this.#wanted);
    this.#wanted = undefined;
    if (wanted) {
      wanted.scrollIntoView({ block: 'center' });
      this.#anchor.note(this.#lines());
    }
    this.#anchor.hold();
    this.#wantMore();
    if (this.#size < this.#full && this.from > 0)
      setTimeout(() => {
        this.#size = Math.min(this.#full, this.#size + MORE);
        this.requestUpdate();
      });
  }

  protected override render() {
    const { entries, from, following, unread, ctx } = this;
    const { t, words } = ctx;
    return html`<div class="scroller" part="list" @scroll=${this.#scrolled}>
        <div class="log" role="log" aria-live="off" aria-label=${t.talk}>
          ${
            from === 0
              ? html`<p class="start ${entries.length ? '' : 'empty'}">
                  ${this.beginning ? (entries.length ? t.beginning : t.empty) : '…'}
                </p>`
              : nothing
          }
          <div class="rows"></div>
        </div>
      </div>
      ${
        following
          ? nothing
          : html`<button class="newest" part="jump" @click=${() => this.toNewest()}>
              ${downIcon}<span>${(unread && words?.newLines(unread)) || t.newest}</span>
            </button>`
      }`;
  }

  /** Draws each row into a box of its own, which stays with its entry while the window moves over the talk. */
  #drawRows(): void {
    const { entries, from, ctx } = this;
    const lastMine = entries.findLast(({ message }) => message && message.author.id === ctx.me?.id)?.key;
    const all = this.querySelector('.rows');
    const rows = rowsOf(entries, from, from + this.#size, this.unreadFrom);
    // Tab reaches the talk, wherever the line is that had the keyboard.
    const stop = (rows.find(({ entry }) => entry.key === this.active) ?? rows.at(-1))?.entry.key;
    const before = this.#boxes;
    this.#boxes = new Map(
      rows.map(({ entry }) => [entry.key, before.get(entry.key) ?? document.createElement('div')]),
    );
    for (const [key, box] of before) if (!this.#boxes.has(key)) box.remove();
    let at = all?.firstChild ?? null;
    for (const row of rows) {
      const box = this.#boxes.get(row.entry.key);
      if (!box) continue;
      if (box === at) at = box.nextSibling;
      else all?.insertBefore(box, at);
      render(this.#row(row, row.entry.key === lastMine, row.entry.key === stop ? 0 : -1), box);
    }
  }

  #row({ entry, day, unread, head }: Row, lastMine: boolean, stop: number): TemplateResult {
    const { ctx } = this;
    const { t, locale } = ctx;
    return html`${day ? html`<div class="divider" part="day"><span>${dayName(locale, day)}</span></div>` : nothing}
    ${unread ? html`<div class="divider unread" part="unread-line"><span>${t.unread}</span></div>` : nothing}
    ${
      entry.message
        ? html`<matinee-message-item
            part="message"
            data-key=${entry.key}
            tabindex=${stop}
            .message=${entry.message}
            .out=${entry.out}
            .head=${head}
            .receipt=${lastMine}
            .ctx=${ctx}
          ></matinee-message-item>`
        : html`<matinee-answer-item
            part="message answer"
            data-key=${entry.key}
            tabindex=${stop}
            .asked=${entry.asked}
            .ctx=${ctx}
          ></matinee-answer-item>`
    }`;
  }

  get #scroller(): HTMLElement {
    return this.firstElementChild as HTMLElement;
  }

  #lines(): NodeListOf<HTMLElement> {
    return this.querySelectorAll<HTMLElement>('[data-key]');
  }

  #lineOf(key: Entry['key'] | undefined): HTMLElement | undefined {
    return [...this.#lines()].find((line) => line.dataset.key === String(key));
  }

  #watch(): void {
    this.#resized = new ResizeObserver(() => this.#anchor.hold());
    this.#resized.observe(this.#scroller);
    for (const log of this.#scroller.children) this.#resized.observe(log);
  }

  #scrolled = (): void => {
    const before = this.#anchor.following;
    if (!this.#anchor.scrolled(this.#lines())) return;
    this.#way = 0;
    this.following = this.#anchor.following && this.from + this.#full >= this.entries.length;
    this.#anchor.following = this.following;
    if (this.following !== before) this.ctx.act.follow(this.following);
    this.#wantMore();
  };

  #wantMore(): void {
    const { following, from } = this;
    if (following && this.#size < this.#full && from > 0) return;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const below = scrollHeight - scrollTop - clientHeight;
    const { length } = this.entries;
    if (clientHeight && scrollTop + below < 2 * NEAR && this.#full < Math.min(MOST, length)) {
      // Lines so short that both edges are near.
      this.#full += STEP;
      this.requestUpdate();
    } else if (!following && scrollTop < NEAR && from > 0 && this.#way < 1) {
      this.from -= STEP;
      this.#way = -1;
    } else if (!following && below < NEAR && from + this.#full < length && this.#way > -1) {
      this.from += STEP;
      this.#way = 1;
    }
    if (scrollTop < NEAR && this.from < STEP && !this.beginning) this.ctx.act.older();
  }

  #focused = (event: Event): void => {
    const line = (event.target as HTMLElement).closest<HTMLElement>('[data-key]');
    const entry = this.entries.find(({ key }) => String(key) === line?.dataset.key);
    if (entry) this.active = entry.key;
    void arrived(this.#learn());
  };

  /** The way through the talk; a key that comes before its code has come is used when it has. */
  #key = (event: KeyboardEvent): void => {
    const at = event.target as HTMLElement;
    const go = (found: typeof walk): void => {
      // After a key before it another line may have the keyboard; a key for something within a line stays with that.
      const { activeElement } = this.getRootNode() as ShadowRoot;
      found(
        event,
        (at.dataset.key && (activeElement as HTMLElement | null)) || at,
        [...this.#lines()],
        this.ctx,
      );
    };
    if (this.#walk) go(this.#walk);
    else void arrived(this.#learn().then(go));
  };

  /** Gets the code of the keys: a key that had to wait for it would have been used by the browser, too. */
  #learn = async (): Promise<typeof walk> => (this.#walk = (await lazy.afterPaint()).walk);
}

define('matinee-message-list', MessageList);

declare global {
  interface HTMLElementTagNameMap {
    'matinee-message-list': MessageList;
  }
}
