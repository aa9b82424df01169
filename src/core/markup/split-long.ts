import { cutBlocks } from './cut-tree.ts';
import { plainText } from './plain-text.ts';
import { tidyTree } from './tidy-tree.ts';
import type { Block, Inline, List, Tree } from './tree.ts';
import { isMarked } from './tree.ts';

/** Room for "(999/999) ", and for what an escape more or less may cost once the number stands there. */
const NUMBER_ROOM = 15;

/**
 * Cuts a tree into numbered messages none of which is longer than `limit` once rendered. Cuts fall between
 * blocks, else between lines, sentences or words, and only in want of these between two graphemes: never inside a
 * Hangul syllable, a surrogate pair or a joined emoji. Marks, lists, quotes and fences are closed at a cut and
 * opened again after it. What fits is one part without a number; an empty tree is no part.
 *
 * @param limit in UTF-16 units, which is never less than what Discord counts
 */
export function splitRendered(tree: Tree, render: (tree: Tree) => string, limit: number): string[] {
  // Rendering costs much, and cutting tries again and again what is far too large: no visible character is rendered as
  // less than one.
  const sizeOf = (part: Tree) => {
    const least = visibleUpTo(part, limit);
    return least > limit ? least : render(part).length;
  };
  return splitTree(tree, sizeOf, limit).map(render);
}

/** How many visible characters blocks have at least; counting stops where there are more than `most`. */
function visibleUpTo(blocks: Tree, most: number): number {
  let count = 0;
  const add = (text: string) => {
    for (let at = 0; at < text.length && count <= most; at++) if (text.charCodeAt(at) > 0x20) count++;
  };
  const inline = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (count > most) return;
      if (isMarked(node)) inline(node.children);
      else if (node.type === 'text') add(node.text);
      else if (node.type === 'code') add(node.code);
      else if (node.type === 'link') inline(node.children);
      else if (node.type !== 'break') count++;
    }
  };
  const list = ({ items }: List) => {
    for (const { children, lists = [] } of items) {
      if (count > most) return;
      inline(children);
      lists.forEach(list);
    }
  };
  const block = (each: Block) => {
    if (each.type === 'list') list(each);
    else if (each.type === 'codeBlock') add(each.code);
    else if (each.type === 'quote' || each.type === 'spoilerBlock') each.children.forEach(block);
    else inline(each.children);
  };
  for (const each of blocks) {
    if (count > most) break;
    block(each);
  }
  return count;
}

/**
 * As {@link splitRendered}, for renderers that give more than a string: `sizeOf` renders a part and measures it.
 * A single character larger than the limit is passed on as it is.
 */
export function splitTree(tree: Tree, sizeOf: (part: Tree) => number, limit: number): Tree[] {
  const whole = tidyTree(tree);
  if (!whole.length || sizeOf(whole) <= limit) return whole.length ? [whole] : [];
  let parts: Tree[] = [];
  for (let room = NUMBER_ROOM; room <= 4 * NUMBER_ROOM; room += NUMBER_ROOM) {
    parts = divide(whole, (part) => sizeOf(part) - Math.max(limit - room, 1));
    if (parts.length > 1)
      parts = parts.map((part, index) => numbered(part, `(${index + 1}/${parts.length})`));
    if (parts.every((part) => sizeOf(part) <= limit)) break;
  }
  return parts;
}

function divide(tree: Tree, over: (part: Tree) => number): Tree[] {
  const parts: Tree[] = [];
  let rest = tree;
  while (rest.length) {
    let [head, tail] = cutBlocks(rest, over);
    if (!head.length) {
      // Its frame alone is too large: say the first block plainly. Spoilers stay masked.
      const [first, ...others] = rest;
      const plain: Tree = [
        { type: 'paragraph', children: [{ type: 'text', text: plainText(first ? [first] : []) }] },
      ];
      [head, tail] = cutBlocks(tidyTree(plain), over, true);
      tail = [...tail, ...others];
    }
    if (head.length) parts.push(head);
    rest = tail;
  }
  return parts;
}

/** Puts "(1/3)" before the first words of a part, or on a line of its own where it does not begin with any. */
function numbered(part: Tree, number: string): Tree {
  const [first, ...rest] = part;
  return first?.type === 'paragraph'
    ? [{ type: 'paragraph', children: [{ type: 'text', text: `${number} ` }, ...first.children] }, ...rest]
    : [{ type: 'paragraph', children: [{ type: 'text', text: number }] }, ...part];
}
