import { html, nothing } from 'lit/html.js';
import { newId } from '../client/message-id.ts';
import { asProblem } from '../client/problem.ts';
import type { Asked } from '../controllers/asked.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { clockTime } from '../locales/localize.ts';
import { renderMarkup } from '../markup/markup.ts';
import { answerItemStyles } from './answer-item.styles.ts';
import { closeIcon } from './line-icons.ts';
import './movie-card.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** A command and Matinee's answer to it, standing in the talk where it was asked. */
class AnswerItem extends LaterPart {
  static override sheet = answerItemStyles;
  static override properties = ['asked', 'ctx', 'shown'];

  asked!: Asked;
  shown = new Set<number>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.role = 'article';
    this.className = 'item head answer';
  }

  protected override willUpdate(): void {
    this.ariaLabel = `${this.words.matinee}, ${clockTime(this.ctx.locale, this.asked.at)}`;
  }

  protected override render() {
    const { asked, ctx } = this;
    const t = this.words;
    const { answer, problem } = asked;
    const credits = new Set(answer?.cards.flatMap(({ attribution }) => attribution ?? []));
    return html`<span class="avatar brand" part="avatar" aria-hidden="true">M</span>
      <div class="who">
        <span class="name" part="name">${t.matinee}</span>
        <span class="small" part="meta">${t.onlyYou}</span>
      </div>
      <div class="content" aria-live="polite" aria-busy=${!answer && !problem}>
        <div class="asked" dir="auto">${asked.text}</div>
        ${answer || problem ? nothing : html`<div class="thinking">${t.thinking}</div>`}
        ${problem ? html`<div class="bad">${this.explain(problem)}</div>` : nothing}
        ${
          answer?.text
            ? html`<div class="text ${answer.refused ? 'refused' : ''}" part="text" dir="auto">
                ${renderMarkup(answer.text, this)}
              </div>`
            : nothing
        }
        ${answer?.reviews?.map(
          (review) => html`<matinee-review-item .review=${review} .ctx=${ctx}></matinee-review-item>`,
        )}
        ${
          answer?.form
            ? html`<matinee-review-form
                .form=${answer.form}
                .asked=${asked}
                .ctx=${ctx}
              ></matinee-review-form>`
            : nothing
        }
        ${answer?.cards.map(
          (film) => html`<matinee-movie-card .film=${film} .ctx=${ctx}></matinee-movie-card>`,
        )}
        ${
          answer?.choices
            ? html`<div class="choices">
                ${answer.choices.map(
                  ({ label, line }) =>
                    html`<button
                      class="text-button"
                      @click=${() => ctx.act.more((more) => more.command(line))}
                    >
                      ${label}
                    </button>`,
                )}
              </div>`
            : nothing
        }
        ${[...credits].map((credit) => html`<div class="small credit">${credit}</div>`)}
      </div>
      <button
        class="tool dismiss"
        aria-label=${t.dismiss}
        title=${t.dismiss}
        @click=${() => ctx.act.more((more) => more.dismiss(asked.id))}
      >
        ${closeIcon}
      </button>`;
  }
}

define('matinee-answer-item', AnswerItem);

/**
 * Asks a slash command; its answer is shown where it was asked.
 *
 * @param unnamed called instead of an answer where it takes a name, and there is none
 */
export async function ask(
  controller: RoomController,
  text: string,
  draw: () => void,
  unnamed: () => void,
): Promise<void> {
  const asked: Asked = { id: newId(), after: controller.feed.log.head, at: new Date().toISOString(), text };
  const replace = (change: Partial<Asked>): void => {
    controller.asked = controller.asked.map((one) => (one.id === asked.id ? { ...one, ...change } : one));
    draw();
  };
  controller.asked = [...controller.asked, asked];
  draw();
  try {
    const answer = await controller.request({ op: 'command', text, locale: controller.locale }, asked.id);
    if (typeof answer === 'object') replace({ answer });
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (controller.me || problem.code !== 'not_signed_in') return replace({ problem });
    controller.asked = controller.asked.filter(({ id }) => id !== asked.id);
    draw();
    unnamed();
  }
}
