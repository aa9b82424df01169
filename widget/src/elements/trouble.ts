import { html, nothing } from 'lit/html.js';
import type { Problem } from '../client/problem.ts';
import './poster.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { controls } from '../styles/controls.ts';
import './sign-in.ts';
import { troubleStyles } from './trouble.styles.ts';

/** For these there is nothing to try again. */
const FINAL = ['banned', 'room_not_found', 'origin_not_allowed', 'invalid_input'];

/** Why the room cannot be read or written to, and what to do about it. */
class Trouble extends LaterPart {
  static override sheet = [controls, troubleStyles];
  static override properties = ['problem', 'whole', 'name', 'fault', 'ctx'];

  problem!: Problem;
  /** In place of the whole talk, or only of the composer. */
  whole = true;
  /** A name the page suggests. */
  name = '';
  /** What went wrong with what was filled in. */
  fault = '';

  /** This button goes: the keyboard stays in the room, where one writes, once that is drawn. */
  #again = (): void => {
    const { act } = this.ctx;
    act.again();
    queueMicrotask(() => act.compose());
  };

  protected override render() {
    const { problem, whole, ctx } = this;
    const { code } = problem;
    const t = this.words;
    const password = code === 'password_required' || code === 'password_wrong';
    // Nothing was typed here yet: what is malformed is the room's address, as the page gives it.
    const words = html`<p>${code === 'invalid_input' ? t.badAddress : this.explain(problem)}</p>`;
    const again = FINAL.includes(code)
      ? nothing
      : html`<button class=${whole ? 'main-button' : 'text-button'} part="button" @click=${this.#again}>
          ${t.retry}
        </button>`;
    if (!whole) return html`<div class="shut" part="state" role="status">${words}${again}</div>`;
    return html`<div class="state" part="state">
      <matinee-poster
        .film=${{ title: '', genreKeys: [code === 'banned' ? 'horror' : 'mystery'] }}
        .bare=${true}
      ></matinee-poster>
      ${
        password || code === 'not_signed_in'
          ? html`<matinee-sign-in
              .asksName=${!ctx.me}
              .asksPassword=${password}
              .name=${this.name}
              .fault=${this.fault || (code === 'password_wrong' ? this.explain(problem) : '')}
              .ctx=${ctx}
            ></matinee-sign-in>`
          : html`${words}${again}`
      }
    </div>`;
  }
}

define('matinee-trouble', Trouble);
