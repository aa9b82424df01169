import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { ReviewForm as Form } from '../../../src/protocol/frames.ts';
import type { Asked } from '../controllers/asked.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { controls } from '../styles/controls.ts';
import { reviewStyles } from './review.styles.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

const MAX_TEXT = 4000;

/** Stars, words and whom to show them: filled in with what the reader said before, kept while it is not taken. */
class ReviewForm extends LaterPart {
  static override sheet = [controls, reviewStyles];
  static override properties = ['form', 'asked', 'ctx', 'fault', 'busy'];

  form!: Form;
  /** The command that asked for it. */
  asked!: Asked;
  /** What is wrong, in words. */
  fault = '';
  busy = false;

  protected override render() {
    const { form, fault } = this;
    const words = this.words.reviewing;
    const id = `review-${this.asked.id}`;
    return html`<form
      class="review-form"
      part="review-form"
      aria-label=${words.review(form.movie.title)}
      novalidate
      @submit=${this.#submit}
    >
      <fieldset>
        <legend>${words.stars}</legend>
        <div class="pick">${Array.from({ length: 10 }, (_, index) => this.#half((index + 1) / 2))}</div>
      </fieldset>
      <div>
        <label class="above" for=${id}>${words.text}</label>
        <textarea
          class="field"
          id=${id}
          name="text"
          maxlength=${MAX_TEXT}
          dir="auto"
          aria-describedby="${id}-hint"
          .defaultValue=${form.text}
        ></textarea>
        <span class="hint" id="${id}-hint">${words.textHint}</span>
      </div>
      <label class="tick"
        ><input type="checkbox" name="spoiler" .defaultChecked=${form.spoiler} />${words.spoiler}</label
      >
      ${
        form.share === undefined
          ? nothing
          : html`<label class="tick"
              ><input type="checkbox" name="share" .defaultChecked=${form.share} />${words.share}</label
            >`
      }
      <p class="bad" role="alert">${fault}</p>
      <div class="foot">
        <button type="button" class="text-button" @click=${this.#cancel}>${this.words.cancel}</button>
        <button class="main-button" part="button" ?disabled=${this.busy}>${this.words.save}</button>
      </div>
    </form>`;
  }

  #half(stars: number): TemplateResult {
    const number = stars.toLocaleString(this.ctx.locale, { minimumFractionDigits: 1 });
    return html`<label title=${number}
      ><input
        type="radio"
        name="rating"
        value=${stars}
        aria-label=${this.words.reviewing.starsOf(number)}
        .defaultChecked=${this.form.rating === stars}
      /><span aria-hidden="true">★</span></label
    >`;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const rating = data.get('rating');
    if (rating === null) {
      this.fault = this.words.reviewing.starsMissing;
      this.querySelector<HTMLInputElement>('[name=rating]')?.focus();
      return;
    }
    const review = {
      rating: Number(rating),
      // A form's line ends are CR LF.
      text: String(data.get('text') ?? '').replaceAll('\r\n', '\n'),
      spoiler: data.has('spoiler'),
      ...(this.form.share === undefined ? {} : { share: data.has('share') }),
    };
    this.ctx.act.more((more) => more.named((controller) => void this.#save(controller, review)));
  };

  async #save(controller: RoomController, review: object): Promise<void> {
    const { movie } = this.form;
    const words = this.words.reviewing;
    this.fault = '';
    this.busy = true;
    try {
      const path = `/movies/${encodeURIComponent(movie.movieId)}/review`;
      const { rooms } = await controller.rest.send<{ rooms: number }>('PUT', path, review);
      const text = words.saved(movie.title) + (rooms ? ` ${words.shown(rooms)}` : '');
      this.#answer(controller, text);
    } catch (thrown) {
      this.fault = this.explain(thrown);
    }
    this.busy = false;
  }

  /** Says instead of the form what became of it. */
  #answer(controller: RoomController, text: string): void {
    const answer = { to: 'sender' as const, text, cards: [] };
    controller.asked = controller.asked.map((one) => (one.id === this.asked.id ? { ...one, answer } : one));
    controller.changed();
    this.ctx.act.compose();
  }

  #cancel = (): void => this.ctx.act.more((more) => more.dismiss(this.asked.id));
}

define('matinee-review-form', ReviewForm);
