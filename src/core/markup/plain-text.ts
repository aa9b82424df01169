import { disguisedHost } from './disguised-host.ts';
import { maskSpoiler } from './spoiler-mask.ts';
import type { Block, Inline, Leaf, Link, List, Mention, Timestamp, Tree } from './tree.ts';
import { isMarked } from './tree.ts';

export interface PlainTextOptions {
  /** `mask` (the default) puts ▒▒▒ in place of what is hidden, `show` says it. */
  spoilers?: 'mask' | 'show';
}

/**
 * A tree as readable text without any markup, for previews, notifications and search: blocks on their own
 * lines, list items with `•` or their number, links by their label (and real host where the label hides it).
 */
export function plainText(tree: Tree, options: PlainTextOptions = {}): string {
  return tree.map((block) => blockText(block, options)).join('\n');
}

/** The same for inline nodes. */
export function inlineText(nodes: readonly Inline[], options: PlainTextOptions = {}): string {
  return nodes
    .map((node) => {
      if (!isMarked(node)) return leafText(node, options);
      const text = inlineText(node.children, options);
      return node.type === 'spoiler' && options.spoilers !== 'show' ? maskSpoiler(text) : text;
    })
    .join('');
}

/** What to show for a link where only text can be shown: the label, and the real host if the label hides it. */
export function honestLabel(link: Link, options: PlainTextOptions = {}): string {
  const host = disguisedHost(link);
  const label = inlineText(link.children, options);
  return host === undefined ? label : `${label} (${host})`;
}

function blockText(block: Block, options: PlainTextOptions): string {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return inlineText(block.children, options);
    case 'codeBlock':
      return block.code;
    case 'quote':
      return plainText(block.children, options).replace(/^/gm, '> ');
    case 'list':
      return listText(block, options, '');
    case 'spoilerBlock': {
      const hidden = plainText(block.children, { spoilers: 'show' });
      return options.spoilers === 'show' ? hidden : maskSpoiler(hidden);
    }
  }
}

function listText(list: List, options: PlainTextOptions, indent: string): string {
  return list.items
    .flatMap((item, index) => {
      const marker = list.ordered ? `${(list.start ?? 1) + index}.` : '•';
      const text = inlineText(item.children, options).replaceAll('\n', `\n${indent}  `);
      const below = (item.lists ?? []).map((inner) => listText(inner, options, `${indent}  `));
      return [`${indent}${marker} ${text}`, ...below];
    })
    .join('\n');
}

function leafText(leaf: Leaf, options: PlainTextOptions): string {
  switch (leaf.type) {
    case 'text':
      return leaf.text;
    case 'break':
      return '\n';
    case 'code':
      return leaf.code;
    case 'link':
      return honestLabel(leaf, options);
    case 'mention':
      return mentionText(leaf);
    case 'emoji':
      return 'char' in leaf ? leaf.char : `:${leaf.name}:`;
    case 'timestamp':
      return timestampText(leaf);
  }
}

/** A mention as it reads: `#channel`, otherwise `@name`. */
export const mentionText = ({ kind, name }: Mention): string => (kind === 'channel' ? '#' : '@') + name;

/** A moment as `2026-03-01 18:30 UTC`; years beyond four digits and impossible times as seconds. */
export function timestampText({ at }: Timestamp): string {
  const date = new Date(at * 1000);
  return Number.isNaN(date.getTime()) || at < -62e9 || at > 253e9
    ? String(at)
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
