import { html } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { reactionBarStyles } from './reaction-bar.styles.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The reactions under a line: how many of each, and whether one is mine. Pressing one adds or takes back mine. */
class ReactionBar extends LaterPart {
  static override sheet = reactionBarStyles;
  static override properties = ['message', 'reachable', 'ctx'];

  message!: MessageView;
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;

  protected override render() {
    const { message, reachable } = this;
    const { act } = this.ctx;
    return html`<div class="reactions" part="reactions" role="group" aria-label=${this.words.reactions}>
      ${message.reactions?.map(
        ({ emoji, count, me }) =>
          html`<button
            class="reaction"
            part="reaction ${me ? 'reaction-mine' : ''}"
            tabindex=${reachable ? 0 : -1}
            aria-pressed=${me}
            @click=${() => {
              act.change({ op: me ? 'unreact' : 'react', seq: message.seq, emoji });
              // This button goes with its last reaction: the keyboard stays with the line.
              if (me && count === 1) this.closest<HTMLElement>('[data-key]')?.focus({ preventScroll: true });
            }}
          >
            <span>${emoji}</span> ${count}
          </button>`,
      )}
    </div>`;
  }
}

define('matinee-reaction-bar', ReactionBar);
