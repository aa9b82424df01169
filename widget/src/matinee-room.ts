import { lazy } from './lazy-parts.ts';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MessageView } from '../../src/protocol/frames.ts';
import { calm } from './client/calm.ts';
import { Connection } from './client/connection.ts';
import type { Announcer } from './controllers/announcer.ts';
import { RoomController, type RoomHost } from './controllers/room-controller.ts';
import { RoomDesk } from './controllers/room-desk.ts';
import { entriesOf } from './controllers/timeline.ts';
import './elements/composer.ts';
import { DrawnElement, type Changed } from './elements/drawn-element.ts';
import './elements/message-list.ts';
import type { RoomContext } from './elements/room-context.ts';
import { roomHeader } from './elements/room-header.ts';
import { adopt, arrived, define } from './elements/room-part.ts';
import type { RoomEvents } from './events.ts';
import type { LaterWords } from './locales/later.ts';
import { chooseLocale, LOCALES, type LocaleName } from './locales/localize.ts';
import { roomStyles } from './matinee-room.styles.ts';
import { pageIsDark } from './styles/page-theme.ts';
import { tokens } from './styles/tokens.ts';

/**
 * A room: the talk, who is here, and where to write. Reads at once, without a name; asks for one when somebody
 * first writes.
 *
 * @attr room - slug of the room
 * @attr server - base URL of the Matinee server; default: where this script came from
 * @attr locale - `en` or `ko`; default: the element's, the page's, then the browser's language
 * @attr theme - `auto` (as the page is), `light` or `dark`
 * @attr name - suggested when a guest is asked for a name
 * @attr mode - `inline`, or `bubble`: a button in the corner that opens the room
 * @attr loading - `lazy` waits until the element comes near the viewport
 * @attr open - in a bubble: whether the room is open
 * @attr badge - `off` leaves the page's title alone; else unread lines are counted there while nobody looks
 *
 * @fires matinee-ready - joined for the first time
 * @fires matinee-message - a line came in
 * @fires matinee-unread - how many lines nobody has looked at
 * @fires matinee-error - something was refused or lost
 */
export class MatineeRoom extends DrawnElement implements RoomHost {
  static observedAttributes = ['room', 'server', 'locale', 'theme', 'name', 'mode', 'loading', 'open'];
  static override properties = MatineeRoom.observedAttributes;

  /** Where this script came from; the entry file sets it. */
  static scriptOrigin = '';

  room = '';
  server = '';
  locale = '';
  theme: 'auto' | 'light' | 'dark' = 'auto';
  name = '';
  mode: 'inline' | 'bubble' = 'inline';
  loading: 'eager' | 'lazy' = 'eager';
  /** In a bubble: whether the room is open. */
  open = false;

  #controller: RoomController | undefined;
  #ctx!: RoomContext;
  #desk: RoomDesk;
  #words: LaterWords | undefined;
  #announcer: Announcer | undefined;
  /** Lines that came before there was somebody to announce them. */
  #unannounced: MessageView[] = [];
  #inView = false;
  #seen: IntersectionObserver | undefined;
  #unwatch: (() => void) | undefined;

