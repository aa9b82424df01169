import { cutPoint, longestFit } from './cut-text.ts';
import type { Run } from './mark-runs.ts';
import { flatten, nest, tidy } from './mark-runs.ts';
import type { Block, Inline, List, ListItem, Tree } from './tree.ts';

/**
 * Divides blocks in two: as much as `fits` takes, and the rest. A block that would fit by itself is not cut.
 * The first is empty only when nothing at all fits, unless `forced`, which always takes at least one character.
 */
export function cutBlocks(blocks: Tree, fits: (head: Tree) => boolean, forced = false): [Tree, Tree] {
  const count = longestFit(blocks.length, (length) => fits(blocks.slice(0, length)));
  const head = blocks.slice(0, count);
  const [next, ...rest] = blocks.slice(count);
  if (!next || (count && fits([next]))) return [head, blocks.slice(count)];
  const [first, second] = cutBlock(next, (piece) => fits([...head, piece]), forced && !count);
  return first
    ? [
        [...head, first],
        [...second, ...rest],
      ]
    : [head, [next, ...rest]];
}

type Cut = [Block | undefined, Tree];

function cutBlock(block: Block, fits: (piece: Block) => boolean, forced: boolean): Cut {
  switch (block.type) {
    case 'paragraph':
    case 'heading': {
      const [head, tail] = cutInline(block.children, (children) => fits({ ...block, children }), forced);
      return head.length
        ? [{ ...block, children: head }, tail.length ? [{ ...block, children: tail }] : []]
        : [undefined, [block]];
    }
    case 'quote':
    case 'spoilerBlock': {
      const [head, tail] = cutBlocks(block.children, (children) => fits({ ...block, children }));
      return head.length
        ? [{ ...block, children: head }, tail.length ? [{ ...block, children: tail }] : []]
        : [undefined, [block]];
    }
    case 'codeBlock': {
      const at = cutPoint(block.code, (end) => fits({ ...block, code: block.code.slice(0, end) }));
      const rest = block.code.slice(at).replace(/^\n/, '');
      return at
        ? [{ ...block, code: block.code.slice(0, at) }, rest ? [{ ...block, code: rest }] : []]
        : [undefined, [block]];
    }
    case 'list':
      return cutList(block, fits);
  }
}

/** Cuts between items; inside one only when it alone is too long. What is left of it goes on as an item. */
function cutList(list: List, fits: (piece: Block) => boolean): Cut {
  const withItems = (items: ListItem[], from = 0): List => {
    const { start: _start, ...bare } = list;
    const start = (list.start ?? 1) + from;
    return { ...bare, ...(list.ordered && start !== 1 && { start }), items };
  };
  const count = longestFit(list.items.length, (length) => fits(withItems(list.items.slice(0, length))));
  if (count) {
    const rest = list.items.slice(count);
    return [withItems(list.items.slice(0, count)), rest.length ? [withItems(rest, count)] : []];
  }
  const [item, ...others] = list.items;
  if (!item) return [undefined, []];
  const after: Tree = others.length ? [withItems(others, 1)] : [];
  const { lists = [], children } = item;
  if (fits(withItems([{ children }]))) {
    const [below, rest] = cutBlocks(lists, (kept) => fits(withItems([{ children, lists: kept as List[] }])));
    const head: ListItem = { children, ...(below.length && { lists: below as List[] }) };
    return [withItems([head]), [...rest, ...after]];
  }
  const [head, tail] = cutInline(children, (kept) => fits(withItems([{ children: kept }])), false);
  if (!head.length) return [undefined, [list]];
  const left: ListItem[] = tail.length
    ? [{ children: tail, ...(lists.length && { lists }) }]
    : lists.flatMap(({ items }) => items);
  return [withItems([{ children: head }]), [withItems([...left, ...others])]];
}

function cutInline(
  nodes: readonly Inline[],
  fits: (head: Inline[]) => boolean,
  forced: boolean,
): [Inline[], Inline[]] {
  const runs = flatten(nodes);
  const text = runs.map(textOf).join('');
  const upTo = (end: number) => nest(tidy(slice(runs, 0, end)));
  let at = cutPoint(text, (end) => fits(upTo(end)));
  if (!at && forced) at = text.codePointAt(0)! > 0xffff ? 2 : 1;
  const trimmedEnd = text.slice(0, at).trimEnd().length;
  const from = text.length - text.slice(at).trimStart().length;
  return [upTo(trimmedEnd), nest(tidy(slice(runs, from, text.length)))];
}

/** One character for what cannot be cut. */
const WHOLE = '\uFFFC';

function textOf({ leaf }: Run): string {
  switch (leaf.type) {
    case 'text':
      return leaf.text;
    case 'code':
      return leaf.code;
    case 'break':
      return '\n';
    default:
      return WHOLE;
  }
}

function slice(runs: readonly Run[], from: number, to: number): Run[] {
  const kept: Run[] = [];
  let start = 0;
  for (const run of runs) {
    if (start >= to) break;
    const length = textOf(run).length;
    const [first, last] = [Math.max(from - start, 0), Math.min(to - start, length)];
    start += length;
    if (first >= last) continue;
    const { leaf, marks } = run;
    if (leaf.type === 'text')
      kept.push({ leaf: { type: 'text', text: leaf.text.slice(first, last) }, marks });
    else if (leaf.type === 'code')
      kept.push({ leaf: { type: 'code', code: leaf.code.slice(first, last) }, marks });
    else kept.push(run);
  }
  return kept;
}
