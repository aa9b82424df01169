import { lazy } from '../lazy-parts.ts';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import type { OutboxEntry } from '../client/outbox.ts';
import { called, clockTime } from '../locales/localize.ts';
import { renderMarkup } from '../markup/markup.ts';
import { messageItemStyles } from './message-item.styles.ts';
import { hide } from './hide.ts';
import type { RoomContext } from './room-context.ts';
import type { Changed } from './drawn-element.ts';
import { quietTag } from './quiet-tag.ts';
import { arrived, define, holdsFocus, RoomPart } from './room-part.ts';

/** A line this young is seen arriving, in milliseconds. */
const FRESH = 3000;

/** One line of the talk, with its author when it begins a group. What can be done with it comes when it is touched. */
class MessageItem extends RoomPart {
  static override sheet = messageItemStyles;
  static override properties = ['message', 'out', 'head', 'receipt', 'ctx', 'handled', 'shown'];

  message!: MessageView;
  /** Set while the line is still on its way. */
  out: OutboxEntry | undefined;
  head = true;
  /** Whether to say where the line has arrived. */
  receipt = false;
  ctx!: RoomContext;
  /** The pointer or the keyboard is on this line. */
  handled = false;
  /** Spoilers that were asked for, by their place in the text. */
  shown = new Set<number>();

  #fresh = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'article';
    this.#fresh = Math.abs(Date.now() - Date.parse(this.message.at)) < FRESH;
    for (const type of ['pointerenter', 'focusin']) this.addEventListener(type, this.#touch);
    for (const type of ['pointerleave', 'focusout']) this.addEventListener(type, this.#leave);
  }

  get #mine(): boolean {
    return this.message.author.id === this.ctx.me?.id;
  }

  /** Whether there is something to say about the line's way to everybody. */
  get #told(): boolean {
    const { out, message, receipt } = this;
    const { deliveries } = message;
    const failed = deliveries?.some(({ state }) => state === 'failed');
    return out?.state === 'failed' || (this.#mine && (failed || (receipt && !!deliveries?.length)));
  }

  #touch = (): void => {
    this.handled = true;
  };

  /** Not before focus has had the time to move on within the line: its tools change under the pointer. */
  #leave = (): void => {
    setTimeout(() => (this.handled = holdsFocus(this) || this.matches(':hover')));
  };

  protected override willUpdate(changed: Changed<this>): void {
    const { message, head, out, ctx } = this;
    const author = called(message.author, ctx.locale);
    // Also when it is only told what the place is called that it came from.
    this.ariaLabel = `${taggedName(author)}, ${ctx.t.place(author.via)}, ${clockTime(ctx.locale, message.at)}`;
    if (changed.has('message') && changed.get('message')?.text !== message.text) this.shown = new Set();
    const { attachments, reactions, replyTo } = message;
    if (this.handled || this.#told || reactions?.length || replyTo !== undefined)
      void arrived(lazy.afterPaint());
    if (message.review) void arrived(lazy.films());
    if (message.poll ?? attachments?.length) void arrived(lazy.composing());
    this.className = ['item', head && 'head', this.#mine && 'mine', out?.state, this.#fresh && 'fresh']
      .filter(Boolean)
      .join(' ');
    this.part.toggle('message-mine', this.#mine);
  }

  protected override render() {
    const { message, out, ctx, handled } = this;
    const { t } = ctx;
    const { editedAt, reactions, attachments } = message;
    return html`${this.head ? this.#author() : nothing}
      <div class="content">
        ${
          message.replyTo === undefined
            ? nothing
            : html`<matinee-reply-quote
                .quote=${message.quote}
                .reachable=${handled}
                .ctx=${ctx}
              ></matinee-reply-quote>`
        }
        ${message.review ? html`<matinee-review-card .review=${message.review} .ctx=${ctx}></matinee-review-card>` : nothing}
        <div class="text" part="text" dir="auto">
          ${renderMarkup(message.text, this)}
          ${editedAt ? html`<span class="small" part="edited">${t.edited}</span>` : nothing}
        </div>
        ${
          message.poll
            ? html`<matinee-poll-card
                .message=${message}
                .reachable=${handled}
                .ctx=${ctx}
              ></matinee-poll-card>`
            : nothing
        }
        ${attachments?.length ? html`<matinee-pictures .pictures=${attachments} .reachable=${handled} .ctx=${ctx}></matinee-pictures>` : nothing}
        ${
          reactions?.length
            ? html`<matinee-reaction-bar
                .message=${message}
                .reachable=${handled}
                .ctx=${ctx}
              ></matinee-reaction-bar>`
            : nothing
        }
        ${
          out?.state === 'sending'
            ? html`<div class="small" part="receipt">${ctx.online ? t.sending : t.queued}</div>`
            : nothing
        }
        ${
          this.#told
            ? html`<matinee-line-fate .message=${message} .out=${out} .ctx=${ctx}></matinee-line-fate>`
            : nothing
        }
      </div>
      ${handled && !out ? html`<matinee-line-tools .message=${message} .ctx=${ctx}></matinee-line-tools>` : nothing}`;
  }

  #author(): TemplateResult {
    const { at } = this.message;
    const { t, locale } = this.ctx;
    const author = called(this.message.author, locale);
    const { via, name, id, avatar } = author;
    return html`<span class="avatar hue-${hue(id)}" part="avatar" aria-hidden="true"
        >${[...name][0]}${
          avatar
            ? html`<img src=${avatar} alt="" loading="lazy" referrerpolicy="no-referrer" @error=${hide} />`
            : nothing
        }<i class="dot ${via}" part="via-dot"></i
      ></span>
      <div class="who">
        <bdi class="name" part="name">${name}</bdi>${quietTag(author)}
        <span class="small" part="meta"
          >${via === 'web' ? '' : t.place(via) + ' · '}<time datetime=${at}
            >${clockTime(locale, at)}</time
          ></span
        >
      </div>`;
  }
}

/** One of eight quiet colours, the same for a person everywhere. */
function hue(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % 8;
}

define('matinee-message-item', MessageItem);
