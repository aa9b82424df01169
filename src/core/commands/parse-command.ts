import { COMMANDS, COMMAND_WORDS, type CommandName, type CommandSpec, type OptionSpec } from './grammar.ts';
import { choiceCalled } from './option-values.ts';
import { saidOptions } from './said-options.ts';

export type Parsed =
  | {
      name: CommandName;
      options: Record<string, string>;
      /** Words that belong to no option; absent when there are none. */
      left?: string;
    }
  /** No such command: the nearest one, to be suggested. */
  | { unknown: string; nearest: CommandSpec }
  | { missing: OptionSpec; of: CommandSpec };

/**
 * Reads what was typed after the command's name: `recommend like:"The Handmaiden" year:2010-2019`, in English or Korean.
 * Bare words together are the first option. A leading `/movie` or `/영화` is passed over, another word with a slash is no
 * command; nothing at all is `help`.
 */
export function parseCommand(text: string): Parsed {
  const typed = text.normalize('NFC').trim();
  const [slashed, called] = /^\/(\S*)/.exec(typed) ?? [];
  const ours = called === undefined || isCommandWord(called);
  const said = slashed === undefined ? typed : typed.slice(slashed.length).trim();
  if (!ours)
    return {
      unknown: slashed ?? '',
      nearest: nearestCommand(said === '' ? called : `${called} ${said}`, said),
    };
  if (said === '') return { name: 'help', options: {} };
  const found = commandAt(said);
  if (!found) return { unknown: said.split(/\s+/)[0] ?? '', nearest: nearestCommand(said) };
  const { spec, rest } = found;
  const { options, left } = optionsOf(spec, rest);
  const missing = spec.options.find((option) => option.required && !options[option.name]?.trim());
  return missing ? { missing, of: spec } : { name: spec.name, options, ...(left === '' ? {} : { left }) };
}

/** The command a text begins with, by its English or Korean words; the longest match wins. */
export function commandAt(said: string): { spec: CommandSpec; rest: string } | null {
  const lower = said.toLowerCase();
  let best: { spec: CommandSpec; length: number } | null = null;
  for (const spec of COMMANDS) {
    for (const name of [spec.name, ...spec.aliases]) {
      const words = new RegExp(`^${name.replaceAll(' ', '\\s+')}(?=\\s|$)`).exec(lower);
      if (words && words[0].length > (best?.length ?? 0)) best = { spec, length: words[0].length };
    }
  }
  return best && { spec: best.spec, rest: said.slice(best.length).trimStart() };
}

/** Every word said is in an option or in `left`. */
function optionsOf(spec: CommandSpec, rest: string): { options: Record<string, string>; left: string } {
  const options: Record<string, string> = {};
  const left: string[] = [];
  const bare: string[] = [];
  const [first] = spec.options;
  const said = saidOptions(spec, rest);
  said.forEach(({ option, value, from }, at) => {
    const before = said[at - 1];
    if (option && options[option.name] === undefined)
      options[option.name] = choiceCalled(option, value) ?? value;
    else if (option) left.push(rest.slice(from, said[at + 1]?.from ?? rest.length).trim());
    // What follows on the first option's own value goes on with it: `title:"Heat" 1995`.
    else if (
      first &&
      before?.option === first &&
      before.from === said.find((each) => each.option === first)?.from
    )
      options[first.name] = `${options[first.name] ?? ''} ${value}`.trim();
    else bare.push(value);
  });
  if (bare.length > 0) {
    const words = bare.join(' ');
    if (first && options[first.name] === undefined) options[first.name] = choiceCalled(first, words) ?? words;
    else left.push(...bare);
  }
  return { options, left: left.filter((words) => words !== '').join(' ') };
}

const isCommandWord = (word: string): boolean =>
  word === '' || Object.values(COMMAND_WORDS).some((each) => each === word.toLowerCase());

/** The command whose name takes the fewest edits to come from what was typed, of several readings of it. */
function nearestCommand(...readings: string[]): CommandSpec {
  let best: { spec: CommandSpec; distance: number } | undefined;
  for (const said of readings) {
    const words = said.toLowerCase().split(/\s+/);
    for (const spec of COMMANDS) {
      for (const name of [spec.name, ...spec.aliases]) {
        const typed = words.slice(0, name.split(' ').length).join(' ').slice(0, MOST_LETTERS);
        const distance = edits(typed, name) / Math.max(typed.length, name.length);
        if (!best || distance < best.distance) best = { spec, distance };
      }
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
