import { plainText } from '../../core/markup/plain-text.ts';
import type { Block, Inline, List, Tree } from '../../core/markup/tree.ts';
import { isMarked } from '../../core/markup/tree.ts';
import { escapeMrkdwn } from './mrkdwn.ts';

/** What a rich text element of its own costs beside its text, and what it costs to go on after it. */
const ELEMENT = 80;
const STYLE = 16;
const WRAPPER = 100;
const SEPARATOR = 6;

export interface PartSize {
  /** Characters of the escaped text. */
  text: number;
  /** Bytes of the rich text blocks, rather too many than too few. */
  bytes: number;
}

const known = new WeakMap<Block, PartSize>();

/**
 * How large a tree becomes as a Slack message, without rendering it: cutting a long message asks that thousands of times.
 */
export function partSize(tree: Tree): PartSize {
  const total: PartSize = { text: 0, bytes: WRAPPER };
  for (const block of tree) {
    const size = known.get(block) ?? sizeOfBlock(block);
    known.set(block, size);
    total.text += size.text;
    total.bytes += size.bytes;
  }
  return total;
}

const sizeOfBlock = (block: Block): PartSize => ({
  text: escapeMrkdwn(plainText([block])).length + 1,
  bytes: bytesOfBlock(block),
});

function bytesOfBlock(block: Block): number {
  switch (block.type) {
    case 'paragraph':
      return bytesOfInline(block.children, 0) + SEPARATOR;
    case 'heading':
      return bytesOfInline(block.children, 1) + SEPARATOR;
    case 'quote':
      return WRAPPER + sum(block.children, bytesOfBlock);
    case 'list':
      return bytesOfList(block);
    case 'codeBlock':
      return ELEMENT + WRAPPER + bytesOf(block.code);
    case 'spoilerBlock':
      return ELEMENT + sum(block.children, bytesOfBlock);
  }
}

const bytesOfList = (list: List): number =>
  WRAPPER +
  sum(list.items, (item) => {
    // A list below an item ends the list it stands in, which goes on in another element.
    const below = item.lists?.length ? WRAPPER + sum(item.lists, bytesOfList) : 0;
    return ELEMENT + bytesOfInline(item.children, 0) + below;
  });

function bytesOfInline(nodes: readonly Inline[], marks: number): number {
  return sum(nodes, (node) => {
    if (isMarked(node)) return bytesOfInline(node.children, marks + 1);
    const style = marks === 0 ? 0 : ELEMENT + marks * STYLE;
    switch (node.type) {
      case 'text':
        return style + bytesOf(node.text);
      case 'break':
        return style + SEPARATOR;
      case 'code':
        return ELEMENT + marks * STYLE + bytesOf(node.code);
      case 'link':
        return ELEMENT + marks * STYLE + 2 * bytesOf(node.url) + bytesOfInline(node.children, marks);
      case 'mention':
        return ELEMENT + marks * STYLE + bytesOf(node.name);
      case 'emoji':
        return style + bytesOf('char' in node ? node.char : `:${node.name}:`);
      case 'timestamp':
        return 2 * ELEMENT + marks * STYLE;
    }
  });
}

const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text));

function sum<T>(list: readonly T[], weight: (entry: T) => number): number {
  let total = 0;
  for (const entry of list) total += weight(entry);
  return total;
}
