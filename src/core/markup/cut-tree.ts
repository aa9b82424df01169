import { cutPoint, longestFit } from './cut-text.ts';
import { flatten, nest, tidy } from './mark-runs.ts';
import type { Block, Inline, List, ListItem, Tree } from './tree.ts';
import { isMarked } from './tree.ts';

/**
 * Divides blocks in two: as much as is not `over`, and the rest. A block that would fit by itself is not cut.
 * The first is empty only when nothing at all over, unless `forced`, which always takes at least one character.
 */
export function cutBlocks(blocks: Tree, over: (head: Tree) => number, forced = false): [Tree, Tree] {
  const count = longestFit(blocks.length, (length) => over(blocks.slice(0, length)));
  const head = blocks.slice(0, count);
  const [next, ...rest] = blocks.slice(count);
  if (!next || (count && over([next]) <= 0)) return [head, blocks.slice(count)];
  const [first, second] = cutBlock(next, (piece) => over([...head, piece]), forced && !count);
  return first
    ? [
        [...head, first],
        [...second, ...rest],
      ]
    : [head, [next, ...rest]];
}

type Cut = [Block | undefined, Tree];

function cutBlock(block: Block, over: (piece: Block) => number, forced: boolean): Cut {
  switch (block.type) {
    case 'paragraph':
    case 'heading': {
      const [head, tail] = cutInline(block.children, (children) => over({ ...block, children }), forced);
      return head.length
        ? [{ ...block, children: head }, tail.length ? [{ ...block, children: tail }] : []]
        : [undefined, [block]];
    }
    case 'quote':
    case 'spoilerBlock': {
      const [head, tail] = cutBlocks(block.children, (children) => over({ ...block, children }));
      return head.length
        ? [{ ...block, children: head }, tail.length ? [{ ...block, children: tail }] : []]
        : [undefined, [block]];
    }
    case 'codeBlock': {
      const at = cutPoint(block.code, (end) => over({ ...block, code: block.code.slice(0, end) }));
      const rest = block.code.slice(at).replace(/^\n/, '');
      return at
        ? [{ ...block, code: block.code.slice(0, at) }, rest ? [{ ...block, code: rest }] : []]
        : [undefined, [block]];
    }
    case 'list':
      return cutList(block, over);
  }
}

/** Cuts between items; inside one only when it alone is too long. What is left of it goes on as an item. */
function cutList(list: List, over: (piece: Block) => number): Cut {
  const withItems = (items: ListItem[], from = 0): List => {
    const { start: _start, ...bare } = list;
    const start = (list.start ?? 1) + from;
    return { ...bare, ...(list.ordered && start !== 1 && { start }), items };
  };
  const count = longestFit(list.items.length, (length) => over(withItems(list.items.slice(0, length))));
  if (count) {
    const rest = list.items.slice(count);
    return [withItems(list.items.slice(0, count)), rest.length ? [withItems(rest, count)] : []];
  }
  const [item, ...others] = list.items;
  if (!item) return [undefined, []];
  const after: Tree = others.length ? [withItems(others, 1)] : [];
  const { lists = [], children } = item;
  if (over(withItems([{ children }])) <= 0) {
    const [below, rest] = cutBlocks(lists, (kept) => over(withItems([{ children, lists: kept as List[] }])));
    const head: ListItem = { children, ...(below.length && { lists: below as List[] }) };
    return [withItems([head]), [...rest, ...after]];
  }
  const [head, tail] = cutInline(children, (kept) => over(withItems([{ children: kept }])), false);
  if (!head.length) return [undefined, [list]];
  const left: ListItem[] = tail.length
    ? [{ children: tail, ...(lists.length && { lists }) }]
    : lists.flatMap(({ items }) => items);
  return [withItems([{ children: head }]), [withItems([...left, ...others])]];
}

function cutInline(
  nodes: readonly Inline[],
  over: (head: Inline[]) => number,
  forced: boolean,
): [Inline[], Inline[]] {
  const near = nearNodes(nodes, over);
  const text = near.map(textOf).join('');
  const upTo = (end: number) => divideAt(near, end)[0];
  let at = cutPoint(text, (end) => over(upTo(end)));
  if (!at && forced) at = text.codePointAt(0)! > 0xffff ? 2 : 1;
  const trimmedEnd = text.slice(0, at).trimEnd().length;
  let from = pastSpace(text, at);
  if (from === text.length) from = pastSpace(nodes.map(textOf).join(''), at);
  return [nest(tidy(flatten(upTo(trimmedEnd)))), divideAt(nodes, from)[1]];
}

/**
 * The first of the nodes, more than fit or all of them: a cut looks no further, so that what comes after it costs nothing.
 */
function nearNodes(nodes: readonly Inline[], over: (head: Inline[]) => number): readonly Inline[] {
  for (let count = 128; count < nodes.length; count *= 4) {
    const near = nodes.slice(0, count);
    if (over(near) > 0) return near;
  }
  return nodes;
}

const pastSpace = (text: string, at: number): number => text.length - text.slice(at).trimStart().length;

/** One character for what cannot be cut. */
const WHOLE = '\uFFFC';

function textOf(node: Inline): string {
  if (isMarked(node)) return node.children.map(textOf).join('');
  switch (node.type) {
    case 'text':
      return node.text;
    case 'code':
      return node.code;
    case 'break':
      return '\n';
    default:
      return WHOLE;
  }
}

/**
 * What is before a place in the text of nodes, and what is after it. Only the nodes that stand over the place are taken
 * apart, all others are the same as before: a long paragraph costs its length once, not once for each part.
 */
function divideAt(nodes: readonly Inline[], at: number): [Inline[], Inline[]] {
  let start = 0;
  for (const [index, node] of nodes.entries()) {
    if (start >= at) return [nodes.slice(0, index), nodes.slice(index)];
    const length = lengthOf(node);
    if (start + length > at) {
      const [head, tail] = divideNode(node, at - start);
      return [
        [...nodes.slice(0, index), head],
        [tail, ...nodes.slice(index + 1)],
      ];
    }
    start += length;
  }
  return [[...nodes], []];
}

function lengthOf(node: Inline): number {
  if (isMarked(node)) return node.children.reduce((sum, child) => sum + lengthOf(child), 0);
  return node.type === 'text' ? node.text.length : node.type === 'code' ? node.code.length : 1;
}

function divideNode(node: Inline, at: number): [Inline, Inline] {
  if (isMarked(node)) {
    const [head, tail] = divideAt(node.children, at);
    return [
      { ...node, children: head },
      { ...node, children: tail },
    ];
  }
  if (node.type === 'code')
    return [
      { type: 'code', code: node.code.slice(0, at) },
      { type: 'code', code: node.code.slice(at) },
    ];
  const whole = textOf(node);
  return [
    { type: 'text', text: whole.slice(0, at) },
    { type: 'text', text: whole.slice(at) },
  ];
}
