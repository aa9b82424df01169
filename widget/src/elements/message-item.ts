import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AttachmentView, MessageView } from '../../../src/protocol/frames.ts';
import type { OutboxEntry } from '../client/outbox.ts';
import { ask } from '../events.ts';
import { clockTime, explain, fullTime, type LocaleName, type Strings } from '../locales/localize.ts';
import { renderMarkup } from '../markup/render-markup.ts';
import { deleteIcon, editIcon, replyIcon, smileIcon } from './icons.ts';
import { messageItemStyles } from './message-item.styles.ts';
import { hide } from './poster.ts';
import './reaction-bar.ts';
import './reply-quote.ts';
import { define, RoomPart } from './room-part.ts';

/** Within reach of one press. */
const QUICK = ['❤️', '😂', '👍', '😮', '😢', '🍿'];

type Panel = 'none' | 'react' | 'delete';

/** One line of the talk, with its author when it begins a group, and what can be done with it. */
export class MessageItem extends RoomPart {
  static override sheet = messageItemStyles;
  static override properties = {
    message: { attribute: false },
    out: { attribute: false },
    head: { attribute: false },
    mine: { attribute: false },
    mayWrite: { attribute: false },
    mayDelete: { attribute: false },
    receipt: { attribute: false },
    online: { attribute: false },
    locale: { attribute: false },
    t: { attribute: false },
    handled: { state: true },
    panel: { state: true },
    shown: { state: true },
  };

  message!: MessageView;
  /** Set while the line is still on its way. */
  out: OutboxEntry | undefined;
  head = true;
  mine = false;
  mayWrite = false;
  mayDelete = false;
  /** Whether to say where the line has arrived. */
  receipt = false;
  online = true;
  locale: LocaleName = 'en';
  t!: Strings;
  /** The pointer or the keyboard is on this line. */
  handled = false;
  panel: Panel = 'none';
  /** Spoilers that were asked for, by their place in the text. */
  shown = new Set<number>();

  /** Came a moment ago, so it may be seen arriving. */
  #fresh = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#fresh = Math.abs(Date.now() - Date.parse(this.message.at)) < 3000;
    this.role = 'article';
    this.addEventListener('pointerenter', this.#handle);
    this.addEventListener('pointerleave', this.#leave);
    this.addEventListener('focusin', this.#handle);
    this.addEventListener('focusout', this.#leave);
    this.addEventListener('keydown', this.#key);
  }

  /** Moves the keyboard to the line's first action. */
  async enter(): Promise<void> {
    this.handled = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.tools button')?.focus();
  }

  #handle = (): void => {
    this.handled = true;
  };

  #leave = (event: Event): void => {
    if (event.type === 'focusout' && this.contains((event as FocusEvent).relatedTarget as Node | null))
      return;
    if (event.type === 'pointerleave' && this.matches(':focus-within')) return;
    this.handled = false;
    this.panel = 'none';
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.panel === 'none') return;
    event.stopPropagation();
    void this.#open('none');
  };

  async #open(panel: Panel): Promise<void> {
    this.panel = panel;
    await this.updateComplete;
    this.querySelector<HTMLElement>('.tools [autofocus], .tools button')?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { message, t } = this;
    if (changed.has('message')) {
      this.ariaLabel = `${message.author.name}, ${t.via[message.author.via]}, ${clockTime(this.locale, message.at)}`;
      if (changed.get('message')?.text !== message.text) this.shown = new Set();
    }
    this.className = `item ${this.head ? 'head' : ''} ${this.mine ? 'mine' : ''} ${this.out?.state ?? ''} ${this.#fresh ? 'fresh' : ''}`;
    this.part.toggle('message-mine', this.mine);
  }

  protected override render() {
    const { message, head, t } = this;
    const { author, reactions, attachments } = message;
    return html`${head ? this.#author() : nothing}
      <div class="content">
        ${
          message.replyTo === undefined
            ? nothing
            : html`<matinee-reply-quote .quote=${message.quote} .t=${t}></matinee-reply-quote>`
        }
        <div class="text" part="text" dir="auto">
          ${renderMarkup(message.text, {
            t,
            locale: this.locale,
            shown: this.shown,
            show: (spoiler) => (this.shown = new Set(this.shown).add(spoiler)),
          })}
          ${
            message.editedAt
              ? html`<span class="edited" part="edited" title=${fullTime(this.locale, message.editedAt)}
                  >${t.edited}</span
                >`
              : nothing
          }
        </div>
        ${attachments?.map((one) => this.#picture(one)) ?? nothing}
        ${
          reactions?.length
            ? html`<matinee-reaction-bar
                .reactions=${reactions}
                .seq=${message.seq}
                .reachable=${this.handled}
                .t=${t}
              ></matinee-reaction-bar>`
            : nothing
        }
        ${this.#fate()}
      </div>
      ${this.handled && !this.out && author.id ? this.#tools() : nothing}`;
  }

