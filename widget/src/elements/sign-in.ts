import { html, nothing } from 'lit/html.js';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';
import { controls } from '../styles/controls.ts';
import { signInStyles } from './sign-in.styles.ts';

/** Asks, once, for what is needed before going on: a name to write under, a password to come in, or both. */
class SignIn extends LaterPart {
  static override sheet = [controls, signInStyles];
  static override properties = ['name', 'asksName', 'asksPassword', 'fault', 'ctx'];

  /** A name the page suggests. */
  name = '';
  asksName = true;
  asksPassword = false;
  /** What went wrong last time, in words. */
  fault = '';

  protected override firstUpdated(): void {
    // Asking for a name answers something the person did; a password is asked of whoever only opened the page.
    if (!this.asksPassword) this.querySelector('input')?.focus();
  }

  protected override render() {
    const { asksName, asksPassword, fault } = this;
    const t = this.words;
    return html`<form class="sign-in" part="sign-in" @submit=${this.#submit} @keydown=${this.#key}>
      ${
        asksPassword
          ? html`<label for="password">${t.passwordAsk}</label>
              <input
                class="field"
                part="field"
                id="password"
                type="password"
                autocomplete="off"
                placeholder=${t.password}
                required
                aria-describedby="fault"
                aria-invalid=${fault !== ''}
              />`
          : nothing
      }
      ${
        asksName
          ? html`<label for="name">${this.ctx.t.nameAsk}</label>
              <input
                class="field"
                part="field"
                id="name"
                .value=${this.name}
                placeholder=${this.ctx.t.name}
                autocomplete="nickname"
                maxlength="40"
                dir="auto"
                required
                aria-describedby="hint fault"
              />`
          : nothing
      }
      <p class="bad" id="fault" role="alert">${fault}</p>
      <div class="foot">
        <span class="hint" id="hint">${asksName ? this.ctx.t.nameHint : ''}</span>
        <button class="main-button" part="button">${asksPassword ? t.enter : this.ctx.t.join}</button>
      </div>
    </form>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) {
      // An Enter that ends a Hangul syllable must not send the form.
      if (event.key === 'Enter') event.preventDefault();
    } else if (event.key === 'Escape' && !this.asksPassword) {
      event.stopPropagation();
      this.ctx.act.cancel();
    }
  };

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const value = (id: string): string | undefined =>
      this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim();
    this.ctx.act.introduce(value('name') ?? '', value('password'));
  };
}

define('matinee-sign-in', SignIn);
