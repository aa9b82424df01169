import { lazy } from '../lazy-parts.ts';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import './composer-context.ts';
import { called, clockTime } from '../locales/localize.ts';
import { deleteIcon, editIcon, replyIcon } from './line-icons.ts';
import { lineToolsStyles } from './line-tools.styles.ts';
import { smileIcon } from './icons.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { controls } from '../styles/controls.ts';

/** Within reach of one press. */
const QUICK = ['❤️', '😂', '👍', '😮', '😢', '🍿'];

/** What can be done with a line: react, reply, edit, delete. Stands on the line while it is touched. */
class LineTools extends LaterPart {
  static override sheet = [controls, lineToolsStyles];
  static override properties = ['message', 'ctx', 'panel'];

  message!: MessageView;
  /** What is asked at the moment. */
  panel: 'all' | 'react' | 'delete' = 'all';

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#key);
  }

  /** Says the day of the line, too, to who stays on its time. */
  protected override firstUpdated(): void {
    const { message, ctx } = this;
    const time = this.parentElement?.querySelector('time');
    const day = new Date(message.at).toLocaleDateString(this.words.dates, { dateStyle: 'full' });
    if (time) time.title = `${day} ${clockTime(ctx.locale, message.at)}`;
  }

  /** Keeps them inside the list. */
  protected override updated(): void {
    const tools = this.firstElementChild;
    const list = this.closest('.scroller');
    if (!tools || !list) return;
    tools.classList.remove('under');
    tools.classList.toggle('under', tools.getBoundingClientRect().top < list.getBoundingClientRect().top);
  }

  protected override render() {
    if (this.panel === 'delete') return this.#delete();
    if (this.panel === 'react') return this.#react();
    const { message, ctx } = this;
    const { act } = ctx;
    const t = this.words;
    const mine = message.author.id === ctx.me?.id && ctx.writes;
    return html`<div
      class="tools"
      part="tools"
      role="toolbar"
      aria-label=${t.actions(taggedName(called(message.author, this.ctx.locale)))}
    >
      ${
        ctx.writes
          ? html`${tool(t.react, smileIcon, () => this.#open('react'))}${tool(t.reply, replyIcon, () => act.more((more) => more.reply(message)))}`
          : nothing
      }
      ${mine && !message.poll ? tool(t.edit, editIcon, () => act.more((more) => more.edit(message))) : nothing}
      ${mine || ctx.moderates ? tool(t.delete, deleteIcon, () => this.#open('delete')) : nothing}
    </div>`;
  }

  #delete(): TemplateResult {
    const { act } = this.ctx;
    const t = this.words;
    return html`<div class="tools ask" part="tools" role="group" aria-label=${t.deleteAsk}>
      <span>${t.deleteAsk}</span>
      <button class="text-button bad" @click=${() => act.change({ op: 'delete', seq: this.message.seq })}>
        ${t.delete}
      </button>
      <button class="text-button first" @click=${() => this.#open('all')}>${t.keep}</button>
    </div>`;
  }

  #react(): TemplateResult {
    const t = this.words;
    return html`<div class="tools" part="tools" role="toolbar" aria-label=${t.react}>
      ${QUICK.map((emoji) => {
        const me = this.message.reactions?.some((one) => one.emoji === emoji && one.me) ?? false;
        return html`<button
          class="tool emoji"
          aria-pressed=${me}
          aria-label=${emoji}
          @click=${() => this.#choose(emoji, !me)}
        >
          ${emoji}
        </button>`;
      })}
      ${tool(t.moreEmoji, smileIcon, ({ currentTarget }) => void this.#more(currentTarget as HTMLElement))}
    </div>`;
  }

  #open(panel: typeof this.panel): void {
    this.panel = panel;
    void this.updateComplete.then(() =>
      (this.querySelector<HTMLElement>('.first') ?? this.querySelector('button'))?.focus(),
    );
  }

  #choose(emoji: string | undefined, on: boolean): void {
    if (emoji) this.ctx.act.change({ op: on ? 'react' : 'unreact', seq: this.message.seq, emoji });
    this.panel = 'all';
    this.parentElement?.focus({ preventScroll: true });
  }

  async #more(button: HTMLElement): Promise<void> {
    const { pickEmoji } = await lazy.composing();
    this.#choose(await pickEmoji(button, this.ctx), true);
  }

  /** Escape goes one step back; left and right move along. */
  #key = (event: KeyboardEvent): void => {
    const { key, target } = event;
    const tools = [...this.querySelectorAll<HTMLElement>('.tools button')];
    const way = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const step = { ArrowRight: way, ArrowLeft: -way }[key];
    if (key === 'Escape' && this.panel !== 'all') {
      this.#open('all');
    } else if (step) {
      event.preventDefault();
      tools.at((tools.indexOf(target as HTMLElement) + step) % tools.length)?.focus();
    } else {
      return;
    }
    event.stopPropagation();
  };
}

function tool(label: string, icon: TemplateResult, press: (event: Event) => void): TemplateResult {
  return html`<button class="tool" part="tool" aria-label=${label} title=${label} @click=${press}>
    ${icon}
  </button>`;
}

define('matinee-line-tools', LineTools);
