import { html, nothing } from 'lit/html.js';
import type { LineChoice, LineCompletion } from '../../../src/core/commands/complete-line.ts';
import type { PersonView } from '../../../src/protocol/frames.ts';
import { taggedName } from '../../../src/protocol/tagged-name.ts';
import { controls } from '../styles/controls.ts';
import { commandListStyles } from './command-list.styles.ts';
import type { Changed } from './drawn-element.ts';
import { LaterPart } from './later-part.ts';
import { define } from './room-part.ts';

/** The name that has been begun at the end of a line, after its `@`. */
const NAME = /(^|\s)@(\S*)$/;

/** A name that is a mention as it stands after an `@`; any other must be set apart. */
const BARE = /^[\p{L}\p{N}]([\p{L}\p{N}\p{M}_.-]*[\p{L}\p{N}\p{M}])?$/u;

/**
 * How a line may go on: commands with their options and film titles, as the server knows them, and the people of the
 * talk after an `@`. The composer keeps the focus and hands over its keys.
 */
export class CommandList extends LaterPart {
  static override sheet = [controls, commandListStyles];
  static override properties = ['text', 'ctx', 'at', 'found'];

  text = '';
  /** What is pointed at, for Enter to take; -1 where the line is whole as it stands. */
  at = 0;
  /** What was found for `text`, or for what it was a moment ago. */
  found: LineCompletion = { choices: [], whole: true };
  #asked = '';

  protected override willUpdate(changed: Changed<this>): void {
    const { text } = this;
    if (!changed.has('text') || text === this.#asked) return;
    this.#asked = text;
    const point = (): void => void (this.at = this.found.whole ? -1 : 0);
    point();
    const show = (found: LineCompletion): void => {
      if (text !== this.text) return;
      this.found = found;
      point();
    };
    this.ctx.act.more((more) => {
      const name = NAME.exec(text)?.[2];
      if (name !== undefined) more.people((known) => show(people(text, name, known)));
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
    const { length } = choices;
    if (!length || shiftKey) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.at = key === 'ArrowDown' ? (this.at + 1) % length : (this.at > 0 ? this.at : length) - 1;
      box?.setAttribute('aria-activedescendant', `command-${this.at}`);
      void this.updateComplete.then(() =>
        this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (key === 'Escape') {
      this.found = { choices: [], whole };
    } else if (key === 'Tab' || (key === 'Enter' && this.at >= 0)) {
      this.#choose(Math.max(this.at, 0));
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

/**
 * The people whose names begin so, as lines. Whole where somebody has the very name. Of people with one name those with a
 * tag are meant by their id, as the name alone is the other's.
 */
function people(text: string, begun: string, known: readonly PersonView[]): LineCompletion {
  const before = text.slice(0, text.length - begun.length - 1);
  const choices = known
    .filter(
      (person) => person.name.toLowerCase().startsWith(begun.toLowerCase()) && taggedName(person) !== begun,
    )
    .slice(0, 8)
    .map(({ id, name, tag }): LineChoice => {
      const mention = BARE.test(name) && !tag ? `@${name}` : `<@${tag ? id : ''}|${name}>`;
      return { line: `${before}${mention} `, label: name, does: tag ? `#${tag}` : '' };
    });
  return { choices, whole: known.some((person) => taggedName(person) === begun) };
}

define('matinee-command-list', CommandList);
