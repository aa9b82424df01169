import type { CommandRunner } from './command-runner.ts';
import { COMMANDS, type CommandSpec, type OptionSpec } from './grammar.ts';
import { commandAt } from './parse-command.ts';
import { saidOptions } from './said-options.ts';

/** A way in which a line that begins a command may go on. */
export interface LineChoice {
  /** The whole line once this is chosen. */
  line: string;
  /** What of it is shown. */
  label: string;
  does: string;
}

/** What may follow a line, and whether it already says a whole command. */
export interface LineCompletion {
  choices: LineChoice[];
  whole: boolean;
}

type Locale = 'en' | 'ko';

/**
 * How a typed line may go on, after the one grammar of all places: commands first, then their options and values, film
 * titles and genres among them. In Korean when the line begins in Korean.
 *
 * @param values what an option may be, for what was typed of it
 */
export async function completeLine(
  text: string,
  locale: Locale,
  values: CommandRunner['complete'],
): Promise<LineCompletion> {
  const typed = text.toLowerCase();
  const korean = typed.startsWith('/영') || (typed === '/' && locale === 'ko');
  const start = korean ? '/영화' : '/movie';
  const named = ({ name, aliases }: { name: string; aliases: string[] }): string =>
    (korean && aliases[0]) || name;
  const found = commandIn(text);
  const whole = found !== null;
  const lines = COMMANDS.map((each): LineChoice => {
    const label = `${start} ${named(each)}`;
    const line = label + (each.options.length > 0 ? ' ' : '');
    return { line, label, does: each.description[locale] };
  }).filter(({ line }) => line.startsWith(typed) && line !== typed);
  if (lines.length > 0) return { choices: lines, whole };
  if (!found || !/\s/.test(text.charAt(found.at - 1))) return { choices: [], whole };

  const { command, rest, at } = found;
  const last = saidOptions(command, rest).at(-1);
  const typing = last?.open === true ? last : undefined;
  const name = typing?.option ? rest.slice(typing.from, typing.valueFrom) : '';
  // A bare word is the first option, unless one of another name has begun.
  const meant = typing?.option ?? command.options[0];
  const wanted = typing?.value ?? '';
  const before = text.slice(0, at + (typing?.from ?? rest.length));
  const word = /\S*$/.exec(text)?.[0] ?? '';
  const beforeWord = text.slice(0, text.length - word.length);
  const choices: LineChoice[] = [];
  if (meant && (name || wanted)) {
    for (const found of await values(command.name, meant.name, wanted, locale)) {
      if (!name && meant.choices) continue;
      const said = meant.suggests ? titleAlone(found.name) : found.value;
      const quoted = /\s/.test(said) ? `"${said}"` : said;
      if (!meant.suggests && (!said.startsWith(wanted) || said === wanted)) continue;
      choices.push({
        line: `${before}${name}${quoted} `,
        label: meant.suggests ? found.name : name + said,
        does: meant.suggests ? meant.description[locale] : found.name,
      });
    }
  }
  if (!name)
    for (const option of command.options) {
      const label = `${named(option)}:`;
      if (typed.includes(` ${label}`) || !label.startsWith(word)) continue;
      choices.push(...begun(option, label, beforeWord, locale));
    }
  return { choices: choices.slice(0, 25), whole };
}

/** An option by its name; with its values at once where there are few. */
function begun(
  { choices, description }: OptionSpec,
  label: string,
  before: string,
  locale: Locale,
): LineChoice[] {
  if (!choices) return [{ line: before + label, label, does: description[locale] }];
  return choices.map(({ value, name }) => ({
    line: `${before}${label}${value} `,
    label: label + value,
    does: name[locale],
  }));
}

const titleAlone = (name: string): string => name.replace(/ \(\d{4}\)$/, '');

/** The command a line says, what follows it, and where that begins. */
function commandIn(text: string): { command: CommandSpec; rest: string; at: number } | null {
  const begun = /^\/(?:movie|영화)\s+/i.exec(text)?.[0].length;
  const found = begun === undefined ? null : commandAt(text.slice(begun));
  if (!found) return null;
  const at = text.length - found.rest.length;
  return { command: found.spec, rest: found.rest, at };
}
