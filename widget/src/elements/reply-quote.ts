import { html } from 'lit';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { ask } from '../events.ts';
import type { Strings } from '../locales/localize.ts';
import { plainText } from '../markup/plain-text.ts';
import { replyQuoteStyles } from './reply-quote.styles.ts';
import { define, RoomPart } from './room-part.ts';

/** The line a reply answers, in one row; pressing it goes there. */
export class ReplyQuote extends RoomPart {
  static override sheet = replyQuoteStyles;
  static override properties = { quote: { attribute: false }, t: { attribute: false } };

  /** Undefined when the line was deleted. */
  quote: MessageView['quote'];
  t!: Strings;

  protected override render() {
    const { quote, t } = this;
    if (!quote) return html`<span class="quote gone" part="quote">${t.gone}</span>`;
    return html`<button
      class="quote"
      part="quote"
      aria-label=${t.quoteOf(quote.name)}
      @click=${() => ask(this, { do: 'jump', seq: quote.seq })}
    >
      <bdi class="by">${quote.name}</bdi> <span dir="auto">${plainText(quote.text)}</span>
    </button>`;
  }
}

define('matinee-reply-quote', ReplyQuote);
