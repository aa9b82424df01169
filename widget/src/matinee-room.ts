import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { MessageView } from '../../src/protocol/frames.ts';
import { Problem } from './client/problem.ts';
import { RoomController, type RoomHost } from './controllers/room-controller.ts';
import { entriesOf } from './controllers/timeline.ts';
import './elements/composer.ts';
import type { Composer } from './elements/composer.ts';
import './elements/message-list.ts';
import type { MessageList } from './elements/message-list.ts';
import { poster } from './elements/poster.ts';
import { posterStyles } from './elements/poster.styles.ts';
import type { RoomActions, RoomContext } from './elements/room-context.ts';
import { arrived, define } from './elements/room-part.ts';
import type { RoomEvents } from './events.ts';
import { chooseLocale, LOCALES, type LocaleName } from './locales/localize.ts';
import { plainText } from './markup/markup.ts';
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
    waiting: { state: true },
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
  /** What waits for somebody to say their name; they are asked for it meanwhile. */
  waiting: (() => void) | undefined;
  /** What was wrong with the name, in words. */
  fault = '';
  /** What a screen reader is told next. */
  said = '';

  #controller: RoomController | undefined;
  #ctx!: RoomContext;
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
    document.addEventListener('visibilitychange', this.#attend);
    this.#unwatch = watchPageTheme(() => this.toggleAttribute('data-dark', pageIsDark(this)));
    this.#observe();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#attend);
    this.#unwatch?.();
    this.#seen?.disconnect();
    // Moving the element takes it out and puts it back in the same task: keep the room then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#end();
    });
  }

  get #locale(): LocaleName {
    const lang = this.closest<HTMLElement>('[lang]')?.lang;
    return chooseLocale(this.locale, lang, ...navigator.languages);
  }

  get #server(): string {
    const server = this.server || MatineeRoom.scriptOrigin || location.origin;
    return new URL(server, document.baseURI).href.replace(/\/+$/, '');
  }

  get #list(): MessageList | null {
    return this.renderRoot.querySelector('matinee-message-list');
  }

  get #composer(): Composer | null {
    return this.renderRoot.querySelector('matinee-composer');
  }

  get #inBubble(): boolean {
    return this.mode === 'bubble';
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if ((changed.has('room') || changed.has('server')) && this.#controller) this.#end();
    if (!this.#controller && (this.#inBubble ? this.open : this.loading !== 'lazy')) this.#begin();
    const controller = this.#controller;
    const me = controller?.me ?? null;
    const next: RoomContext = {
      t: LOCALES[this.#locale],
      locale: this.#locale,
      me,
      writes: !controller?.refused,
      moderates: controller?.role === 'owner' || controller?.role === 'moderator',
      online: controller?.state === 'ready',
      act: this.#act,
    };
    const keys = Object.keys(next) as (keyof RoomContext)[];
    if (keys.some((key) => next[key] !== this.#ctx?.[key])) this.#ctx = next;
    // Lines kept from before, whose author this browser no longer knows.
    if (controller?.state === 'ready' && !me && controller.outbox.entries.length)
      this.waiting ??= () => undefined;
  }

  protected override updated(): void {
    this.#attend();
    const controller = this.#controller;
    if (this.#inBubble) void arrived(import('./elements/bubble.ts'));
    if (controller?.asked.length) void arrived(import('./elements/answer-item.ts'));
    if (controller?.refused || this.waiting) void arrived(import('./elements/trouble.ts'));
  }

  protected override render() {
    const controller = this.#controller;
    const bubble = this.#inBubble
      ? html`<matinee-bubble
          .open=${this.open}
          .unread=${controller?.unread ?? 0}
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
      ${this.#header()}
      <div class="body" part="body">${this.#body()}</div>
      <div class="hidden" role="status">${this.said}</div>
    </section>`;
  }

  #header(): TemplateResult {
    const { t } = this.#ctx;
    const { room, refused, online = 0 } = this.#controller ?? {};
    const { title = refused ? this.room : '', topic, movie, links = [] } = room ?? {};
    const film =
      movie &&
      [movie.title === title ? movie.originalTitle : movie.title, movie.year].filter(Boolean).join(' · ');
    const places = [...links, { platform: 'web', channel: '', state: '' } as const];
    return html`<header part="header">
      ${movie ? poster(movie, true) : nothing}
      <div class="about">
        <h2 part="title" dir="auto" class=${title ? nothing : 'blank'}>
          ${title || html`<span class="hidden">${t.loading}</span>`}
          ${film ? html`<span part="subtitle">${film}</span>` : nothing}
        </h2>
        ${topic ? html`<p class="topic" part="topic" dir="auto" title=${topic}>${topic}</p>` : nothing}
        ${
          room
            ? html`<div class="sub" part="presence">
                <span class="dots" part="places">
                  ${places.map(({ platform, channel, state }) => {
                    const place = [t.via[platform], channel].filter(Boolean).join(': ');
                    return html`<i
                      class="dot ${platform} ${state}"
                      role="img"
                      aria-label=${place}
                      title=${place}
                    ></i>`;
                  })}
                </span>
                <span>${t.here(online)}${links.length ? ` · ${t.places(places.length)}` : ''}</span>
                ${movie?.rating ? html`<span class="star" part="rating">★ ${movie.rating.mean.toFixed(1)}</span>` : nothing}
              </div>`
            : nothing
        }
      </div>
    </header>`;
  }

  #body(): TemplateResult {
    const controller = this.#controller;
    const ctx = this.#ctx;
    const { refused, loaded, log, outbox, asked, ids, state, typing } = controller ?? {};
    const trouble = (whole: boolean): TemplateResult =>
      html`<matinee-trouble
        .problem=${refused}
        .whole=${whole}
        .name=${this.name}
        .fault=${this.fault}
        .ctx=${ctx}
      ></matinee-trouble>`;
    // Nothing may be read while shut out, even what was read before.
    if (refused && (!loaded || refused.code === 'banned')) return trouble(true);
    const { t } = ctx;
    const lost = state === 'offline' ? t.offline : state === 'waiting' ? t.reconnecting : '';
    const line = html`<div class="line ${state}" part="status" role="status" ?hidden=${!lost}>${lost}</div>`;
    if (!log || !loaded) {
      return html`${line}
        <div class="bones" part="skeleton" aria-hidden="true"></div>`;
    }
    const names = typing?.map(({ name }) => name) ?? [];
    return html`${line}
      <matinee-message-list
        .entries=${entriesOf(log.messages, outbox?.entries ?? [], asked ?? [], ctx.me, ids ?? new Map())}
        .unreadFrom=${controller?.unreadFrom}
        .unread=${controller?.unread}
        .beginning=${log.before === null}
        .ctx=${ctx}
      ></matinee-message-list>
      <div class="typing" part="typing" aria-hidden="true">
        ${names.length ? t.typing(names.slice(0, 2), names.length - 2) : ''}
      </div>
      ${
        refused
          ? trouble(false)
          : this.waiting
            ? html`<matinee-sign-in .name=${this.name} .fault=${this.fault} .ctx=${ctx}></matinee-sign-in>`
            : html`<matinee-composer
                .about=${controller?.room?.title ?? this.room}
                .replying=${this.replying}
                .editing=${this.editing}
                .draft=${controller?.draft}
                .ctx=${ctx}
              ></matinee-composer>`
      }`;
  }

  #begin(): void {
    if (!this.room) return;
    this.#controller = new RoomController(this, this.#server, this.room, this.#locale);
    this.#observe();
  }

  #end(): void {
    this.#controller?.close();
    this.#controller = undefined;
    this.#act.cancel();
    clearTimeout(this.#newsTimer);
    this.#newsTimer = undefined;
    this.#news = [];
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
    this.#controller?.attend(shown && this.#following && document.visibilityState === 'visible');
  };

  /** Does it now, or once somebody has said their name. */
  #named(act: (controller: RoomController) => void): void {
    const controller = this.#controller;
    if (!controller) return;
    if (controller.me) act(controller);
    else this.waiting = () => act(controller);
  }

  #act: RoomActions = {
    send: (text, replyTo) =>
      this.#named((controller) => {
        controller.post(text, replyTo);
        this.replying = undefined;
        this.#list?.toNewest();
      }),
    command: (text) =>
      this.#named((controller) => {
        this.#list?.toNewest();
        void controller.command(text);
      }),
    save: (seq, text) => {
      this.editing = undefined;
      if (this.#controller?.log.find(seq)?.text !== text)
        void this.#controller?.change({ op: 'edit', seq, text });
    },
    change: (change) => this.#named((controller) => void controller.change(change)),
    retry: (id) => this.#controller?.retry(id),
    discard: (id) => this.#controller?.outbox.remove(id),
    dismiss: (id) => {
      this.#controller?.dismiss(id);
      this.#composer?.focus();
    },
    reply: (message) => {
      this.editing = undefined;
      this.replying = message;
    },
    edit: (message) => {
      this.replying = undefined;
      this.editing = message;
    },
    editLast: () => {
      const { log, me, outbox } = this.#controller ?? {};
      // The last line may still be on its way: better none than the one before it.
      this.editing =
        me && !outbox?.entries.length
          ? log?.messages.findLast(({ author }) => author.id === me.id)
          : undefined;
    },
    cancel: () => (this.replying = this.editing = this.waiting = undefined),
    older: () => void this.#controller?.loadOlder(),
    typing: () => this.#controller?.type(),
    draft: (text) => {
      if (this.#controller) this.#controller.draft = text;
    },
    compose: () => this.#composer?.focus(),
    jump: (seq) => {
      void this.#controller?.reach(seq).then(async () => {
        await this.updateComplete;
        await this.#list?.reveal(seq);
      });
    },
    follow: (following) => {
      this.#following = following;
      this.#attend();
    },
    again: () => this.#controller?.again(),
    introduce: (name, password) => void this.#introduce(name, password),
  };

  async #introduce(name: string, password?: string): Promise<void> {
    const controller = this.#controller;
    this.fault = '';
    try {
      if (name) await controller?.introduce(name);
    } catch (thrown) {
      const { explain } = await import('./elements/trouble.ts');
      this.fault = explain(this.#locale, thrown instanceof Problem ? thrown : new Problem('internal', ''));
      return;
    }
    const then = this.waiting;
    this.waiting = undefined;
    if (password) controller?.enterWith(password);
    await this.updateComplete;
    then?.();
    this.#composer?.focus();
  }

  /** Tells a screen reader of new lines, those that come together in one sentence. */
  #announce(message: MessageView): void {
    const { t, me } = this.#ctx;
    if (message.author.id === me?.id) return;
    // Said anew, though it may be the same words.
    if (!this.#news.length) this.said = '';
    this.#news.push(message);
    this.#newsTimer ??= setTimeout(() => {
      const { length } = this.#news;
      const { author, text } = this.#news[0] ?? message;
      this.said = length > 1 ? t.newLines(length) : t.announce(author.name, plainText(text, this));
      this.#news = [];
      this.#newsTimer = undefined;
    }, ANNOUNCED_TOGETHER);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.#inBubble || !this.open) return;
    this.open = false;
    this.renderRoot.querySelector<HTMLElement>('matinee-bubble')?.focus();
  };
}

define('matinee-room', MatineeRoom);

declare global {
  interface HTMLElementTagNameMap {
    'matinee-room': MatineeRoom;
  }
}
