import type { DiscordCommand, DiscordOption } from '../../page-protocol.ts';

/** Where a typed command line stands: what it means by now, and what may come next. */
export type CommandLine =
  /** The command's words are still being typed. */
  | { step: 'command'; commands: DiscordCommand[] }
  /** The command is known; perhaps a value is being typed. */
  | {
      step: 'options';
      command: DiscordCommand;
      values: Record<string, string>;
      /** The option under the cursor, what is typed of it, and where that begins. */
      focused: { option: DiscordOption; typed: string; from: number } | undefined;
      /** Options that may still be named. */
      remaining: DiscordOption[];
      /** The first required option without a value. */
      missing: DiscordOption | undefined;
    };

/** Whether a line is meant as a command. */
export const isCommandLine = (line: string): boolean => line.startsWith('/');

/**
 * Reads a line such as `/movie recommend like:Parasite year:2019`. Options go by `name:value`, names in either language;
 * words before the first name are the first option.
 */
export function readCommandLine(line: string, commands: readonly DiscordCommand[]): CommandLine {
  const body = line.slice(1);
  const command = commands
    .filter((each) => spellings(each).some((words) => startsWithWords(body, words)))
    .sort((a, b) => b.words.length - a.words.length)[0];
  if (!command) {
    const typed = body.trimStart().toLowerCase().split(/\s+/).join(' ');
    return {
      step: 'command',
      commands: commands.filter((each) =>
        spellings(each).some((words) => words.toLowerCase().startsWith(typed)),
      ),
    };
  }
  const words = spellings(command).find((each) => startsWithWords(body, each)) ?? '';
  const from = 1 + body.toLowerCase().indexOf(words.toLowerCase()) + words.length;
  return { step: 'options', command, ...readOptions(line, from, command.options) };
}

/** The command's words as the person reads them, and as the application knows them. */
function spellings({ words, path }: DiscordCommand): string[] {
  const own = [path.name, path.subcommandGroup, path.subcommand]
    .filter((word) => word !== undefined)
    .join(' ');
  return [...new Set([words.join(' '), own])];
}

/** A command is complete when a space follows its last word. */
function startsWithWords(body: string, words: string): boolean {
  const typed = body.trimStart().toLowerCase();
  return typed === words.toLowerCase() || typed.startsWith(`${words.toLowerCase()} `);
}

function readOptions(
  line: string,
  from: number,
  options: readonly DiscordOption[],
): Omit<Extract<CommandLine, { step: 'options' }>, 'step' | 'command'> {
  const segments = segmentsOf(line, from, options);
  const values: Record<string, string> = {};
  for (const { option, from: start, to } of segments) {
    const value = unquoted(line.slice(start, to).trim());
    if (value !== '') values[option.name] = value;
  }
  const last = segments.at(-1);
  const complete = line.length > from && /\s/.test(line[from] ?? '');
  const focused =
    last && complete
      ? { option: last.option, typed: unquoted(line.slice(last.from).trimStart()), from: last.from }
      : undefined;
  const named = new Set(segments.map(({ option }) => option.name));
  return {
    values,
    focused,
    remaining: options.filter(({ name }) => !named.has(name)),
    missing: options.find(({ name, required }) => required && values[name] === undefined),
  };
}

interface Segment {
  option: DiscordOption;
  from: number;
  to: number;
}

function segmentsOf(line: string, from: number, options: readonly DiscordOption[]): Segment[] {
  const [first] = options;
  if (!first) return [];
  const named: (Segment & { begins: number })[] = [];
  for (const option of options) {
    for (const name of new Set([option.label, option.name])) {
      const marker = ` ${name}:`.toLowerCase();
      const at = line.toLowerCase().indexOf(marker, from);
      if (at < 0 || named.some((each) => each.option === option)) continue;
      named.push({ option, begins: at, from: at + marker.length, to: line.length });
    }
  }
  named.sort((a, b) => a.begins - b.begins);
  named.forEach((each, index) => {
    each.to = named[index + 1]?.begins ?? line.length;
  });
  const bareTo = named[0]?.begins ?? line.length;
  const bareFrom = Math.min(from + 1, bareTo);
  const bare = line.slice(bareFrom, bareTo);
  // Nothing before the first name: then the bare words are no option of their own.
  if (named.length > 0 && bare.trim() === '') return named;
  if (named.some(({ option }) => option === first)) return named;
  return [{ option: first, from: bareFrom, to: bareTo }, ...named];
}

function unquoted(value: string): string {
  return /^"[^"]*"?$/.test(value) ? value.replaceAll('"', '') : value;
}

/** The line after a choice for the option under the cursor was taken. */
export function withChoice(line: string, from: number, choice: string): string {
  const head = line.slice(0, from);
  return `${head}${choice} `;
}

/** The line with an option named next. */
export function withOption(line: string, option: DiscordOption): string {
  return `${line.trimEnd()} ${option.label}:`;
}
