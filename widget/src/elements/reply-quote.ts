import { html } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { later } from '../locales/later.ts';
import { plainText } from '../markup/markup.ts';
import { replyQuoteStyles } from './reply-quote.styles.ts';
import type { RoomContext } from './room-context.ts';
import { define, RoomPart } from './room-part.ts';

/** The line a reply answers, in one row; pressing it goes there. */
class ReplyQuote extends RoomPart {
  static override sheet = replyQuoteStyles;
  static override properties = ['quote', 'reachable', 'ctx'];

  /** Undefined when the line was deleted. */
  quote: MessageView['quote'];
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;
  ctx!: RoomContext;

  protected override render() {
    const { quote } = this;
    const { act, locale } = this.ctx;
    const t = later(locale);
    if (!quote) return html`<span class="quote" part="quote">${t.gone}</span>`;
    return html`<button
      class="quote"
      part="quote"
      tabindex=${this.reachable ? 0 : -1}
      title=${t.quoteOf(quote.name)}
      @click=${() => act.more((more) => more.jump(quote.seq))}
    >
      <bdi>${quote.name}</bdi> <span dir="auto">${plainText(quote.text, this)}</span>
    </button>`;
  }
}

define('matinee-reply-quote', ReplyQuote);
