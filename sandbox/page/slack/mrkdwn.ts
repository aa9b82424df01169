/** Slack's mrkdwn as its client reads it, into a tree that is easy to draw. */

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; label: string | undefined }
  | { type: 'user' | 'channel' | 'group'; id: string; label: string | undefined }
  | { type: 'broadcast'; range: string }
  | { type: 'emoji'; name: string }
  | { type: 'date'; seconds: number; format: string; fallback: string };

export type Block =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'quote'; children: Inline[] }
  | { type: 'fence'; text: string };

const MARKS: Record<string, 'strong' | 'emphasis' | 'strike'> = {
  '*': 'strong',
  _: 'emphasis',
  '~': 'strike',
};
const CONTROL = /^<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/;

/** `&amp;`, `&lt;` and `&gt;` as the characters they stand for. */
export const unescape = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

export function parseMrkdwn(source: string): Block[] {
  const blocks: Block[] = [];
  let rest = source;
  for (let fence = FENCE.exec(rest); fence; fence = FENCE.exec(rest)) {
    blocks.push(...parseLines(rest.slice(0, fence.index).replace(/\n$/, '')));
    blocks.push({ type: 'fence', text: unescape(fence[1] ?? '') });
    rest = rest.slice(fence.index + fence[0].length).replace(/^\n/, '');
  }
  blocks.push(...parseLines(rest));
  return blocks;
}

const FENCE = /```\n?([\s\S]+?)\n?```/;
const QUOTED = /^(?:&gt;|>) ?/;

function parseLines(source: string): Block[] {
  if (source === '') return [];
  const blocks: Block[] = [];
  const lines = source.split('\n');
  for (let at = 0; at < lines.length;) {
    const quoted = QUOTED.test(lines[at] ?? '');
    let end = at;
    while (end < lines.length && QUOTED.test(lines[end] ?? '') === quoted) end += 1;
    const some = lines.slice(at, end).map((line) => (quoted ? line.replace(QUOTED, '') : line));
    blocks.push({ type: quoted ? 'quote' : 'paragraph', children: parseInline(some.join('\n')) });
    at = end;
  }
  return blocks;
}

export function parseInline(source: string): Inline[] {
  const result: Inline[] = [];
  let text = '';
  const take = (node: Inline): void => {
    if (text !== '') result.push({ type: 'text', text: unescape(text) });
    text = '';
    result.push(node);
  };
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const found = readCode(rest) ?? readControl(rest) ?? readEmoji(rest) ?? readMark(rest, source[at - 1]);
    if (found) {
      take(found.node);
      at += found.length;
      continue;
    }
    text += source[at];
    at += 1;
  }
  if (text !== '') result.push({ type: 'text', text: unescape(text) });
  return result;
}

interface Found {
  node: Inline;
  length: number;
}

function readCode(rest: string): Found | undefined {
  const code = /^`([^`\n]+)`/.exec(rest);
  return code ? { node: { type: 'code', text: unescape(code[1] ?? '') }, length: code[0].length } : undefined;
}

function readControl(rest: string): Found | undefined {
  const match = CONTROL.exec(rest);
  if (!match) return undefined;
  const [{ length }, sigil, target = '', raw] = match;
  const label = raw === undefined ? undefined : unescape(raw);
  if (sigil === '@') return { node: { type: 'user', id: target, label }, length };
  if (sigil === '#') return { node: { type: 'channel', id: target, label }, length };
  if (sigil === '') return { node: { type: 'link', url: unescape(target), label }, length };
  const group = /^subteam\^(\w+)/.exec(target);
  if (group?.[1]) return { node: { type: 'group', id: group[1], label }, length };
  const date = /^date\^(\d+)\^(.+?)(?:\^.*)?$/.exec(target);
  if (date) {
    const node: Inline = {
      type: 'date',
      seconds: Number(date[1]),
      format: date[2] ?? '',
      fallback: label ?? '',
    };
    return { node, length };
  }
  return { node: { type: 'broadcast', range: label ?? target }, length };
}

function readEmoji(rest: string): Found | undefined {
  const emoji = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(rest);
  return emoji ? { node: { type: 'emoji', name: emoji[1] ?? '' }, length: emoji[0].length } : undefined;
}

/** A mark counts at the edge of a word only: before it no letter, after its partner none either. */
function readMark(rest: string, before: string | undefined): Found | undefined {
  const mark = rest[0] ?? '';
  const type = MARKS[mark];
  if (
    !type ||
    (before !== undefined && /[\p{L}\p{N}]/u.test(before)) ||
    /^.[\s]/.test(rest) ||
    rest[1] === mark
  )
    return undefined;
  for (let at = 2; at < rest.length && rest[at] !== '\n'; at += 1) {
    if (rest[at] !== mark || /\s/.test(rest[at - 1] ?? ' ')) continue;
    if (/[\p{L}\p{N}]/u.test(rest[at + 1] ?? ' ')) continue;
    return { node: { type, children: parseInline(rest.slice(1, at)) }, length: at + 1 };
  }
  return undefined;
}
