import { html, nothing } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import type { OutboxEntry } from '../client/outbox.ts';
import { controls } from '../styles/controls.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

const MARKS = { pending: '…', sent: '✓', failed: '✗' };

/** Under a line of mine: where it has arrived, or why not and what to do. */
class LineFate extends LaterPart {
  static override sheet = controls;
  static override properties = ['message', 'out', 'ctx'];

  message!: MessageView;
  out: OutboxEntry | undefined;

  protected override render() {
    const { out, message, ctx } = this;
    const { act } = ctx;
    const t = this.words;
    if (out?.state === 'failed')
      return html`<div class="small bad" part="receipt" role="alert">
        ${t.failed} ${out.problem ? this.explain(out.problem) : ''}
        <button class="text-button" @click=${() => act.more((more) => more.retry(out.id))}>${t.retry}</button>
        <button class="text-button" @click=${() => act.more((more) => more.discard(out.id))}>
          ${t.discard}
        </button>
      </div>`;
    const deliveries = message.deliveries ?? [];
    const failed = deliveries.some(({ state }) => state === 'failed');
    if (!deliveries.length) return nothing;
    return html`<div class="small ${failed ? 'bad' : ''}" part="receipt">
      ${t.sent}${deliveries.map(
        ({ platform, state, detail }) =>
          html` ·
            <span title=${detail ?? nothing}
              >${ctx.t.place(platform)} <span aria-hidden="true">${MARKS[state]}</span
              ><span class="hidden">${t.delivery[state]}</span></span
            >`,
      )}
    </div>`;
  }
}

define('matinee-line-fate', LineFate);
