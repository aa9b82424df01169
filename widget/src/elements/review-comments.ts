import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { PersonView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { without } from '../controllers/leavers.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { called } from '../locales/localize.ts';
import { LaterPart } from './later-part.ts';
import { quietTag } from './quiet-tag.ts';
import { define } from './room-part.ts';
import { shelfStyles } from './shelf.styles.ts';

interface Comment {
  id: string;
  parentId?: string;
  author?: PersonView;
  text: string;
  deleted: boolean;
}

/** Comments on one review, replies under what they answer, and where one writes another. */
class ReviewComments extends LaterPart {
  static override sheet = shelfStyles;
  static override properties = ['reviewId', 'ctx', 'comments', 'answering', 'fault'];

  reviewId!: string;
  comments: Comment[] = [];
  /** The comment one replies to. */
  answering: Comment | undefined;
  fault = '';

  protected override firstUpdated(): void {
    this.#with(async ({ rest }) => {
      let cursor: string | null = null;
      do {
        const page: { comments: Comment[]; cursor: string | null } = await rest.get(
          `/reviews/${this.reviewId}/comments?limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        );
        this.comments = [...this.comments, ...page.comments];
        cursor = page.cursor;
      } while (cursor !== null);
    });
  }

  override forget(left: PersonView): void {
    this.comments = without(this.comments, left);
    this.answering = without(this.answering, left);
  }

  protected override render() {
    const { answering, fault } = this;
    const words = this.words.films;
    const ask = answering?.author
      ? words.replyTo(taggedName(called(answering.author, this.ctx.locale)))
      : words.comment;
    return html`<div class="comments" part="comments">
      <ul>
        ${this.comments.filter(({ parentId }) => !parentId).map((one) => this.#thread(one, 0))}
      </ul>
      <form @submit=${this.#say}>
        <input
          class="field"
          name="text"
          aria-label=${ask}
          placeholder=${ask}
          maxlength="2000"
          dir="auto"
          autocomplete="off"
          @keydown=${this.#key}
        />
        <button class="main-button" part="button">${words.say}</button>
      </form>
      <p class="hint" role="alert">${fault}</p>
    </div>`;
  }

  #thread(comment: Comment, depth: number): TemplateResult {
    const { ctx } = this;
    const words = this.words.films;
    const { id, author, text, deleted } = comment;
    return html`<li class=${depth ? 'answer' : ''}>
      ${
        deleted || !author
          ? html`<span class="small">${words.deleted}</span>`
          : html`<bdi class="name">${called(author, this.ctx.locale).name}</bdi>${quietTag(author)}
              <div dir="auto">${text}</div>
              <span class="acts">
                <button
                  class="text-button"
                  @click=${() => {
                    this.answering = comment;
                    this.querySelector('input')?.focus();
                  }}
                >
                  ${this.words.reply}
                </button>
                ${
                  author.id === ctx.me?.id
                    ? html`<button class="text-button" @click=${() => this.#erase(comment)}>
                        ${this.words.delete}
                      </button>`
                    : nothing
                }
              </span>`
      }
      <ul>
        ${this.comments.filter(({ parentId }) => parentId === id).map((one) => this.#thread(one, depth + 1))}
      </ul>
    </li>`;
  }

  /** Escape ends a reply, not more. */
  #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.answering || event.isComposing) return;
    event.stopPropagation();
    this.answering = undefined;
  };

  #say = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get('text')).trim();
    if (!text) return;
    const parentId = this.answering?.id;
    this.ctx.act.more((more) =>
      more.named((controller) =>
        this.#try(controller, async ({ rest }) => {
          const said = await rest.send<Comment>('POST', `/reviews/${this.reviewId}/comments`, {
            text,
            parentId,
          });
          this.comments = [...this.comments, said];
          this.answering = undefined;
          form.reset();
        }),
      ),
    );
  };

  #erase(comment: Comment): void {
    this.#with(async ({ rest }) => {
      await rest.send('DELETE', `/comments/${comment.id}`);
      const answered = this.comments.some(({ parentId }) => parentId === comment.id);
      this.comments = this.comments.flatMap((one) =>
        one.id !== comment.id ? one : answered ? { ...one, deleted: true } : [],
      );
      this.querySelector('input')?.focus();
    });
  }

  #with(act: (controller: RoomController) => Promise<void>): void {
    this.ctx.act.more((more) => more.using((controller) => this.#try(controller, act)));
  }

  #try(controller: RoomController, act: (controller: RoomController) => Promise<void>): void {
    this.fault = '';
    act(controller).catch((thrown: unknown) => (this.fault = this.explain(thrown)));
  }
}

define('matinee-review-comments', ReviewComments);
