import type { CommandSpec, OptionSpec } from './grammar.ts';
import { wordsTaken } from './option-values.ts';
import { quotedAt } from './quotations.ts';

/** A run of words that belongs to one option, or to none by name. */
export interface SaidOption {
  /** The option that was named; null for bare words. */
  option: OptionSpec | null;
  value: string;
  /** Where the name (or, of bare words, the first) begins, and where what belongs to the value begins. */
  from: number;
  valueFrom: number;
  /** Whether more words would still belong to it. */
  open: boolean;
}

/**
 * What was typed after a command, in order: options by their names, and the bare words between them. Every word is in one
 * of them. A name is one of this command's own options, in either language, before a colon: the colon of
 * “Mission: Impossible” belongs to the title. An unquoted value goes on to the next name, as far as the option can take it.
 */
export function saidOptions(spec: CommandSpec, text: string): SaidOption[] {
  const said: SaidOption[] = [];
  const name = namePattern(spec);
  const vain = new Set<string>();
  let at = 0;
  for (;;) {
    const from = skipSpace(text, at);
    if (from >= text.length) return said;
    const option = optionAt(spec, name, text, from);
    const valueFrom = option ? skipSpace(text, name!.lastIndex) : from;
    const { pieces, end } = piecesFrom(spec, name, text, valueFrom, option !== null, vain);
    if (!option)
      said.push({ option: null, value: joined(pieces), from, valueFrom, open: isOpen(pieces, text, end) });
    else {
      const quoted = pieces[0]?.quoted === true && !option.choices;
      const count = quoted
        ? 1
        : wordsTaken(
            option,
            pieces.map(({ value }) => value),
          );
      const taken = pieces.slice(0, count);
      const rest = pieces.slice(count);
      said.push({
        option,
        value: joined(taken),
        from,
        valueFrom,
        open: rest.length === 0 && isOpen(taken, text, end),
      });
      if (rest.length > 0)
        said.push({
          option: null,
          value: joined(rest),
          from: rest[0]!.from,
          valueFrom: rest[0]!.from,
          open: isOpen(rest, text, end),
        });
    }
    at = end;
  }
}

interface Piece {
  value: string;
  from: number;
  quoted: boolean;
  closed: boolean;
}

/** Words and quotations up to the next name; behind a name a quotation is the whole value. */
function piecesFrom(
  spec: CommandSpec,
  name: RegExp | null,
  text: string,
  start: number,
  named: boolean,
  vain: Set<string>,
): { pieces: Piece[]; end: number } {
  const pieces: Piece[] = [];
  let at = start;
  for (;;) {
    const from = skipSpace(text, at);
    if (from >= text.length) return { pieces, end: text.length };
    if ((pieces.length > 0 || named) && optionAt(spec, name, text, from)) return { pieces, end: from };
    const quotation = quotedAt(text, from, vain);
    if (quotation) {
      pieces.push({ value: quotation.value, from, quoted: true, closed: quotation.closed });
      at = quotation.end;
      if (named && pieces.length === 1) return { pieces, end: at };
      continue;
    }
    WORD.lastIndex = from;
    const [word = ''] = WORD.exec(text) ?? [];
    pieces.push({ value: word, from, quoted: false, closed: false });
    at = from + word.length;
  }
}

const WORD = /\S+/y;
const SPACE = /\s*/y;

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  return at + (SPACE.exec(text)?.[0].length ?? 0);
}

const joined = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ value }) => value)
    .filter((value) => value !== '')
    .join(' ');

function isOpen(pieces: readonly Piece[], text: string, end: number): boolean {
  const last = pieces.at(-1);
  if (end < text.length) return false;
  if (!last) return true;
  return last.quoted ? !last.closed : !/\s$/.test(text);
}

/** Names of a command's options before a colon, also a full-width one; null where it has none. */
function namePattern({ options }: CommandSpec): RegExp | null {
  const names = options.flatMap(({ name, aliases }) => [name, ...aliases]);
  return names.length === 0 ? null : new RegExp(`(${names.join('|')})\\s{0,3}[:：]`, 'iuy');
}

function optionAt(
  { options }: CommandSpec,
  name: RegExp | null,
  text: string,
  at: number,
): OptionSpec | null {
  if (!name) return null;
  name.lastIndex = at;
  const called = name.exec(text)?.[1]?.toLowerCase();
  if (called === undefined) return null;
  return options.find((option) => option.name === called || option.aliases.includes(called)) ?? null;
}
