import { html, nothing } from 'lit/html.js';
import type { MessageView, PersonView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { without } from '../controllers/leavers.ts';
import { called } from '../locales/localize.ts';
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

  override forget(left: PersonView): void {
    const { replying } = this;
    const told = without(replying, left);
    if (told && told !== replying) this.ctx.act.more((more) => more.reply(told));
  }

  protected override render() {
    const { replying, editing, ctx } = this;
    const t = this.words;
    return html`<div class="about-to" part="context">
      <span
        >${
          editing
            ? t.editing
            : replying
              ? html`<b>${t.replyingTo(taggedName(called(replying.author, ctx.locale)))}</b>
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
