import { html, nothing, type TemplateResult } from 'lit/html.js';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { noticesOf, type Wishes } from '../controllers/notices.ts';
import type { RoomController } from '../controllers/room-controller.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** How one hears of new lines, and under which name one is here. */
class RoomSettings extends LaterPart {
  static override properties = ['controller', 'ctx', 'refused', 'leaving'];

  controller!: RoomController;
  /** The browser does not let us notify. */
  refused = false;
  /** Whether it is asked what becomes of what one said. */
  leaving = false;

  protected override render() {
    const { ctx } = this;
    const words = this.words.panel;
    const { sound } = this.#notices.wishes;
    return html`<label class="setting"
        ><input
          type="checkbox"
          .checked=${sound}
          @change=${(event: Event) => this.#wish({ sound: (event.target as HTMLInputElement).checked })}
        /><span>${words.sound}<br /><span class="small">${words.soundHint}</span></span></label
      >
      <fieldset>
        <legend>${words.notify}</legend>
        ${this.#choice('off', words.notifyOff)}${this.#choice('mine', words.notifyMine)}${this.#choice('all', words.notifyAll)}
        <p class="hint" role="status">${this.refused ? words.notifyRefused : nothing}</p>
      </fieldset>
      ${
        ctx.me
          ? html`<p>${words.signedInAs(taggedName(ctx.me))}</p>
              <button class="text-button" @click=${() => this.controller.signOut()}>${words.signOut}</button>
              <p class="small">${words.signOutHint}</p>
              ${
                this.leaving
                  ? html`<p role="alert">${words.leaveAsk}</p>
                      ${this.#leave('delete', words.leaveDelete)} ${this.#leave('anonymise', words.leaveKeep)}
                      <button class="text-button" @click=${() => (this.leaving = false)}>
                        ${this.words.cancel}
                      </button>`
                  : html`<button class="text-button" @click=${() => (this.leaving = true)}>
                      ${words.leave}
                    </button>`
              }`
          : nothing
      }`;
  }

  get #notices(): ReturnType<typeof noticesOf> {
    return noticesOf(this.controller);
  }

  #choice(notify: Wishes['notify'], said: string): TemplateResult {
    return html`<label class="setting"
      ><input
        type="radio"
        name="notify"
        value=${notify}
        .checked=${this.#notices.wishes.notify === notify}
        @change=${() => this.#wish({ notify })}
      /><span>${said}</span></label
    >`;
  }

  #leave(lines: 'delete' | 'anonymise', said: string): TemplateResult {
    const { controller } = this;
    return html`<button
      class="text-button"
      @click=${() =>
        controller.rest
          .send('DELETE', `/me?lines=${lines}`)
          .then(() => controller.signOut(), controller.missed)}
    >
      ${said}
    </button>`;
  }

  #wish(wishes: Partial<Wishes>): void {
    void this.#notices.wish(wishes).then((granted) => {
      this.refused = !granted;
      // The press has moved the mark already; where it was not granted, it goes back.
      for (const choice of this.querySelectorAll<HTMLInputElement>('[name=notify]'))
        choice.checked = choice.value === this.#notices.wishes.notify;
    });
  }
}

define('matinee-room-settings', RoomSettings);
