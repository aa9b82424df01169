import { disguisedHost } from '../../../src/core/markup/disguised-host.ts';
import { isMarked, type Block, type Inline, type Tree } from '../../../src/core/markup/tree.ts';
import { parseMarkdown } from '../../../src/core/markup/matinee-markdown.ts';

/**
 * A message in one line without marks, for quotes and announcements. Spoilers stay hidden: what is behind one is
 * replaced by a bar.
 */
export function flatten(markdown: string): string {
  return blocks(parseMarkdown(markdown)).replace(/\s+/g, ' ').trim();
}

const blocks = (tree: Tree): string => tree.map(block).join(' ');

function block(node: Block): string {
  switch (node.type) {
    case 'quote':
      return blocks(node.children);
    case 'list':
      return node.items.map(({ children, lists }) => `${inlines(children)} ${blocks(lists ?? [])}`).join(' ');
    case 'codeBlock':
      return node.code;
    case 'spoilerBlock':
      return '▒▒▒';
    default:
      return inlines(node.children);
  }
}

const inlines = (nodes: Inline[]): string => nodes.map(inline).join('');

function inline(node: Inline): string {
  if (isMarked(node)) return node.type === 'spoiler' ? '▒▒▒' : inlines(node.children);
  switch (node.type) {
    case 'text':
      return node.text;
    case 'code':
      return node.code;
    case 'link': {
      const host = disguisedHost(node);
      return inlines(node.children) + (host === undefined ? '' : ` (${host})`);
    }
    case 'mention':
      return (node.kind === 'channel' ? '#' : '@') + node.name;
    case 'emoji':
      return 'char' in node ? node.char : `:${node.name}:`;
    case 'timestamp':
      return new Date(node.at * 1000).toLocaleString();
    case 'break':
      return ' ';
  }
}
