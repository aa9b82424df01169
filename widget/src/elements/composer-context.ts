import { html, nothing } from 'lit/html.js';
import type { MessageView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { plainText } from '../markup/markup.ts';
import { composerContextStyles } from './composer-context.styles.ts';
import { closeIcon } from './line-icons.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** Over the composer: what is being answered or changed, and the way out of it. */
export class ComposerContext extends LaterPart {
  static override sheet = composerContextStyles;
  static override properties = ['replying', 'editing', 'ctx'];

  replying: MessageView | undefined;
  editing: MessageView | undefined;

  protected override render() {
    const { replying, editing, ctx } = this;
    const t = this.words;
    return html`<div class="about-to" part="context">
      <span
        >${
          editing
            ? t.editing
            : replying
              ? html`<b>${t.replyingTo(taggedName(replying.author))}</b>
                  <bdi>${plainText(replying.text, this)}</bdi>`
              : nothing
        }</span
      >
      <button type="button" class="tool" aria-label=${t.cancel} title=${t.cancel} @click=${ctx.act.cancel}>
        ${closeIcon}
      </button>
    </div>`;
  }
}

define('matinee-composer-context', ComposerContext);
