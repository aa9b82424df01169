import { html, nothing } from 'lit';
import { ask } from '../events.ts';
import type { Strings } from '../locales/localize.ts';
import { define, RoomPart } from './room-part.ts';
import { signInStyles } from './sign-in.styles.ts';

/** Asks, once, for what is needed before going on: a name to write under, a password to come in, or both. */
export class SignIn extends RoomPart {
  static override sheet = signInStyles;
  static override properties = {
    name: { attribute: false },
    needsName: { attribute: false },
    needsPassword: { attribute: false },
    fault: { attribute: false },
    busy: { attribute: false },
    t: { attribute: false },
  };

  /** A name the page suggests. */
  name = '';
  needsName = false;
  needsPassword = false;
  /** What went wrong last time, in words. */
  fault = '';
  busy = false;
  t!: Strings;

  protected override firstUpdated(): void {
    this.querySelector('input')?.focus();
  }

  protected override render() {
    const { t, needsName, needsPassword, fault, busy } = this;
    return html`<form class="sign-in" part="sign-in" @submit=${this.#submit} @keydown=${this.#key}>
      ${
        needsPassword
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
        needsName
          ? html`<label for="name">${t.nameAsk}</label>
              <input
                class="field"
                part="field"
                id="name"
                .value=${this.name}
                placeholder=${t.name}
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
        <span class="hint" id="hint">${needsName ? t.nameHint : ''}</span>
        <button class="main-button" part="button" ?disabled=${busy}>
          ${needsPassword ? t.enter : t.join}
        </button>
      </div>
    </form>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) {
      // An Enter that ends a Hangul syllable must not send the form.
      if (event.key === 'Enter') event.preventDefault();
    } else if (event.key === 'Escape' && !this.needsPassword) {
      event.stopPropagation();
      ask(this, { do: 'cancel' });
    }
  };

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const value = (id: string): string => this.querySelector<HTMLInputElement>(`#${id}`)?.value.trim() ?? '';
    const name = value('name');
    if (this.needsPassword) ask(this, { do: 'password', password: value('password'), name });
    else if (name) ask(this, { do: 'introduce', name });
  };
}

define('matinee-sign-in', SignIn);
