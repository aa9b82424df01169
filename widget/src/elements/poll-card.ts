import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { MessageView, PollOption, PollView } from '../../../src/protocol/frames.ts';
import { plainText } from '../markup/markup.ts';
import { pollStyles } from './poll-card.styles.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/**
 * The options of a poll, under the question that is its line: a bar and the votes of each. Pressing one votes for it, the
 * one chosen takes the vote back. Who asked, or a moderator, may close it.
 */
class PollCard extends LaterPart {
  static override sheet = pollStyles;
  static override properties = ['message', 'reachable', 'ctx', 'asking'];

  message!: MessageView;
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;
  /** Whether to close it is being asked. */
  asking = false;

  protected override render() {
    const { poll: standing, text } = this.message;
    if (!standing) return nothing;
    // A poll that was just asked has no counts yet.
    const poll: PollView = {
      ...standing,
      counts: standing.options.map((_, place) => standing.counts[place] ?? 0),
    };
    const t = this.words.polls;
    const total = poll.counts.reduce((sum, count) => sum + count, 0);
    return html`<div class="poll" part="poll" role="group" aria-label=${t.poll(plainText(text, this))}>
      ${poll.options.map((option, place) => this.#option(poll, option, place, total))}
      <div class="poll-foot small" part="poll-foot">
        <span
          >${poll.closed ? `${t.closed} · ` : ''}${t.votes(total)}${
            !poll.closed && poll.mine != null ? ` · ${t.again}` : ''
          }</span
        >
        ${this.#mayClose && !poll.closed ? this.#close() : nothing}
      </div>
    </div>`;
  }

  get #mayClose(): boolean {
    const { ctx, message } = this;
    return ctx.writes && (ctx.moderates || message.author.id === ctx.me?.id);
  }

  #option(poll: PollView, { text, movieId }: PollOption, place: number, total: number): TemplateResult {
    const { act } = this.ctx;
    const t = this.words.polls;
    const count = poll.counts[place] ?? 0;
    const mine = poll.mine === place;
    const ahead = poll.closed && count > 0 && count === Math.max(...poll.counts);
    const inner = html`<span class="poll-text" dir="auto"
        >${movieId === undefined ? nothing : html`<i aria-hidden="true">🎬</i> `}${text}${
          ahead ? html` <em>${t.ahead}</em>` : nothing
        }</span
      ><span class="poll-count"
        >${t.share(total === 0 ? 0 : Math.round((count / total) * 100))}<span class="hidden">, </span
        ><span>${t.votes(count)}</span></span
      ><progress part="poll-bar" max=${total || 1} value=${count} aria-hidden="true"></progress>`;
    return poll.closed
      ? html`<div
          class="choice ${mine ? 'chosen' : ''} ${ahead ? 'ahead' : ''}"
          part="poll-option ${mine ? 'poll-option-mine' : ''}"
        >
          ${inner}
        </div>`
      : html`<button
          class="choice ${mine ? 'chosen' : ''}"
          part="poll-option ${mine ? 'poll-option-mine' : ''}"
          tabindex=${this.reachable ? 0 : -1}
          aria-pressed=${mine}
          @click=${() => act.change({ op: 'vote', seq: this.message.seq, option: place })}
        >
          ${inner}
        </button>`;
  }

  #close(): TemplateResult {
    const t = this.words.polls;
    const button = (label: string, press: () => void): TemplateResult =>
      html`<button class="poll-act" tabindex=${this.reachable ? 0 : -1} @click=${press}>${label}</button>`;
    if (!this.asking) return button(t.close, () => this.#ask(true));
    return html`<span class="poll-ask" role="group" aria-label=${t.closeAsk} @keydown=${this.#key}
      >${t.closeAsk}
      ${button(t.close, () => this.ctx.act.change({ op: 'close-poll', seq: this.message.seq }))}
      ${button(t.keep, () => this.#ask(false))}</span
    >`;
  }

  /** The keyboard stays with the question: on what does no harm. */
  #ask(asking: boolean): void {
    this.asking = asking;
    void this.updateComplete.then(() => [...this.querySelectorAll<HTMLElement>('.poll-act')].at(-1)?.focus());
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#ask(false);
  };
}

define('matinee-poll-card', PollCard);
