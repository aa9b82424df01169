import { html } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { called } from '../locales/localize.ts';
import { plainText } from '../markup/markup.ts';
import { replyQuoteStyles } from './reply-quote.styles.ts';
import { LaterPart } from './later-part.ts';
import { quietTag } from './quiet-tag.ts';
import { define } from './room-part.ts';

/** The line a reply answers, in one row; pressing it goes there. */
class ReplyQuote extends LaterPart {
  static override sheet = replyQuoteStyles;
  static override properties = ['quote', 'reachable', 'ctx'];

  /** Undefined when the line was deleted. */
  quote: MessageView['quote'];
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;

  protected override render() {
    const { act, locale } = this.ctx;
    const quote = this.quote && called(this.quote, locale);
    const t = this.words;
    if (!quote) return html`<span class="quote" part="quote">${t.gone}</span>`;
    return html`<button
      class="quote"
      part="quote"
      tabindex=${this.reachable ? 0 : -1}
      title=${t.quoteOf(taggedName(quote))}
      @click=${() => act.more((more) => more.jump(quote.seq))}
    >
      <bdi>${quote.name}</bdi>${quietTag(quote)} <span dir="auto">${plainText(quote.text, this)}</span>
    </button>`;
  }
}

define('matinee-reply-quote', ReplyQuote);
