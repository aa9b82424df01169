import { COMMANDS, COMMAND_WORDS, type CommandName, type CommandSpec, type OptionSpec } from './grammar.ts';

export type Parsed =
  | { name: CommandName; options: Record<string, string> }
  /** No such command: the nearest one, to be suggested. */
  | { unknown: string; nearest: CommandSpec }
  | { missing: OptionSpec; of: CommandSpec };

const TOKEN = /([\p{L}\p{N}-]+):(?:"([^"]*)"|“([^”]*)”|(\S+))|"([^"]*)"|“([^”]*)”|(\S+)/gu;

/**
 * Reads what was typed after the command's name: `recommend like:"The Handmaiden" year:2010-2019`, in English or Korean.
 * Bare words together are the first option. A leading `/movie` or `/영화` is passed over; nothing at all is `help`.
 */
export function parseCommand(text: string): Parsed {
  const typed = text.normalize('NFC').trim();
  const said = typed.replace(new RegExp(`^/(?:${COMMAND_WORDS.en}|${COMMAND_WORDS.ko})(?=\\s|$)`, 'i'), '').trim();
  if (said === '') return { name: 'help', options: {} };
  const found = commandAt(said);
  if (!found) return { unknown: said.split(/\s+/)[0] ?? '', nearest: nearestCommand(said) };
  const { spec, rest } = found;
  const options: Record<string, string> = {};
  const bare: string[] = [];
  for (const match of rest.matchAll(TOKEN)) {
    const option = match[1] === undefined ? undefined : optionCalled(spec, match[1]);
    if (option) options[option.name] = match[2] ?? match[3] ?? match[4] ?? '';
    else bare.push(match[5] ?? match[6] ?? match[7] ?? match[0]);
  }
  const first = spec.options.find((option) => options[option.name] === undefined);
  if (bare.length > 0 && first && spec.options[0] === first) options[first.name] = bare.join(' ');
  const missing = spec.options.find((option) => option.required && !options[option.name]?.trim());
  return missing ? { missing, of: spec } : { name: spec.name, options };
}

/** The command a text begins with, by its English or Korean words; the longest match wins. */
function commandAt(said: string): { spec: CommandSpec; rest: string } | null {
  const lower = said.toLowerCase();
  let best: { spec: CommandSpec; length: number } | null = null;
  for (const spec of COMMANDS) {
    for (const name of [spec.name, ...spec.aliases]) {
      const fits = lower === name || (lower.startsWith(name) && /\s/.test(lower[name.length] ?? ''));
      if (fits && name.length > (best?.length ?? 0)) best = { spec, length: name.length };
    }
  }
  return best && { spec: best.spec, rest: said.slice(best.length).trim() };
}

function optionCalled(spec: CommandSpec, name: string): OptionSpec | undefined {
  const lower = name.toLowerCase();
  return spec.options.find((option) => option.name === lower || option.aliases.includes(lower));
}

/** The command whose name takes the fewest edits to come from what was typed. */
export function nearestCommand(said: string): CommandSpec {
  const words = said.toLowerCase().split(/\s+/);
  let best: { spec: CommandSpec; distance: number } | undefined;
  for (const spec of COMMANDS) {
    for (const name of [spec.name, ...spec.aliases]) {
      const typed = words.slice(0, name.split(' ').length).join(' ');
      const distance = edits(typed, name) / Math.max(typed.length, name.length);
      if (!best || distance < best.distance) best = { spec, distance };
    }
  }
  return (best as { spec: CommandSpec }).spec;
}

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