  #author(): TemplateResult {
    const { author, at } = this.message;
    const { via, name } = author;
    return html`<span class="avatar hue-${hue(author.id)}" part="avatar" aria-hidden="true"
        >${[...name][0] ?? ''}${
          author.avatar
            ? html`<img
                src=${author.avatar}
                alt=""
                loading="lazy"
                referrerpolicy="no-referrer"
                @error=${hide}
              />`
            : nothing
        }<i class="dot ${via}" part="via-dot"></i
      ></span>
      <div class="who">
        <bdi class="name" part="name">${name}</bdi>
        <span class="meta" part="meta"
          >${via === 'web' ? nothing : `${this.t.via[via]} · `}<time
            datetime=${at}
            title=${fullTime(this.locale, at)}
            >${clockTime(this.locale, at)}</time
          ></span
        >
      </div>`;
  }

  #picture({ url, width, height, alt, name }: AttachmentView): TemplateResult {
    const words = alt || name || this.t.picture;
    return html`<a
      class="picture"
      part="picture"
      href=${url}
      target="_blank"
      rel="noopener"
      aria-label="${this.t.openPicture}: ${words}"
      ><img src=${url} alt=${words} width=${width} height=${height} loading="lazy" decoding="async"
    /></a>`;
  }

  /** Where the line is on its way to everybody. */
  #fate(): TemplateResult | typeof nothing {
    const { out, message, t } = this;
    if (out?.state === 'failed')
      return html`<div class="fate bad" part="receipt">
        ${t.failed} ${out.problem ? explain(t, out.problem) : ''}
        <button class="text-button" @click=${() => ask(this, { do: 'retry', id: out.id })}>${t.retry}</button>
        <button class="text-button" @click=${() => ask(this, { do: 'discard', id: out.id })}>
          ${t.discard}
        </button>
      </div>`;
    if (out?.state === 'sending')
      return html`<div class="fate" part="receipt">${this.online ? t.sending : t.queued}</div>`;
    const deliveries = message.deliveries ?? [];
    const failed = deliveries.find(({ state }) => state === 'failed');
    if (!this.mine || !(this.receipt || failed) || (!deliveries.length && !out)) return nothing;
    return html`<div class="fate ${failed ? 'bad' : ''}" part="receipt">
      ${t.sent}${deliveries.map(
        ({ platform, state, detail }) =>
          html` ·
            <span title=${detail ?? nothing}
              >${t.via[platform]} <span aria-hidden="true">${t.delivery[state]}</span
              ><span class="hidden">${t.deliveryWords[state]}</span></span
            >`,
      )}
    </div>`;
  }

  #tools(): TemplateResult {
    const { message, mine, mayWrite, t, panel } = this;
    const { seq } = message;
    const press = (label: string, icon: TemplateResult, action: () => void): TemplateResult =>
      html`<button class="tool" part="tool" aria-label=${label} title=${label} @click=${action}>
        ${icon}
      </button>`;
    if (panel === 'delete')
      return html`<div class="tools ask" part="tools" role="group" aria-label=${t.deleteAsk}>
        <span>${t.deleteAsk}</span>
        <button class="text-button bad" @click=${() => ask(this, { do: 'delete', seq })}>${t.delete}</button>
        <button class="text-button" autofocus @click=${() => this.#open('none')}>${t.keep}</button>
      </div>`;
    if (panel === 'react')
      return html`<div class="tools" part="tools" role="group" aria-label=${t.react}>
        ${QUICK.map((emoji) => {
          const me = message.reactions?.find((one) => one.emoji === emoji)?.me ?? false;
          return html`<button
            class="tool emoji"
            aria-pressed=${me}
            aria-label=${emoji}
            @click=${() => this.#react(emoji, !me)}
          >
            ${emoji}
          </button>`;
        })}
        ${press(t.moreEmoji, smileIcon, () => void this.#more())}
      </div>`;
    return html`<div class="tools" part="tools" role="toolbar" aria-label=${t.actions(message.author.name)}>
      ${press(t.react, smileIcon, () => void this.#open('react'))}
      ${press(t.reply, replyIcon, () => ask(this, { do: 'reply', message }))}
      ${mine && mayWrite ? press(t.edit, editIcon, () => ask(this, { do: 'edit', message })) : nothing}
      ${(mine && mayWrite) || this.mayDelete ? press(t.delete, deleteIcon, () => void this.#open('delete')) : nothing}
    </div>`;
  }

  #react(emoji: string, on: boolean): void {
    ask(this, { do: 'react', seq: this.message.seq, emoji, on });
    this.panel = 'none';
    this.focus({ preventScroll: true });
  }

  async #more(): Promise<void> {
    const { pickEmoji } = await import('./emoji-picker.ts');
    const emoji = await pickEmoji(this.querySelector('.tools') ?? this, this.t, this.locale);
    if (emoji) this.#react(emoji, true);
    else this.focus({ preventScroll: true });
  }
}

/** One of eight quiet colours, the same for a person everywhere. */
function hue(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
}

define('matinee-message-item', MessageItem);
