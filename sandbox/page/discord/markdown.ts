/** Discord's markdown as its client reads it, into a tree that is easy to draw. */

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; url: string; children: Inline[] }
  | { type: 'user' | 'role' | 'channel'; id: string }
  | { type: 'emoji'; id: string; name: string; animated: boolean }
  | { type: 'broadcast'; text: string }
  | { type: 'time'; seconds: number; style: string };

export type Block =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: number; children: Inline[] }
  | { type: 'small'; children: Inline[] }
  | { type: 'quote'; children: Block[] }
  | { type: 'list'; ordered: boolean; start: number; items: { depth: number; children: Inline[] }[] }
  | { type: 'fence'; text: string };

const PAIRS: readonly { mark: string; type: 'strong' | 'emphasis' | 'underline' | 'strike' | 'spoiler' }[] = [
  { mark: '||', type: 'spoiler' },
  { mark: '**', type: 'strong' },
  { mark: '__', type: 'underline' },
  { mark: '~~', type: 'strike' },
  { mark: '*', type: 'emphasis' },
  { mark: '_', type: 'emphasis' },
];
const URL_PATTERN = /^https?:\/\/[^\s<>]*[^\s<>.,:;"'\])!?*_~|]/;
const CONTROL =
  /^<(?:@!?(?<user>\d+)|@&(?<role>\d+)|#(?<channel>\d+)|(?<animated>a?):(?<emoji>\w+):(?<emojiId>\d+)|t:(?<time>-?\d+)(?::(?<style>[tTdDfFR]))?|(?<url>https?:\/\/[^\s<>]+))>/;
const MASKED = /^\[(?<label>[^\]\n]+)\]\((?<url><?https?:\/\/[^\s)]+>?)(?:\s+"[^"\n]*")?\)/;

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.split('\n');
  let plain: string[] = [];
  const flush = (): void => {
    while (plain.length > 0 && plain[0] === '') plain.shift();
    while (plain.at(-1) === '') plain.pop();
    if (plain.length > 0) blocks.push({ type: 'paragraph', children: parseInline(plain.join('\n')) });
    plain = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const rest = lines.slice(at).join('\n');
    const fence = /^```(?:[a-zA-Z0-9_+-]*\n)?([\s\S]+?)\n?```/.exec(rest);
    const heading = /^(#{1,3})\s+(\S.*)$/.exec(line);
    const small = /^-#\s+(\S.*)$/.exec(line);
    if (fence) {
      flush();
      blocks.push({ type: 'fence', text: fence[1] ?? '' });
      at += fence[0].split('\n').length - 1;
      const after = rest.slice(fence[0].length).split('\n')[0] ?? '';
      if (after.trim() !== '') plain.push(after);
    } else if (line.startsWith('>>> ')) {
      flush();
      blocks.push({ type: 'quote', children: parseMarkdown(rest.slice(4)) });
      break;
    } else if (/^> /.test(line) || line === '>') {
      flush();
      const quoted: string[] = [];
      while (at < lines.length && (/^> /.test(lines[at] ?? '') || lines[at] === '>')) {
        quoted.push((lines[at] ?? '').slice(2));
        at += 1;
      }
      at -= 1;
      blocks.push({ type: 'quote', children: parseMarkdown(quoted.join('\n')) });
    } else if (heading) {
      flush();
      blocks.push({
        type: 'heading',
        level: heading[1]?.length ?? 1,
        children: parseInline(heading[2] ?? ''),
      });
    } else if (small) {
      flush();
      blocks.push({ type: 'small', children: parseInline(small[1] ?? '') });
    } else if (LIST_ITEM.test(line)) {
      flush();
      const list = readList(lines, at);
      blocks.push(list.block);
      at = list.end - 1;
    } else {
      plain.push(line);
    }
  }
  flush();
  return blocks;
}

const LIST_ITEM = /^(\s*)(?:([-*])|(\d{1,4})\.)\s+(\S.*)$/;

function readList(lines: readonly string[], from: number): { block: Block; end: number } {
  const first = LIST_ITEM.exec(lines[from] ?? '');
  const ordered = first?.[3] !== undefined;
  const items: { depth: number; children: Inline[] }[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const item = LIST_ITEM.exec(lines[at] ?? '');
    if (!item || (item[3] !== undefined) !== ordered) break;
    items.push({
      depth: Math.min(3, Math.floor((item[1]?.length ?? 0) / 2)),
      children: parseInline(item[4] ?? ''),
    });
  }
  return { block: { type: 'list', ordered, start: Number(first?.[3] ?? 1), items }, end: at };
}

export function parseInline(source: string): Inline[] {
  const result: Inline[] = [];
  let text = '';
  const take = (node: Inline): void => {
    if (text !== '') result.push({ type: 'text', text });
    text = '';
    result.push(node);
  };
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const escaped = /^\\([^A-Za-z0-9\s])/.exec(rest);
    if (escaped) {
      text += escaped[1];
      at += 2;
      continue;
    }
    const found = readCode(rest) ?? readPair(rest, source[at - 1]) ?? readReference(rest);
    if (found) {
      take(found.node);
      at += found.length;
      continue;
    }
    text += source[at];
    at += 1;
  }
  if (text !== '') result.push({ type: 'text', text });
  return result;
}

