import { html, nothing } from 'lit/html.js';
import { later } from '../locales/later.ts';
import { bubbleStyles } from './bubble.styles.ts';
import { closeIcon, talkIcon } from './line-icons.ts';
import type { RoomContext } from './room-context.ts';
import { define, RoomPart } from './room-part.ts';

/** The button in the corner of the page that opens and closes the room. */
class Bubble extends RoomPart {
  static override sheet = bubbleStyles;
  static override properties = ['open', 'unread', 'toggle', 'ctx'];

  open = false;
  unread = 0;
  toggle!: () => void;
  ctx!: RoomContext;

  override focus(): void {
    this.querySelector('button')?.focus();
  }

  protected override render() {
    const { open, ctx } = this;
    const t = later(ctx.locale);
    const unread = open ? 0 : this.unread;
    return html`<button class="bubble" part="bubble" aria-expanded=${open} @click=${this.toggle}>
      ${open ? closeIcon : talkIcon}<span class="hidden"
        >${open ? t.close : t.open}${unread ? `, ${ctx.t.newLines(unread)}` : ''}</span
      >
      ${unread ? html`<span class="count" part="count" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>` : nothing}
    </button>`;
  }
}

define('matinee-bubble', Bubble);
