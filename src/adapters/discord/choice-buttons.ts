import { randomBytes } from 'node:crypto';
import { ButtonStyle, ComponentType, type APIButtonComponent } from 'discord.js';
import type { ParsedCommand } from '../../core/commands/command-runner.ts';
import { parseCommand } from '../../core/commands/parse-command.ts';
import { Recently } from '../../core/delivery/recently.ts';
import { firstGraphemes } from '../../core/markup/clean-text.ts';
import type { FilmChoice } from '../../protocol/frames.ts';
import type { CardMessage } from './card-embeds.ts';

const MAX_CUSTOM_ID = 100;
const MAX_LABEL = 80;
const ROW = 5;
/** How long a command is kept that is too long for a button, ms. */
const KEPT_MS = 30 * 60_000;

/** Films to choose from as buttons: each holds the command for its film, or a key to it where that is too long. */
export class ChoiceButtons {
  readonly #kept = new Recently<string>(KEPT_MS);

  row(choices: readonly FilmChoice[]): CardMessage['components'] {
    const components = choices.slice(0, ROW).map(({ label, line }): APIButtonComponent => ({
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: firstGraphemes(label, MAX_LABEL).slice(0, MAX_LABEL),
      custom_id: this.#idFor(line),
    }));
    return components.length === 0 ? [] : [{ type: ComponentType.ActionRow, components }];
  }

  /** The command behind a button; null when it is not such a button, undefined when it is forgotten. */
  commandOf(customId: string): ParsedCommand | null | undefined {
    const [, how, said = ''] = /^matinee:(do|kept):(.+)$/s.exec(customId) ?? [];
    if (how === undefined) return null;
    const line = how === 'do' ? said : this.#kept.get(said);
    const parsed = line === undefined ? undefined : parseCommand(line);
    return parsed && 'name' in parsed ? { name: parsed.name, options: parsed.options } : undefined;
  }

  #idFor(line: string): string {
    const id = `matinee:do:${line}`;
    if (id.length <= MAX_CUSTOM_ID) return id;
    const key = randomBytes(9).toString('base64url');
    this.#kept.set(key, line);
    return `matinee:kept:${key}`;
  }
}
