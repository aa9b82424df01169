import { emojiMatcher, emojiNameOf, unicodeOfEmoji } from './emoji.ts';
import type { Block, JsonObject } from './entities.ts';

/** What the composer knows about the workspace while somebody types. */
export interface ComposerContext {
  /** The user id behind a typed `@name`, or undefined. */
  userByName(name: string): string | undefined;
  isCustomEmoji(name: string): boolean;
}

type Style = { bold?: true; italic?: true; strike?: true };

const MARKS: Record<string, keyof Style> = { '*': 'bold', _: 'italic', '~': 'strike' };
const URL_START = /https?:\/\/[^\s<>]+/y;
const CONTROL = /<([@#!])([^<>|]+)(?:\|([^<>]*))?>|<((?:https?|mailto):[^<>|]+)(?:\|([^<>]*))?>/y;
const BROADCASTS = new Set(['channel', 'here', 'everyone']);

function styled(element: JsonObject, style: Style): JsonObject {
  return Object.keys(style).length > 0 ? { ...element, style: { ...style } } : element;
}

/** A mark opens where a word could begin and something follows; it closes at its next partner after a non-space. */
function closingMark(text: string, open: number): number {
  const mark = text[open] ?? '';
  const before = open === 0 ? ' ' : (text[open - 1] ?? ' ');
  const after = text[open + 1] ?? ' ';
  if (/[\p{L}\p{N}]/u.test(before) || before === mark || /\s/.test(after) || after === mark) return -1;
  for (let at = open + 2; at < text.length && text[at] !== '\n'; at += 1) {
    if (text[at] === mark && !/\s/.test(text[at - 1] ?? ' ')) return at;
  }
  return -1;
}

function controlElement(match: RegExpExecArray): JsonObject {
  const [, sigil, target = '', label, url, urlLabel] = match;
  if (url !== undefined) return urlLabel ? { type: 'link', url, text: urlLabel } : { type: 'link', url };
  if (sigil === '@') return { type: 'user', user_id: target };
  if (sigil === '#') return { type: 'channel', channel_id: target };
  if (BROADCASTS.has(target)) return { type: 'broadcast', range: target };
  const group = /^subteam\^(\w+)$/.exec(target)?.[1];
  if (group !== undefined) return { type: 'usergroup', usergroup_id: group };
  return { type: 'text', text: label ?? target };
}

function inlineElements(text: string, context: ComposerContext, style: Style = {}): JsonObject[] {
  const elements: JsonObject[] = [];
  let plain = '';
  const flush = (): void => {
    const pattern = emojiMatcher();
    let from = 0;
    for (const match of plain.matchAll(pattern)) {
      const name = emojiNameOf(match[0]);
      if (name === undefined) continue;
      if (match.index > from)
        elements.push(styled({ type: 'text', text: plain.slice(from, match.index) }, style));
      elements.push(emojiElement(name));
      from = match.index + match[0].length;
    }
    if (from < plain.length) elements.push(styled({ type: 'text', text: plain.slice(from) }, style));
    plain = '';
  };
  const take = (element: JsonObject): void => {
    flush();
    elements.push(element);
  };

  for (let at = 0; at < text.length;) {
    const character = text[at] ?? '';
    if (character === '`') {
      const close = text.indexOf('`', at + 1);
      if (close > at + 1 && !text.slice(at, close).includes('\n')) {
        take({ type: 'text', text: text.slice(at + 1, close), style: { ...style, code: true } });
        at = close + 1;
        continue;
      }
    }
    const mark = MARKS[character];
    if (mark !== undefined && !style[mark]) {
      const close = closingMark(text, at);
      if (close > 0) {
        flush();
        elements.push(...inlineElements(text.slice(at + 1, close), context, { ...style, [mark]: true }));
        at = close + 1;
        continue;
      }
    }
    const found = special(text, at, context, style);
    if (found) {
      take(found.element);
      at += found.length;
      continue;
    }
    plain += character;
    at += 1;
  }
  flush();
  return elements;
}

function special(
  text: string,
  at: number,
  context: ComposerContext,
  style: Style,
): { element: JsonObject; length: number } | undefined {
  const character = text[at];
  if (character === '<') {
    CONTROL.lastIndex = at;
    const match = CONTROL.exec(text);
    if (match) return { element: styled(controlElement(match), style), length: match[0].length };
  }
  if (character === 'h') {
    URL_START.lastIndex = at;
    const url = URL_START.exec(text)?.[0].replace(/[*_~`.,;:!?)\]}'"]+$/, '');
    if (url) return { element: styled({ type: 'link', url }, style), length: url.length };
  }
  if (character === ':') {
    const name = /^:([^\s:]+(?:::skin-tone-[2-6])?):/.exec(text.slice(at, at + 120))?.[1];
    if (name !== undefined && (unicodeOfEmoji(name) !== undefined || context.isCustomEmoji(name))) {
      return { element: emojiElement(name), length: name.length + 2 };
    }
  }
  if (character === '@' && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? ' ')) {
    const name = /^@([\p{L}\p{N}._-]+)/u.exec(text.slice(at, at + 120))?.[1] ?? '';
    if (BROADCASTS.has(name)) return { element: { type: 'broadcast', range: name }, length: name.length + 1 };
    const userId = context.userByName(name);
    if (userId !== undefined) return { element: { type: 'user', user_id: userId }, length: name.length + 1 };
  }
  return undefined;
}

function emojiElement(name: string): JsonObject {
  const [base = name, tone] = name.split('::skin-tone-');
  const unicode = unicodeOfEmoji(name);
  const hex =
    unicode === undefined
      ? {}
      : { unicode: [...unicode].map((character) => (character.codePointAt(0) ?? 0).toString(16)).join('-') };
  return { type: 'emoji', name: base, ...hex, ...(tone === undefined ? {} : { skin_tone: Number(tone) }) };
}

interface Line {
  kind: 'plain' | 'quote' | 'bullet' | 'ordered';
  body: string;
}

function lineOf(raw: string): Line {
  const quote = /^>\s?(.*)$/.exec(raw);
  if (quote) return { kind: 'quote', body: quote[1] ?? '' };
  const bullet = /^\s*[-•]\s+(.*)$/.exec(raw);
  if (bullet) return { kind: 'bullet', body: bullet[1] ?? '' };
  const ordered = /^\s*\d{1,3}\.\s+(.*)$/.exec(raw);
  if (ordered) return { kind: 'ordered', body: ordered[1] ?? '' };
  return { kind: 'plain', body: raw };
}

function linesToParts(text: string, context: ComposerContext): JsonObject[] {
  const parts: JsonObject[] = [];
  const lines = text.split('\n').map(lineOf);
  for (let at = 0; at < lines.length;) {
    const kind = lines[at]?.kind ?? 'plain';
    let end = at;
    while (end < lines.length && lines[end]?.kind === kind) end += 1;
    const bodies = lines.slice(at, end).map((line) => line.body);
    if (kind === 'bullet' || kind === 'ordered') {
      const items = bodies.map((body) => ({
        type: 'rich_text_section',
        elements: inlineElements(body, context),
      }));
      parts.push({ type: 'rich_text_list', style: kind, indent: 0, elements: items });
    } else if (kind === 'quote') {
      parts.push({ type: 'rich_text_quote', elements: inlineElements(bodies.join('\n'), context) });
    } else {
      const body = bodies.join('\n') + (end < lines.length ? '\n' : '');
      const elements = inlineElements(body, context);
      if (elements.length > 0) parts.push({ type: 'rich_text_section', elements });
    }
    at = end;
  }
  return parts;
}

/**
 * The rich_text block Slack's composer makes of what a person typed: `*bold*`, `_italic_`, `~strike~`,
 * `` `code` ``, fences, `> quotes`, `- lists`, `1. lists`, links, `:emoji:` and emoji characters,
 * `<@U…>`, `@name`, `@channel`. Marks take effect as they are closed, so a Korean particle may follow one.
 */
export function typedTextToRichText(text: string, blockId: string, context: ComposerContext): Block {
  const parts: JsonObject[] = [];
  const fence = /```\n?([\s\S]+?)\n?```\n?/g;
  let from = 0;
  for (const match of text.matchAll(fence)) {
    if (match.index > from)
      parts.push(...linesToParts(text.slice(from, match.index).replace(/\n$/, ''), context));
    parts.push({
      type: 'rich_text_preformatted',
      border: 0,
      elements: [{ type: 'text', text: match[1] ?? '' }],
    });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(...linesToParts(text.slice(from), context));
  return { type: 'rich_text', block_id: blockId, elements: parts };
}
