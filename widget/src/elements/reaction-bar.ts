import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ReactionView } from '../../../src/protocol/frames.ts';
import { ask } from '../events.ts';
import type { Strings } from '../locales/localize.ts';
import { reactionBarStyles } from './reaction-bar.styles.ts';
import { define, RoomPart } from './room-part.ts';

/** The reactions under a line: how many of each, and whether one is mine. Pressing one adds or takes back mine. */
export class ReactionBar extends RoomPart {
  static override sheet = reactionBarStyles;
  static override properties = {
    reactions: { attribute: false },
    seq: { attribute: false },
    reachable: { attribute: false },
    t: { attribute: false },
  };

  reactions: ReactionView[] = [];
  seq = 0;
  /** Whether Tab stops here: only in the line that has the keyboard. */
  reachable = false;
  t!: Strings;

  protected override render() {
    return html`<span class="reactions" part="reactions" role="group" aria-label=${this.t.reactions}
      >${repeat(
        this.reactions,
        ({ emoji }) => emoji,
        ({ emoji, count, me }) =>
          html`<button
            class="reaction"
            part="reaction ${me ? 'reaction-mine' : ''}"
            tabindex=${this.reachable ? 0 : -1}
            aria-pressed=${me}
            aria-label=${this.t.reactWith(emoji, count, me)}
            @click=${() => ask(this, { do: 'react', seq: this.seq, emoji, on: !me })}
          >
            <span>${emoji}</span> ${count}
          </button>`,
      )}</span
    >`;
  }
}

define('matinee-reaction-bar', ReactionBar);
