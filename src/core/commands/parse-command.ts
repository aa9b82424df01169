import { COMMANDS, COMMAND_WORDS, type CommandName, type CommandSpec, type OptionSpec } from './grammar.ts';

export type Parsed =
  | { name: CommandName; options: Record<string, string> }
  /** No such command: the nearest one, to be suggested. */
  | { unknown: string; nearest: CommandSpec }
  | { missing: OptionSpec; of: CommandSpec };

/** Quoted, with straight or curly marks, or one word; a quotation that is not closed goes on to the end. */
const VALUE = '["“”„]([^"“”„]*)(?:["“”„]|$)|(\\S+)';

/**
 * Reads what was typed after the command's name: `recommend like:"The Handmaiden" year:2010-2019`, in English or Korean.
 * Bare words together are the first option. A leading `/movie` or `/영화` is passed over; nothing at all is `help`.
 */
export function parseCommand(text: string): Parsed {
  const typed = text.normalize('NFC').trim();
  const said = typed
    .replace(new RegExp(`^/(?:${COMMAND_WORDS.en}|${COMMAND_WORDS.ko})(?=\\s|$)`, 'i'), '')
    .trim();
  if (said === '') return { name: 'help', options: {} };
  const found = commandAt(said);
  if (!found) return { unknown: said.split(/\s+/)[0] ?? '', nearest: nearestCommand(said) };
  const { spec, rest } = found;
  const options = optionsOf(spec, rest);
  const missing = spec.options.find((option) => option.required && !options[option.name]?.trim());
  return missing ? { missing, of: spec } : { name: spec.name, options };
}

/** The command a text begins with, by its English or Korean words; the longest match wins. */
function commandAt(said: string): { spec: CommandSpec; rest: string } | null {
  const lower = said.toLowerCase();
  let best: { spec: CommandSpec; length: number } | null = null;
  for (const spec of COMMANDS) {
    for (const name of [spec.name, ...spec.aliases]) {
      const words = new RegExp(`^${name.replaceAll(' ', '\\s+')}(?=\\s|$)`).exec(lower);
      if (words && words[0].length > (best?.length ?? 0)) best = { spec, length: words[0].length };
    }
  }
  return best && { spec: best.spec, rest: said.slice(best.length).trim() };
}

function optionsOf(spec: CommandSpec, rest: string): Record<string, string> {
  const options: Record<string, string> = {};
  const bare: string[] = [];
  const names = spec.options.flatMap((option) => [option.name, ...option.aliases]);
  // Only this command's own options are names: the colon of “Mission: Impossible” belongs to the title.
  const named = names.length === 0 ? '' : `(?:(${names.join('|')}):\\s*)?`;
  let open: OptionSpec | undefined;
  for (const match of rest.matchAll(new RegExp(`${named || '()'}(?:${VALUE})`, 'giu'))) {
    const [, name, quoted, word] = match;
    const value = quoted ?? word ?? '';
    const option = name ? optionCalled(spec, name) : undefined;
    if (option) options[option.name] = chosen(option, value);
    else if (open) options[open.name] = `${options[open.name] ?? ''} ${value}`;
    else bare.push(value);
    if (option) open = option.takesRest && quoted === undefined ? option : undefined;
  }
  const [first] = spec.options;
  if (first && bare.length > 0)
    options[first.name] = [options[first.name], ...bare].filter(Boolean).join(' ');
  return options;
}

function optionCalled(spec: CommandSpec, name: string): OptionSpec | undefined {
  const lower = name.toLowerCase();
  return spec.options.find((option) => option.name === lower || option.aliases.includes(lower));
}

/** The value behind a choice that was given by its name, in either language. */
function chosen({ choices = [] }: OptionSpec, typed: string): string {
  const lower = typed.trim().toLowerCase();
  const found = choices.find(({ value, name, aliases = [] }) =>
    [value, name.en, name.ko, ...aliases].includes(lower),
  );
  return found?.value ?? typed;
}

/** The command whose name takes the fewest edits to come from what was typed. */
function nearestCommand(said: string): CommandSpec {
  const words = said.toLowerCase().split(/\s+/);
  let best: { spec: CommandSpec; distance: number } | undefined;
  for (const spec of COMMANDS) {
    for (const name of [spec.name, ...spec.aliases]) {
      const typed = words.slice(0, name.split(' ').length).join(' ').slice(0, MOST_LETTERS);
      const distance = edits(typed, name) / Math.max(typed.length, name.length);
      if (!best || distance < best.distance) best = { spec, distance };
    }
  }
  return (best as { spec: CommandSpec }).spec;
}

/** No command is longer; what is typed may be. */
const MOST_LETTERS = 40;

/** Edits (insert, delete, replace) between two short words: Wagner and Fischer, 1974. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