  constructor() {
    super();
    const room = (): RoomController | undefined => this.#controller;
    const part = <Name extends 'matinee-message-list' | 'matinee-composer'>(
      name: Name,
    ): HTMLElementTagNameMap[Name] | null => this.renderRoot.querySelector(name);
    this.#desk = new RoomDesk({
      get controller() {
        return room();
      },
      list: () => part('matinee-message-list'),
      composer: () => part('matinee-composer'),
      requestUpdate: () => this.requestUpdate(),
      drawn: () => this.updateComplete,
      attend: () => this.#attend(),
      learn: () => this.#learn(),
    });
  }

  /** Becomes the person whose token the page's own server got for them. The token never goes into an attribute. */
  signIn(token: string): void {
    this.#me.signIn(token);
  }

  /** Reads on without a name. */
  signOut(): void {
    this.#me.signOut();
  }

  /** Who keeps the reader's identity; a room that has not been opened yet has nobody else to tell. */
  get #me(): Pick<RoomController, 'signIn' | 'signOut'> {
    return this.#controller ?? Connection.to(this.#server);
  }

  tell<K extends keyof RoomEvents>(name: K, detail: RoomEvents[K]): void {
    if (name === 'matinee-message') {
      this.#unannounced.push(detail as MessageView);
      this.#announce();
    }
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    Reflect.set(this, name, name === 'open' ? value !== null : (value ?? ''));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#attend);
    this.#suit();
    this.#observe();
  }

  override disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#attend);
    this.#unwatch?.();
    this.#announcer = this.#unwatch = undefined;
    this.#seen?.disconnect();
    // Moving the element takes it out and puts it back in the same task: keep the room then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  /** First drawn in a task of its own: what the script does while it loads is long enough. */
  override requestUpdate(): void {
    if (this.hasUpdated) super.requestUpdate();
    else setTimeout(() => super.requestUpdate());
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [tokens, roomStyles];
    return root;
  }

  get #locale(): LocaleName {
    const lang = this.closest<HTMLElement>('[lang]')?.lang;
    return chooseLocale(this.locale, lang, ...navigator.languages);
  }

  get #server(): string {
    return this.base.replace(/\/+$/, '');
  }

  /** What addresses of our server are seen from. */
  get base(): string {
    return new URL(this.server || MatineeRoom.scriptOrigin, document.baseURI).href;
  }

  get #inBubble(): boolean {
    return this.mode === 'bubble';
  }

  protected override willUpdate(changed: Changed<this>): void {
    if ((changed.has('room') || changed.has('server')) && this.#controller) this.#end();
    if (!this.#controller && (this.#inBubble ? this.open : this.loading !== 'lazy')) this.#begin();
    const controller = this.#controller;
    // The page may have come to another language since.
    if (controller) controller.locale = this.#locale;
    const me = controller?.me ?? null;
    const next: RoomContext = {
      t: LOCALES[this.#locale],
      locale: this.#locale,
      words: this.#words,
      me,
      writes: !controller?.refused,
      moderates: controller?.role === 'owner' || controller?.role === 'moderator',
      online: controller?.state === 'ready' && !controller.refused,
      act: this.#desk.act,
    };
    const keys = Object.keys(next) as (keyof RoomContext)[];
    if (keys.some((key) => next[key] !== this.#ctx?.[key])) this.#ctx = next;
    // Lines kept from before, whose author this browser no longer knows.
    if (controller?.state === 'ready' && !me && controller.outbox.entries.length)
      this.#desk.waiting ??= () => undefined;
    this.toggleAttribute('open', this.open);
    for (const name of ['theme', 'mode'] as const)
      if (this.getAttribute(name) !== this[name]) this.setAttribute(name, this[name]);
  }

  protected override updated(): void {
    this.#attend();
    const { asked, refused, feed } = this.#controller ?? {};
    const complete = this.#announcer && this.#controller?.typing;
    if ((feed?.loaded || refused) && !complete) void arrived(this.#complete());
    if (this.#inBubble || refused) void arrived(lazy.afterPaint());
    if (this.#inBubble || refused || this.#words) void arrived(this.#learn());
    if (asked?.length) void arrived(lazy.films());
  }

  protected override render() {
    const bubble = this.#inBubble
      ? html`<matinee-bubble
          .open=${this.open}
          .unread=${this.#controller?.mark.unread ?? 0}
          .toggle=${() => (this.open = !this.open)}
          .ctx=${this.#ctx}
        ></matinee-bubble>`
      : nothing;
    const open = !this.#inBubble || this.open;
    return html`${open ? this.#room() : nothing}${bubble}`;
  }

  #room(): TemplateResult {
    return html`<section
      class="room"
      part="room"
      dir="ltr"
      lang=${this.#locale}
      aria-label=${this.#controller?.room?.title ?? this.room}
    >
      ${roomHeader(this.#controller, this.room, this.#ctx)}
      <div class="body" part="body">${this.#body()}</div>
      <div class="hidden" role="status">${this.#announcer?.said}</div>
    </section>`;
  }

  #body(): TemplateResult {
    const controller = this.#controller;
    const ctx = this.#ctx;
    const { t } = ctx;
    const { replying, editing, waiting, fault } = this.#desk;
    const refused = controller?.refused;
    const loaded = controller?.feed.loaded;
    const trouble = (whole: boolean): TemplateResult =>
      html`<matinee-trouble
        .problem=${refused}
        .whole=${whole}
        .name=${this.name}
        .fault=${fault}
        .ctx=${ctx}
      ></matinee-trouble>`;
    // Nothing may be read while shut out, even what was read before.
    if (refused && (!loaded || refused.code === 'banned')) return trouble(true);
    const lost = { offline: t.offline, waiting: t.reconnecting }[controller?.state as string];
    const line = html`<div class="line ${controller?.state}" part="status" role="status" ?hidden=${!lost}>
      ${lost}
    </div>`;
    if (!controller || !loaded)
      return html`${line}
        <div class="bones" part="skeleton" aria-hidden="true"></div>`;
    const { feed, mark, outbox, asked, ids, typing, room } = controller;
    return html`${line}
      <matinee-message-list
        .entries=${entriesOf(feed.log.messages, outbox.entries, asked, ctx.me, ids)}
        .unreadFrom=${mark.from}
        .unread=${mark.unread}
        .beginning=${feed.log.before === null}
        .ctx=${ctx}
      ></matinee-message-list>
      <div class="typing" part="typing" aria-hidden="true">${ctx.words && typing?.said(ctx.words)}</div>
      ${
        refused
          ? trouble(false)
          : html`<matinee-composer
              .name=${this.name}
              .asking=${waiting !== undefined}
              .fault=${fault}
              .about=${room?.title ?? this.room}
              .replying=${replying}
              .editing=${editing}
              .draft=${controller.draft}
              .ctx=${ctx}
            ></matinee-composer>`
      }`;
  }

  /** Gets what later parts say in the language of now: theirs once before they are drawn, another's when it changes. */
  async #learn(): Promise<LaterWords> {
    const { words } = await lazy.words[this.#locale]();
    if (this.#words !== words) this.requestUpdate();
    return (this.#words = words);
  }

  /** Gets what a first picture does not need. */
  async #complete(): Promise<void> {
    await calm;
    const [{ afterPaintStyles, Announcer, showUnread, TypingPeople, watchPageTheme }] = await Promise.all([
      lazy.afterPaint(),
      this.#learn(),
    ]);
    if (!this.isConnected) return;
    if (this.#controller) this.#controller.typing ??= new TypingPeople(this);
    if (this.#announcer) return;
    this.#announcer = new Announcer(this, () => this.#ctx);
    void arrived(lazy.panel());
    this.#announce();
    adopt(this.renderRoot.firstElementChild ?? this, afterPaintStyles);
    showUnread(this.#desk.room.list());
    this.#unwatch = watchPageTheme(() => this.#suit());
    // It may have changed meanwhile.
    this.#suit();
  }

  #announce(): void {
    if (!this.#announcer) return;
    for (const message of this.#unannounced.splice(0))
      if (message.author.id !== this.#ctx.me?.id) this.#announcer.hear(message);
  }

  /** Suits the ground it stands on. */
  #suit(): void {
    this.toggleAttribute('data-dark', pageIsDark(this));
  }

  #begin(): void {
    if (!this.room) return;
    // As the server spells it, which calls it by this name.
    const slug = this.room.normalize('NFC').trim().toLowerCase();
    this.#controller = new RoomController(this, this.#server, slug, this.#locale);
    this.#observe();
  }

  #end(): void {
    this.#controller?.close();
    this.#controller = undefined;
    this.#desk.act.cancel();
    this.#announcer?.stop();
  }

  /** Watches for the element to come near, to begin; then for it to be in view, to know what has been read. */
  #observe(): void {
    this.#seen?.disconnect();
    this.#seen = new IntersectionObserver(
      ([entry]) => {
        this.#inView = entry?.isIntersecting ?? false;
        if (this.#inView && !this.#controller && !this.#inBubble) {
          this.#begin();
          this.requestUpdate();
        }
        this.#attend();
      },
      { rootMargin: this.#controller ? '0px' : '400px' },
    );
    this.#seen.observe(this);
  }

  #attend = (): void => {
    const shown = this.#inView && (!this.#inBubble || this.open);
    this.#controller?.attend(shown && this.#desk.following && document.visibilityState === 'visible');
  };
}

define('matinee-room', MatineeRoom);

declare global {
  interface HTMLElementTagNameMap {
    'matinee-room': MatineeRoom;
  }
}
