import { bareUrlAt } from '../../core/markup/bare-url.ts';
import { autolink } from '../../core/markup/inline-parser.ts';
import { isSafeUrl } from '../../core/markup/link-safety.ts';
import type { Run } from '../../core/markup/mark-runs.ts';
import { nest, tidy } from '../../core/markup/mark-runs.ts';
import type { Sign, Token } from '../../core/markup/pair-signs.ts';
import { pairSigns } from '../../core/markup/pair-signs.ts';
import { paragraphs } from '../../core/markup/paragraphs.ts';
import type { Block, Leaf, List, Tree } from '../../core/markup/tree.ts';
import { fromSlackName } from './emoji-names.ts';
import type { SlackNames } from './slack-names.ts';
import { slackBroadcast, slackChannel, slackEmoji, slackPerson, slackUsergroup } from './slack-names.ts';

const FENCE = '```';

/** Makes text literal in any Slack text field: with these three escaped nothing can mention or link. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const unescape = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/**
 * Parses Slack's mrkdwn text, for messages without blocks. Kinder than Slack in one thing: a Korean particle
 * directly after a mark (`*굵게*입니다`) does not undo it. Never throws; time is linear in the length.
 */
export function parseMrkdwn(text: string, names: SlackNames = {}): Tree {
  const blocks: Block[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf(FENCE, at);
    const close = open < 0 ? -1 : text.indexOf(FENCE, open + FENCE.length + 1);
    blocks.push(...parseLines(text.slice(at, close < 0 ? text.length : open), names));
    if (close < 0) break;
    const code = text.slice(open + FENCE.length, close).replace(/^\n|\n$/g, '');
    blocks.push({ type: 'codeBlock', code: codeText(code) });
    at = close + FENCE.length;
  }
  return blocks;
}

/** Code as written: Slack puts addresses in angle brackets even there. */
const codeText = (code: string) =>
  unescape(
    code.replace(
      /<([^<>|]{1,2048})(?:\|([^<>]{0,2048}))?>/g,
      (_, body: string, label?: string) => label ?? body,
    ),
  );

const QUOTE = /^(?:&gt;|>) ?(.*)$/;
const QUOTE_REST = /^(?:&gt;|>){3} ?/;
const BULLET = /^([ \t]*)[•◦▪] ?(.*\S.*)$/;

/** Paragraphs, bullet lists and, where `mayQuote`, quotes (which do not nest on Slack). */
function parseLines(text: string, names: SlackNames, mayQuote = true): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let plain: string[] = [];
  const push = (...found: Block[]) => {
    const runs: Run[] = [];
    plain.forEach((line, index) => {
      if (index) runs.push({ leaf: { type: 'break' }, marks: 0 });
      if (line) for (const run of lineRuns(line, names)) runs.push(run);
    });
    blocks.push(
      ...paragraphs(runs).map((own): Block => ({ type: 'paragraph', children: nest(own) })),
      ...found,
    );
    plain = [];
  };
  for (let at = 0; at < lines.length;) {
    const start = at;
    // Nothing begins on an empty line, and there may be many.
    if (lines[at] === '') {
      plain.push(lines[at++]!);
      continue;
    }
    if (mayQuote && QUOTE_REST.test(lines[at]!)) at = lines.length;
    else while (mayQuote && QUOTE.test(lines[at] ?? '')) at++;
    const quoted = lines.slice(start, at);
    const children = quoted.length ? parseLines(quoted.map(unquoted).join('\n'), names, false) : [];
    if (children.length) push({ type: 'quote', children });
    else plain.push(...quoted);
    const bullets: RegExpExecArray[] = [];
    for (let found; (found = BULLET.exec(lines[at] ?? '')); at++) bullets.push(found);
    if (bullets.length) push(...bulletLists(bullets, names));
    if (at === start) plain.push(lines[at++]!);
  }
  push();
  return blocks;
}

const unquoted = (line: string, index: number): string =>
  index === 0 && QUOTE_REST.test(line) ? line.replace(QUOTE_REST, '') : line.replace(QUOTE, '$1');

const MAX_INDENT = 8;

function bulletLists(bullets: readonly RegExpExecArray[], names: SlackNames): List[] {
  const top: List[] = [];
  const open: { indent: number; list: List }[] = [];
  for (const [, space = '', content = ''] of bullets) {
    while (open.length && (open.at(-1)!.indent > space.length || open.length > MAX_INDENT)) open.pop();
    const last = open.at(-1);
    const item = { children: nest(tidy(lineRuns(content.trim(), names))) };
    if (last?.indent === space.length) last.list.items.push(item);
    else {
      const list: List = { type: 'list', ordered: false, items: [item] };
      const parent = last?.list.items.at(-1);
      if (parent) (parent.lists ??= []).push(list);
      else top.push(list);
      open.push({ indent: space.length, list });
    }
  }
  return top;
}