interface Found {
  node: Inline;
  length: number;
}

function readCode(rest: string): Found | undefined {
  const code = /^(`+)([^`]|[^`][\s\S]*?[^`])\1(?!`)/.exec(rest);
  return code ? { node: { type: 'code', text: (code[2] ?? '').trim() }, length: code[0].length } : undefined;
}

function readPair(rest: string, before: string | undefined): Found | undefined {
  for (const { mark, type } of PAIRS) {
    if (!rest.startsWith(mark)) continue;
    if (mark === '_' && before !== undefined && /[\p{L}\p{N}]/u.test(before)) continue;
    const close = closing(rest, mark);
    if (close < 0) continue;
    const inner = rest.slice(mark.length, close);
    return { node: { type, children: parseInline(inner) }, length: close + mark.length };
  }
  return undefined;
}

/** Where a mark closes again: not empty, for single stars not after a space, and not inside code or an escape. */
function closing(rest: string, mark: string): number {
  if (mark === '*' && /^\*\s/.test(rest)) return -1;
  for (let at = mark.length; at < rest.length; at += 1) {
    if (rest[at] === '\\') {
      at += 1;
      continue;
    }
    const code = rest[at] === '`' ? readCode(rest.slice(at)) : undefined;
    if (code) {
      at += code.length - 1;
      continue;
    }
    if (!rest.startsWith(mark, at) || at === mark.length) continue;
    if (mark.length === 1) {
      if (rest[at + 1] === mark) {
        at += 1;
        continue;
      }
      if (/\s/.test(rest[at - 1] ?? ' ')) continue;
      if (mark === '_' && /[\p{L}\p{N}]/u.test(rest[at + 1] ?? ' ')) continue;
    } else if (rest[at + mark.length] === mark[0] && mark !== '||') {
      continue;
    }
    return at;
  }
  return -1;
}

function readReference(rest: string): Found | undefined {
  const control = CONTROL.exec(rest);
  if (control?.groups) {
    const { user, role, channel, emoji = '', emojiId, animated, time, style = 'f', url } = control.groups;
    const { length } = control[0];
    if (user !== undefined) return { node: { type: 'user', id: user }, length };
    if (role !== undefined) return { node: { type: 'role', id: role }, length };
    if (channel !== undefined) return { node: { type: 'channel', id: channel }, length };
    if (emojiId !== undefined)
      return { node: { type: 'emoji', id: emojiId, name: emoji, animated: animated === 'a' }, length };
    if (time !== undefined) return { node: { type: 'time', seconds: Number(time), style }, length };
    if (url !== undefined)
      return { node: { type: 'link', url, children: [{ type: 'text', text: url }] }, length };
  }
  const masked = MASKED.exec(rest);
  if (masked?.groups) {
    const { label = '', url = '' } = masked.groups;
    const node: Inline = { type: 'link', url: url.replaceAll(/^<|>$/g, ''), children: parseInline(label) };
    return { node, length: masked[0].length };
  }
  const bare = URL_PATTERN.exec(rest);
  if (bare)
    return {
      node: { type: 'link', url: bare[0], children: [{ type: 'text', text: bare[0] }] },
      length: bare[0].length,
    };
  const broadcast = /^@(?:everyone|here)\b/.exec(rest);
  return broadcast
    ? { node: { type: 'broadcast', text: broadcast[0] }, length: broadcast[0].length }
    : undefined;
}

/** The words without marks, on one line; spoilers stay hidden. */
export function plainText(source: string, nameOf: (id: string) => string): string {
  const inline = (nodes: readonly Inline[]): string =>
    nodes
      .map((node) => {
        switch (node.type) {
          case 'text':
          case 'code':
          case 'broadcast':
            return node.text;
          case 'spoiler':
            return '▒▒▒▒';
          case 'user':
            return `@${nameOf(node.id)}`;
          case 'emoji':
            return `:${node.name}:`;
          case 'strong':
          case 'emphasis':
          case 'underline':
          case 'strike':
          case 'link':
            return inline(node.children);
          default:
            return '';
        }
      })
      .join('');
  const block = (each: Block): string => {
    if (each.type === 'fence') return each.text;
    if (each.type === 'quote') return each.children.map(block).join(' ');
    if (each.type === 'list') return each.items.map(({ children }) => inline(children)).join(' ');
    return inline(each.children);
  };
  return parseMarkdown(source).map(block).join(' ').replaceAll(/\s+/g, ' ').trim();
}
