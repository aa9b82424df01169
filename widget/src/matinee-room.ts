import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Problem } from './client/problem.ts';
import { RoomController, type RoomHost } from './controllers/room-controller.ts';
import { entriesOf } from './controllers/timeline.ts';
import './elements/composer.ts';
import type { Composer } from './elements/composer.ts';
import { closeIcon, talkIcon } from './elements/icons.ts';
import './elements/message-list.ts';
import type { MessageList } from './elements/message-list.ts';
import { poster } from './elements/poster.ts';
import { posterStyles } from './elements/poster.styles.ts';
import { define } from './elements/room-part.ts';
import type { RoomAction, RoomEvents } from './events.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { chooseLocale, explain, LOCALES, type LocaleName, type Strings } from './locales/localize.ts';
import { plainText } from './markup/plain-text.ts';
import { roomStyles } from './matinee-room.styles.ts';
import { pageIsDark, watchPageTheme } from './styles/page-theme.ts';
import { tokens } from './styles/tokens.ts';

/** Lines that come within this many milliseconds are announced together. */
const ANNOUNCED_TOGETHER = 1200;

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
 *
 * @fires matinee-ready - joined for the first time
 * @fires matinee-message - a line came in
 * @fires matinee-unread - how many lines nobody has looked at
 * @fires matinee-error - something was refused or lost
 */
export class MatineeRoom extends LitElement implements RoomHost {
  static override styles = [tokens, roomStyles, posterStyles];
  static override properties = {
    room: {},
    server: {},
    locale: {},
    theme: { reflect: true },
    name: {},
    mode: { reflect: true },
    loading: {},
    open: { type: Boolean, reflect: true },
    replying: { state: true },
    editing: { state: true },
    asking: { state: true },
    fault: { state: true },
    said: { state: true },
  };

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

  replying: MessageView | undefined;
  editing: MessageView | undefined;
  /** A name is asked for: what was about to be done waits for it. */
  asking: { then?: () => void } | undefined;
  fault = '';
  /** What a screen reader is told next. */
  said = '';