/** What stands for nothing but itself, to be taken in one step. */
const PLAIN = /[^*_~<&`:h]+/y;
const SIGNS: ReadonlyMap<string, Sign['parts']> = new Map([
  ['*', [{ raw: '*', mark: 'strong' }]],
  ['_', [{ raw: '_', mark: 'emphasis' }]],
  ['~', [{ raw: '~', mark: 'strike' }]],
]);
const EMOJI = /:([^\s:<>&*~`]{1,100}(?:::skin-tone-[2-6](?:-[2-6])?)?):/y;
const ANGLE = /<([^<>\n]{1,4200})>/y;
const ENTITY = /&(?:amp|lt|gt);/y;
const CODE = /`([^`\n]+)`/y;

/** One line's runs: on Slack, marks never reach over a line's end. */
function lineRuns(line: string, names: SlackNames): Run[] {
  const tokens: Token[] = [];
  let literal = '';
  const endText = () => {
    if (literal) tokens.push({ type: 'text', text: literal });
    literal = '';
  };
  for (let at = 0; at < line.length;) {
    PLAIN.lastIndex = at;
    if (PLAIN.test(line)) {
      literal += line.slice(at, PLAIN.lastIndex);
      at = PLAIN.lastIndex;
      continue;
    }
    const sign = signAt(line, at);
    const leaf = sign ? undefined : leafAt(line, at, names);
    const token = sign ?? leaf?.token;
    if (token) {
      endText();
      tokens.push(token);
    } else literal += line.charAt(at);
    at += leaf?.length ?? 1;
  }
  endText();
  return tokens.length < 2 ? pairSigns(tokens) : tidy(pairSigns(tokens));
}

function signAt(line: string, at: number): Sign | undefined {
  const raw = line.charAt(at);
  const parts = SIGNS.get(raw);
  if (!parts) return undefined;
  const before = line.charAt(at - 1);
  const after = line.charAt(at + 1);
  if (before === raw || after === raw) return undefined;
  return {
    parts,
    opens: /\S/.test(after) && !/[\p{L}\p{N}]/u.test(before),
    closes: /\S/.test(before) && !/\w/.test(after.replace('_', '')),
  };
}

function leafAt(line: string, at: number, names: SlackNames): { token: Leaf; length: number } | undefined {
  const match = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(line);
  };
  let found: RegExpExecArray | null;
  switch (line.charAt(at)) {
    case '<': {
      const leaf = (found = match(ANGLE)) && angle(found[1]!, names);
      return leaf ? { token: leaf, length: found![0].length } : undefined;
    }
    case '&':
      return (found = match(ENTITY))
        ? { token: { type: 'text', text: unescape(found[0]) }, length: found[0].length }
        : undefined;
    case '`':
      return (found = match(CODE))
        ? { token: { type: 'code', code: codeText(found[1]!) }, length: found[0].length }
        : undefined;
    case ':':
      if (
        !(found = match(EMOJI)) ||
        (fromSlackName(found[1]!) === null && names.emojiUrl?.(found[1]!) === undefined)
      )
        return undefined;
      return { token: slackEmoji(found[1]!, names), length: found[0].length };
    case 'h': {
      const url = /\w/.test(line.charAt(at - 1)) ? undefined : bareUrlAt(line, at);
      return url === undefined ? undefined : { token: autolink(unescape(url)), length: url.length };
    }
    default:
      return undefined;
  }
}

const ID = /^[A-Z\d]{2,40}$/;

/** What `<body>` stands for; unknown commands show their label. */
function angle(body: string, names: SlackNames): Leaf | undefined {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescape(body.slice(bar + 1));
  const id = target.slice(1);
  if (target.startsWith('@') && ID.test(id)) return slackPerson(id, names, label);
  if (target.startsWith('#') && ID.test(id)) return slackChannel(id, names, label);
  if (target.startsWith('!')) return command(id, names, label);
  const url = unescape(target);
  if (!isSafeUrl(url)) return label === undefined ? undefined : { type: 'text', text: label };
  return label?.trim() ? { type: 'link', url, children: [{ type: 'text', text: label }] } : autolink(url);
}

function command(name: string, names: SlackNames, label?: string): Leaf | undefined {
  if (name === 'here' || name === 'channel' || name === 'everyone') return slackBroadcast(name);
  const [kind, argument = ''] = name.split('^');
  if (kind === 'subteam') return slackUsergroup(argument, names, label);
  if (kind === 'date' && /^-?\d{1,12}$/.test(argument)) return { type: 'timestamp', at: Number(argument) };
  return label === undefined ? undefined : { type: 'text', text: label };
}
