import { html, nothing } from 'lit/html.js';
import { COMMANDS, type CommandSpec } from '../../../src/core/commands/grammar.ts';
import { later } from '../locales/later.ts';
import { controls } from '../styles/controls.ts';
import { commandListStyles } from './command-list.styles.ts';
import type { RoomContext } from './room-context.ts';
import type { Changed } from './drawn-element.ts';
import { define, RoomPart } from './room-part.ts';

interface Choice {
  /** The whole line once this is chosen. */
  line: string;
  /** What of it is shown. */
  label: string;
  does: string;
}

/**
 * How a line that begins a command may go on, after the one grammar of all places: commands first, then their options
 * and fixed values. The composer keeps the focus and hands over its keys.
 */
export class CommandList extends RoomPart {
  static override sheet = [controls, commandListStyles];
  static override properties = ['text', 'ctx', 'at', 'dismissed'];

  text = '';
  ctx!: RoomContext;
  at = 0;
  dismissed = false;

  protected override willUpdate(changed: Changed<this>): void {
    if (!changed.has('text')) return;
    this.at = 0;
    this.dismissed = false;
  }

  protected override render() {
    const choices = this.#choices();
    if (!choices.length) return nothing;
    return html`<div
      class="commands"
      part="completions"
      role="listbox"
      tabindex="0"
      aria-label=${later(this.ctx.locale).commands}
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
    const choices = this.#choices();
    const chosen = choices[this.at];
    if (!chosen || shiftKey) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      this.at = (this.at + (key === 'ArrowDown' ? 1 : choices.length - 1)) % choices.length;
      box?.setAttribute('aria-activedescendant', `command-${this.at}`);
      void this.updateComplete.then(() =>
        this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (key === 'Escape') {
      this.dismissed = true;
    } else if (key === 'Tab' || (key === 'Enter' && !complete(this.text))) {
      this.#choose(this.at);
    } else {
      return false;
    }
    return true;
  }

  #choose(index: number): void {
    const detail = this.#choices()[index]?.line;
    if (detail) this.dispatchEvent(new CustomEvent('choose', { detail }));
  }

  #choices(): Choice[] {
    return this.dismissed ? [] : choicesAfter(this.text, this.ctx.locale);
  }
}

/** What may follow `text`, as whole lines. */
function choicesAfter(text: string, locale: 'en' | 'ko'): Choice[] {
  const typed = text.toLowerCase();
  const korean = typed.startsWith('/영') || (typed === '/' && locale === 'ko');
  const start = korean ? '/영화' : '/movie';
  const names = ({ name, aliases }: { name: string; aliases: string[] }): string =>
    (korean && aliases[0]) || name;
  const lines = COMMANDS.map((command): Choice => {
    const line = `${start} ${names(command)}`;
    return {
      line: line + (command.options.length ? ' ' : ''),
      label: line,
      does: command.description[locale],
    };
  });
  const next = lines.filter(({ line }) => line.startsWith(typed) && line !== typed);
  if (next.length) return next;
  const command = commandOf(typed);
  const word = /\s(\S*)$/.exec(text)?.[1];
  if (!command || word === undefined) return [];
  const before = text.slice(0, text.length - word.length);
  return command.options
    .filter((option) => !typed.includes(` ${names(option)}:`) || word.startsWith(names(option)))
    .flatMap((option): Choice[] => {
      const name = `${names(option)}:`;
      const values = option.choices?.map(({ value, name: said }) => [name + value, said[locale]]);
      return (values ?? [[name, option.description[locale]]]).map(([label = '', does = '']) => ({
        line: before + label + (values ? ' ' : ''),
        label,
        does,
      }));
    })
    .filter(({ label }) => label.startsWith(word) && label !== word);
}

/** Whether the line already says a whole command, so that Enter sends it. */
function complete(text: string): boolean {
  return commandOf(text.toLowerCase()) !== undefined;
}

function commandOf(typed: string): CommandSpec | undefined {
  const said = /^\/(?:movie|영화)\s+(.*)$/.exec(typed)?.[1] ?? '';
  const says = (word: string): boolean => said === word || said.startsWith(word + ' ');
  return COMMANDS.find(({ name, aliases }) => [name, ...aliases].some(says));
}

define('matinee-command-list', CommandList);
