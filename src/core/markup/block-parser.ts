import type { Dialect } from './inline-parser.ts';
import { CodeSpans, parseRuns } from './inline-parser.ts';
import { nest } from './mark-runs.ts';
import { oneParagraph, paragraphs } from './paragraphs.ts';
import type { Block, CodeBlock, List, ListItem } from './tree.ts';

const MAX_DEPTH = 6;
const FENCE = /^(`{3,})([^`]*)$/;
const HEADING = /^(#{1,3}) +(\S.*)$/;
const LOOSE_ITEM = /^( *)(?:[-*]|(\d{1,9})\.) +(\S.*)$/;
const ITEM = /^( *)(?:[-*+]|(\d{1,9})[.)]) +(\S.*)$/;
/** How a line begins that may be a quote, a fence, a heading or an item: most are none, and need one look. */
const BEGINNING = /^[ \t]*[>`#*+\-\d]/;
const SUBTEXT = /^-# +(?=\S)/;
const HOLDS_BLOCKS =
  /```|^\s*\n|\n[ \t]*\n|\n[ \t]*$|(?:^|\n)(?:>( |\n|$)|#{1,3} +\S| *(?:[-*+]|\d{1,9}[.)]) +\S)/;

/**
 * Parses a whole text in `dialect` into blocks. Every line break a person typed is kept within a paragraph; a
 * blank line ends it. Quotes and lists nest to a depth of 6, what is deeper stays literal. Never throws; time
 * grows linearly with the text.
 */
export function parseBlocks(source: string, dialect: Dialect, depth = 0): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let at = 0;
  let looseFences = dialect.loose;
  const endParagraph = () => {
    if (!paragraph.length) return;
    for (const runs of paragraphs(parseRuns(paragraph.join('\n'), dialect)))
      blocks.push({ type: 'paragraph', children: nest(runs) });
    paragraph = [];
  };
  const push = (...found: Block[]) => {
    endParagraph();
    blocks.push(...found);
  };
  const lineAt = (from: number) => {
    const end = source.indexOf('\n', from);
    return source.slice(from, end < 0 ? source.length : end);
  };
  /** Goes past white space to the next line or to what follows on this one. */
  const skipSpace = () => {
    while (/[ \t]/.test(source.charAt(at))) at++;
    if (source[at] === '\n') at++;
  };
  /** Takes the lines from `at` on for as long as `belongs` gives a text for them. */
  const takeLines = (belongs: (line: string) => string | undefined): string[] => {
    const taken: string[] = [];
    while (at <= source.length) {
      const line = lineAt(at);
      const kept = belongs(line);
      if (kept === undefined) break;
      taken.push(kept);
      at += line.length + 1;
    }
    return taken;
  };

  // Many fences and spoilers may be taken of one line, one after the other: what is known of the rest of it is not looked
  // for again.
  let lineEnd = -1;
  let ticks = dialect.loose ? -1 : Infinity;
  let bars = -1;
  while (at <= source.length) {
    if (lineEnd < at) lineEnd = at + lineAt(at).length;
    if (ticks < at && (ticks = source.indexOf('```', at)) < 0) ticks = Infinity;
    if (bars < at && (bars = source.indexOf('||', at)) < 0) bars = Infinity;
    const line = source.slice(at, lineEnd);
    const begins = BEGINNING.test(line);
    const quoted = begins && depth < MAX_DEPTH ? quotedText(line, dialect) : undefined;
    const fence = begins && !dialect.loose && FENCE.exec(line);
    const tick = looseFences && ticks < lineEnd ? ticks - at : -1;
    const until = tick < 0 ? line.length : tick;
    const hidden =
      bars < at + until && depth < MAX_DEPTH && !fence
        ? openSpoiler(line, dialect, bars - at, until, ticks - at)
        : -1;
    let heading: RegExpExecArray | null | undefined;
    let item: RegExpExecArray | null | undefined;
    if (!/\S/.test(line)) {
      endParagraph();
      at += line.length + 1;
    } else if (quoted !== undefined) {
      const start = at;
      let lines: string[];
      if (dialect.loose && /^ *>>> /.test(line)) {
        lines = [source.slice(at + line.indexOf('>>> ') + 4)];
        at = source.length + 1;
      } else
        lines = takeLines((next) =>
          dialect.loose && /^ *>>>/.test(next) ? undefined : quotedText(next, dialect),
        );
      const children = parseBlocks(lines.join('\n'), dialect, depth + 1);
      if (children.length) push({ type: 'quote', children });
      else paragraph.push(source.slice(start, at - 1));
    } else if (fence) {
      at += line.length + 1;
      const end = new RegExp('^`{' + fence[1]!.length + ',}\\s*$');
      const code = takeLines((next) => (end.test(next) ? undefined : next)).join('\n');
      at += lineAt(at).length + 1;
      push(codeBlock(fence[2]!.trim().split(/\s/)[0] ?? '', code));
    } else if (tick >= 0 && (hidden < 0 || tick < hidden)) {
      const close = source.indexOf('```', at + tick + 4);
      const [, lang, code] = /^(?:([\w+.#-]+)\n)?\n*([^]*?)$/.exec(source.slice(at + tick + 3, close)) ?? [];
      if (close < 0) looseFences = false;
      else {
        if (tick) paragraph.push(line.slice(0, tick).trimEnd());
        push(codeBlock(lang ?? '', (code ?? '').trimEnd()));
        at = close + 3;
        skipSpace();
      }
    } else if (begins && (heading = HEADING.exec(line))) {
      push({
        type: 'heading',
        level: heading[1]!.length as 1 | 2 | 3,
        children: nest(oneParagraph(parseRuns(heading[2]!, dialect))),
      });
      at += line.length + 1;
    } else if (
      begins &&
      (item = itemPattern(dialect).exec(expandTabs(line))) &&
      (!paragraph.length || dialect.loose || !item[2] || item[2] === '1')
    ) {
      push(
        ...parseLists(
          takeLines((next) => listLine(next, dialect)),
          dialect,
        ),
      );
    } else {
      const close = hidden < 0 ? -1 : closeSpoiler(source, at, at + hidden + 2, dialect);
      const inner = close < 0 ? '' : source.slice(at + hidden + 2, close);
      const children =
        /\S/.test(inner) && HOLDS_BLOCKS.test(inner) ? parseBlocks(inner, dialect, depth + 1) : [];
      if (children.length) {
        if (hidden) paragraph.push(line.slice(0, hidden).trimEnd());
        push({ type: 'spoilerBlock', children });
        at = close + 2;
        skipSpace();
      } else {
        paragraph.push(dialect.loose ? line.replace(SUBTEXT, '') : line);
        at += line.length + 1;
      }
    }
  }
  endParagraph();
  return blocks;
}

const codeBlock = (lang: string, code: string): CodeBlock => ({
  type: 'codeBlock',
  ...(lang && { lang }),
  code,
});

function quotedText(line: string, { loose }: Dialect): string | undefined {
  const found = (loose ? /^ *>(?:>>)? +(.*)$/ : /^>(?: (.*))?$/).exec(line);
  return found ? (found[1] ?? '') : undefined;
}

/** Where `||` stands in a line, outside escapes and code. */
function spoilerSigns(line: string): number[] {
  const found: number[] = [];
  const code = new CodeSpans(line);
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '`') at = code.at(at, line.length).to - 1;
    else if (line[at] === '|') {
      const from = at;
      while (line[at + 1] === '|') at++;
      if (at - from === 1 || at - from === 2) found.push(from);
    }
  }
  return found;
}

/**
 * Where a spoiler opens that does not end on the same line or holds a fence, or -1. In a loose dialect the first `||` is
 * at `open`, what opens from `until` on need not be known yet, and the next fence is at `fence`.
 */
function openSpoiler(line: string, { loose }: Dialect, open: number, until: number, fence: number): number {
  if (loose) {
    for (let close; open >= 0 && open < until; open = line.indexOf('||', close + 2)) {
      close = line.indexOf('||', open + 3);
      if (close < 0 || (open < fence && fence < close)) return open;
    }
    return -1;
  }
  const signs = spoilerSigns(line);
  return signs.length % 2 ? signs.at(-1)! : -1;
}

/** Where the spoiler whose content begins at `from`, in the line at `lineStart`, ends; -1 when it never does. */
function closeSpoiler(source: string, lineStart: number, from: number, { loose }: Dialect): number {
  if (loose) return source.indexOf('||', from + 1);
  let fence = '';
  let at = source.indexOf('\n', lineStart) + 1;
  while (at > 0) {
    const end = source.indexOf('\n', at);
    const line = source.slice(at, end < 0 ? source.length : end);
    const ticks = FENCE.exec(line)?.[1];
    if (fence) {
      if (ticks && ticks.length >= fence.length && !line.trim().slice(ticks.length)) fence = '';
    } else if (ticks) fence = ticks;
    else {
      const sign = spoilerSigns(line)[0];
      if (sign !== undefined) return at + sign;
    }
    at = end + 1;
  }
  return -1;
}

const expandTabs = (line: string) => line.replace(/^[ \t]+/, (space) => space.replaceAll('\t', '    '));

const itemPattern = ({ loose }: Dialect) => (loose ? LOOSE_ITEM : ITEM);

const listLine = (line: string, dialect: Dialect): string | undefined => {
  const flat = expandTabs(line);
  return itemPattern(dialect).test(flat) || /^ {2,}\S/.test(flat) ? flat : undefined;
};

function parseLists(lines: string[], dialect: Dialect): List[] {
  const top: List[] = [];
  const open: { indent: number; lists: List[]; item: ListItem; text: string[] }[] = [];
  const close = (depth: number) => {
    for (const { item, text } of open.splice(depth))
      item.children = nest(oneParagraph(parseRuns(text.join('\n'), dialect)));
  };
  for (const line of lines) {
    const [, space, number, content = ''] = itemPattern(dialect).exec(line) ?? [];
    if (space === undefined) {
      open.at(-1)?.text.push(line.trim());
      continue;
    }
    let depth = open.length;
    while (depth && space.length < open[depth - 1]!.indent + 2) depth--;
    depth = Math.min(depth, MAX_DEPTH - 1);
    const sibling = open[depth];
    const parent = open[depth - 1];
    close(depth);
    const lists = sibling?.lists ?? (parent ? (parent.item.lists ??= []) : top);
    const item: ListItem = { children: [] };
    const ordered = number !== undefined;
    const last = sibling && lists.at(-1);
    if (last?.ordered === ordered) last.items.push(item);
    else
      lists.push({
        type: 'list',
        ordered,
        ...(ordered && Number(number) !== 1 && { start: Number(number) }),
        items: [item],
      });
    open.push({ indent: space.length, lists, item, text: [content.trim()] });
  }
  close(0);
  return top;
}