  #controller: RoomController | undefined;
  #inView = false;
  #following = true;
  #seen: IntersectionObserver | undefined;
  #unwatch: (() => void) | undefined;
  #news: MessageView[] = [];
  #newsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.addEventListener('keydown', this.#key);
  }

  /** Becomes the person whose token the page's own server got for them. The token never goes into an attribute. */
  signIn(token: string): void {
    this.#controller?.signIn(token);
  }

  /** Reads on without a name. */
  signOut(): void {
    this.#controller?.signOut();
  }

  tell<K extends keyof RoomEvents>(name: K, detail: RoomEvents[K]): void {
    if (name === 'matinee-message') this.#announce(detail as MessageView);
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.renderRoot as ShadowRoot;
    root.addEventListener('matinee-action', this.#act as EventListener);
    document.addEventListener('visibilitychange', this.#attend);
    this.#unwatch = watchPageTheme(() => this.toggleAttribute('data-dark', pageIsDark(this)));
    this.#seen = new IntersectionObserver(
      ([entry]) => {
        this.#inView = entry?.isIntersecting ?? false;
        if (this.#inView && !this.#controller) this.#begin();
        this.#attend();
      },
      { rootMargin: this.#controller ? '0px' : '400px' },
    );
    this.#seen.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#attend);
    this.#unwatch?.();
    this.#seen?.disconnect();
    clearTimeout(this.#newsTimer);
    // Moving the element takes it out and puts it back in the same task: keep the room then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#end();
    });
  }

  get #t(): Strings {
    return LOCALES[this.#locale];
  }

  get #locale(): LocaleName {
    const { lang } = (this.closest('[lang]') ?? {}) as Partial<HTMLElement>;
    return chooseLocale(this.locale, lang, document.documentElement.lang, ...navigator.languages);
  }

  get #list(): MessageList | null {
    return this.renderRoot.querySelector('matinee-message-list');
  }

  get #composer(): Composer | null {
    return this.renderRoot.querySelector('matinee-composer');
  }

  get #server(): string {
    return (
      this.server ? new URL(this.server, document.baseURI).href : MatineeRoom.scriptOrigin || location.origin
    ).replace(/\/+$/, '');
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ((changed.has('room') || changed.has('server')) && this.#controller) {
      this.#end();
      this.#begin();
    }
    if (!this.#controller && this.loading !== 'lazy' && (this.mode !== 'bubble' || this.open)) this.#begin();
    this.lang = this.#locale;
  }

  protected override updated(): void {
    this.#attend();
    if (this.#controller?.asked.length) void import('./elements/answer-item.ts');
    if (this.asking || this.#controller?.refused?.code.startsWith('password'))
      void import('./elements/sign-in.ts');
  }

  protected override render() {
    const bubble = this.mode === 'bubble';
    if (bubble && !this.open) return this.#bubble();
    const t = this.#t;
    const title = this.#controller?.room?.title ?? this.room;
    return html`<section class="room" part="room" aria-label=${title}>
        ${this.#header()}
        <div class="body" part="body">${this.#body()}</div>
        <div class="hidden" role="status">${this.said}</div>
      </section>
      ${bubble ? this.#bubble() : nothing}${this.#controller ? nothing : html`<span class="hidden">${t.loading}</span>`}`;
  }

  #bubble(): TemplateResult {
    const { open } = this;
    const t = this.#t;
    const unread = this.#controller?.unread ?? 0;
    return html`<button
      class="bubble"
      part="bubble"
      aria-expanded=${open}
      aria-label="${open ? t.close : t.open}${unread && !open ? `, ${t.newLines(unread)}` : ''}"
      @click=${() => (this.open = !open)}
    >
      ${open ? closeIcon : talkIcon}${unread && !open ? html`<span class="count">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>`;
  }

  #header(): TemplateResult {
    const controller = this.#controller;
    const room = controller?.room;
    const t = this.#t;
    if (!room)
      return html`<header part="header">
        <div class="about"><h2 part="title" dir="auto">${this.room}</h2></div>
      </header>`;
    const { movie, links } = room;
    const also =
      movie &&
      [movie.title === room.title ? movie.originalTitle : movie.title, movie.year]
        .filter(Boolean)
        .join(' · ');
    return html`<header part="header">
      ${movie ? poster(movie, true) : nothing}
      <div class="about">
        <h2 part="title" dir="auto">
          ${room.title} ${also ? html`<span part="subtitle">${also}</span>` : nothing}
        </h2>
        ${room.topic ? html`<p class="topic" part="topic" dir="auto" title=${room.topic}>${room.topic}</p>` : nothing}
        <div class="sub" part="presence">
          <span class="dots">
            ${links.map(
              ({ platform, channel, state }) =>
                html`<i
                  class="dot ${platform} ${state}"
                  role="img"
                  aria-label="${t.via[platform]}: ${channel}"
                  title="${t.via[platform]}: ${channel}"
                ></i>`,
            )}<i class="dot" role="img" aria-label=${t.via.web} title=${t.via.web}></i>
          </span>
          <span
            >${[t.here(controller.online), links.length ? t.places(links.length + 1) : ''].filter(Boolean).join(' · ')}</span
          >
          ${movie?.rating ? html`<span class="star">★ ${movie.rating.mean.toFixed(1)}</span>` : nothing}
        </div>
      </div>
    </header>`;
  }

  #body(): TemplateResult | TemplateResult[] {
    const controller = this.#controller;
    const t = this.#t;
    if (!controller) return this.#skeleton();
    const { refused, log, outbox, me } = controller;
    // Nothing may be read while shut out, even what was read before.
    if (refused && (!controller.loaded || refused.code === 'banned')) return this.#shutOut(refused);
    if (!controller.loaded) return html`${this.#line()}${this.#skeleton()}`;
    const moderates = controller.role === 'owner' || controller.role === 'moderator';
    return html`${this.#line()}
      <matinee-message-list
        .entries=${entriesOf(log.messages, outbox.entries, controller.asked, me, controller.ids)}
        .me=${me}
        .mayWrite=${!refused}
        .moderates=${moderates}
        .online=${controller.state === 'ready'}
        .unreadFrom=${controller.unreadFrom}
        .unread=${controller.unread}
        .beginning=${log.before === null}
        .loadingOlder=${controller.loadingOlder}
        .locale=${this.#locale}
        .t=${t}
      ></matinee-message-list>
      <div class="typing" part="typing" aria-hidden="true">
        ${
          controller.typing.length
            ? t.typing(
                controller.typing.slice(0, 2).map(({ name }) => name),
                controller.typing.length - 2,
              )
            : nothing
        }
      </div>
      ${
        refused
          ? this.#shut(refused)
          : this.asking
            ? html`<matinee-sign-in
                .needsName=${true}
                .name=${this.name}
                .fault=${this.fault}
                .t=${t}
              ></matinee-sign-in>`
            : html`<matinee-composer
                .title=${controller.room?.title ?? this.room}
                .replying=${this.replying}
                .editing=${this.editing}
                .draftKey=${`matinee:draft:${this.#server}|${this.room}`}
                .locale=${this.#locale}
                .t=${t}
              ></matinee-composer>`
      }`;
  }

  /** One line over the talk about the connection. */
  #line(): TemplateResult | typeof nothing {
    const { state } = this.#controller ?? {};
    if (state === 'offline')
      return html`<div class="line bad" part="status" role="status">${this.#t.offline}</div>`;
    if (state === 'waiting')
      return html`<div class="line" part="status" role="status">${this.#t.reconnecting}</div>`;
    return html``;
  }

  #skeleton(): TemplateResult {
    const bone = html`<div class="bone"><i></i><i></i><i></i></div>`;
    return html`<div class="bones" part="skeleton" role="img" aria-label=${this.#t.loading}>
      ${bone}${bone}${bone}${bone}
    </div>`;
  }

  #shutOut(problem: Problem): TemplateResult {
    const { code } = problem;
    const t = this.#t;
    const me = this.#controller?.me;
    const password = code === 'password_required' || code === 'password_wrong';
    return html`<div class="state" part="state">
      ${poster({ title: '', genreKeys: [code === 'banned' ? 'horror' : 'mystery'] }, true)}
      ${
        password || code === 'not_signed_in'
          ? html`<matinee-sign-in
              .needsName=${!me}
              .needsPassword=${password}
              .name=${this.name}
              .fault=${code === 'password_wrong' ? explain(t, problem) : this.fault}
              .t=${t}
            ></matinee-sign-in>`
          : html`<p>${explain(t, problem)}</p>
              ${
                ['banned', 'room_not_found', 'origin_not_allowed'].includes(code)
                  ? nothing
                  : html`<button class="main-button" part="button" @click=${() => this.#controller?.again()}>
                      ${t.retry}
                    </button>`
              }`
      }
    </div>`;
  }

  /** In place of the composer while reading is all one may do. */
  #shut(problem: Problem): TemplateResult {
    return html`<div class="shut" part="state">
      ${explain(this.#t, problem)}
      <button class="text-button" @click=${() => this.#controller?.again()}>${this.#t.retry}</button>
    </div>`;
  }

  #begin(): void {
    if (!this.room || this.#controller) return;
    this.#controller = new RoomController(this, this.#server, this.room, this.#locale);
    this.#seen?.disconnect();
    this.#seen?.observe(this);
    this.requestUpdate();
  }

  #end(): void {
    this.#controller?.close();
    this.#controller = undefined;
    this.replying = this.editing = this.asking = undefined;
    this.#news = [];
  }

  #attend = (): void => {
    const shown = this.mode !== 'bubble' || this.open;
    this.#controller?.attend(
      this.#inView && shown && this.#following && document.visibilityState === 'visible',
    );
  };

  #act = ({ detail: action }: CustomEvent<RoomAction>): void => {
    const controller = this.#controller;
    if (!controller) return;
    switch (action.do) {
      case 'send':
        this.#named(() => {
          controller.post(action.text, action.replyTo);
          this.replying = undefined;
          this.#list?.toNewest();
        });
        break;
      case 'command':
        this.#named(() => {
          this.#list?.toNewest();
          void controller.command(action.text);
        });
        break;
      case 'save':
        this.editing = undefined;
        if (controller.log.find(action.seq)?.text !== action.text)
          void controller.edit(action.seq, action.text);
        break;
      case 'delete':
        void controller.delete(action.seq);
        this.#list?.focus();
        break;
      case 'react':
        this.#named(() => void controller.react(action.seq, action.emoji, action.on));
        break;
      case 'retry':
        controller.retry(action.id);
        break;
      case 'discard':
        controller.outbox.remove(action.id);
        break;
      case 'dismiss':
        controller.dismiss(action.id);
        this.#composer?.focus();
        break;
      case 'reply':
        this.editing = undefined;
        this.replying = action.message;
        break;
      case 'edit':
        this.replying = undefined;
        this.editing = action.message;
        break;
      case 'edit-last':
        this.editing = controller.log.messages.findLast(({ author }) => author.id === controller.me?.id);
        break;
      case 'cancel':
        this.replying = this.editing = this.asking = undefined;
        break;
      case 'older':
        void controller.loadOlder();
        break;
      case 'type':
        controller.type();
        break;
      case 'compose':
        this.#composer?.focus();
        break;
      case 'again':
        controller.again();
        break;
      case 'jump':
        void controller.reach(action.seq).then(async () => {
          await this.updateComplete;
          await this.#list?.reveal(action.seq);
        });
        break;
      case 'attend':
        this.#following = action.attending;
        this.#attend();
        break;
      case 'introduce':
        void this.#introduce(action.name);
        break;
      case 'password':
        void this.#introduce(action.name).then(() => controller.enterWith(action.password));
    }
  };

  /** Does it now, or once somebody has said their name. */
  #named(then: () => void): void {
    if (this.#controller?.me) then();
    else this.asking = { then };
  }

  async #introduce(name: string): Promise<void> {
    const controller = this.#controller;
    if (!controller || !name) return;
    this.fault = '';
    try {
      await controller.introduce(name);
      const { then } = this.asking ?? {};
      this.asking = undefined;
      await this.updateComplete;
      then?.();
      this.#composer?.focus();
    } catch (thrown) {
      this.fault = thrown instanceof Problem ? explain(this.#t, thrown) : this.#t.somethingWrong;
    }
  }

  /** Tells a screen reader of new lines, those that come together in one sentence. */
  #announce(message: MessageView): void {
    if (message.author.id === this.#controller?.me?.id) return;
    this.#news.push(message);
    this.#newsTimer ??= setTimeout(() => {
      const [first] = this.#news;
      const t = this.#t;
      if (first)
        this.said =
          this.#news.length > 1
            ? t.newLines(this.#news.length)
            : t.announce(first.author.name, plainText(first.text));
      this.#news = [];
      this.#newsTimer = undefined;
    }, ANNOUNCED_TOGETHER);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.mode !== 'bubble' || !this.open) return;
    this.open = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.bubble')?.focus());
  };
}

define('matinee-room', MatineeRoom);

declare global {
  interface HTMLElementTagNameMap {
    'matinee-room': MatineeRoom;
  }
}
