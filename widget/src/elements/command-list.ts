import { html, nothing } from 'lit/html.js';
import type { LineChoice, LineCompletion } from '../../../src/core/commands/complete-line.ts';
import { controls } from '../styles/controls.ts';
import { commandListStyles } from './command-list.styles.ts';
import type { Changed } from './drawn-element.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The name that has been begun at the end of a line, after its `@`. */
const NAME = /(^|\s)@(\S*)$/;

/**
 * How a line may go on: commands with their options and film titles, as the server knows them, and the people of the
 * talk after an `@`. The composer keeps the focus and hands over its keys.
 */
export class CommandList extends LaterPart {
  static override sheet = [controls, commandListStyles];
  static override properties = ['text', 'ctx', 'at', 'found'];

  text = '';
  at = 0;
  /** What was found for `text`, or for what it was a moment ago. */
  found: LineCompletion = { choices: [], whole: true };
  #asked = '';

  protected override willUpdate(changed: Changed<this>): void {
    const { text } = this;
    if (!changed.has('text') || text === this.#asked) return;
    this.#asked = text;
    this.at = 0;
    const show = (found: LineCompletion): void => {
      if (text === this.text) this.found = found;
    };
    this.ctx.act.more((more) => {
      const name = NAME.exec(text);
      if (name) more.people((names) => show({ choices: people(text, name[2] ?? '', names), whole: true }));
      else if (text.startsWith('/')) void more.complete(text).then(show);
      else show({ choices: [], whole: true });
    });
  }

  protected override render() {
    const { choices } = this.found;
    if (!choices.length) return nothing;
    return html`<div
      class="commands"
      part="completions"
      role="listbox"
      tabindex="0"
      aria-label=${this.words.commands}
    >
      ${choices.map(
        ({ label, does }, index) =>
          html`<div
            class="command"
            role="option"
            id="command-${index}"
            aria-selected=${index === this.at}
            @pointerdown=${(event: Event) => event.preventDefault()}
            @click=${() => this.#choose(index)}
          >
            <b>${label}</b> <span>${does}</span>
          </div>`,
      )}
    </div>`;
  }

  /** Offers a key of the composer to the list. True if the list has used it. */
  key({ key, shiftKey }: KeyboardEvent, box: HTMLElement | null): boolean {
    const { choices, whole } = this.found;
    if (!choices[this.at] || shiftKey) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.at = (this.at + (key === 'ArrowDown' ? 1 : choices.length - 1)) % choices.length;
      box?.setAttribute('aria-activedescendant', `command-${this.at}`);
      void this.updateComplete.then(() =>
        this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (key === 'Escape') {
      this.found = { choices: [], whole };
    } else if (key === 'Tab' || (key === 'Enter' && (!whole || NAME.test(this.text)))) {
      this.#choose(this.at);
    } else {
      return false;
    }
    return true;
  }

  #choose(index: number): void {
    const detail = this.found.choices[index]?.line;
    this.found = { choices: [], whole: true };
    if (detail) this.dispatchEvent(new CustomEvent('choose', { detail }));
  }
}

/** The people whose names begin so, as lines. */
function people(text: string, begun: string, names: readonly string[]): LineChoice[] {
  const before = text.slice(0, text.length - begun.length);
  return names
    .filter((name) => name.toLowerCase().startsWith(begun.toLowerCase()) && name !== begun)
    .slice(0, 8)
    .map((name) => ({ line: `${before}${name} `, label: name, does: '' }));
}

define('matinee-command-list', CommandList);
