import type { ParsedCommand } from './command-runner.ts';
import { COMMAND_WORDS } from './grammar.ts';

/** A command as a line that `parseCommand` reads back to the same. */
export function commandLine({ name, options }: ParsedCommand): string {
  const said = Object.entries(options).map(([option, value]) => ` ${option}:${quoted(value)}`);
  return `/${COMMAND_WORDS.en} ${name}${said.join('')}`;
}

/** Quoted in marks that the value does not have; a value that has all of them loses its straight ones. */
function quoted(value: string): string {
  if (/^[\p{L}\p{N}-]+$/u.test(value)) return value;
  const [open, close] = QUOTES.find((marks) => marks.every((mark) => !value.includes(mark))) ?? QUOTES[0]!;
  return `${open}${value.replaceAll(close, '')}${close}`;
}

const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['「', '」'],
  ['『', '』'],
];
