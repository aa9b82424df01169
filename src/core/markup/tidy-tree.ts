import { isSafeUrl } from './link-safety.ts';
import type { Run } from './mark-runs.ts';
import { MARK_BITS, flatten, isVisible, nest, tidy } from './mark-runs.ts';
import { oneParagraph, paragraphs, trimmed } from './paragraphs.ts';
import type { Block, Inline, Leaf, List, ListItem, Tree } from './tree.ts';

/**
 * The tidy form of a tree: what a parser makes of the same content. Blocks without content are gone, blank
 * lines divide paragraphs, spoilers do not nest, Unicode emoji are text, links are safe and do not nest.
 */
export function tidyTree(tree: Tree, hidden = false): Tree {
  return tree.flatMap((block): Block[] => {
    switch (block.type) {
      case 'codeBlock': {
        const lang = block.lang && /^[^\s`]+$/.test(block.lang) ? block.lang : undefined;
        return [{ type: 'codeBlock', ...(lang && { lang }), code: block.code }];
      }
      case 'quote': {
        const children = tidyTree(block.children, hidden);
        return children.length ? [{ type: 'quote', children }] : [];
      }
      case 'spoilerBlock': {
        const children = tidyTree(block.children, true);
        if (hidden) return children;
        return children.length ? [{ type: 'spoilerBlock', children }] : [];
      }
      case 'list':
        return tidyList(block, hidden);
      case 'heading': {
        const children = nest(trimmed(tidyRuns(block.children, hidden).map(withoutBreak)));
        return children.length ? [{ type: 'heading', level: block.level, children }] : [];
      }
      case 'paragraph':
        return paragraphs(tidyRuns(block.children, hidden)).map((runs) => ({
          type: 'paragraph',
          children: nest(runs),
        }));
    }
  });
}

function tidyList(list: List, hidden: boolean): List[] {
  const items = list.items.flatMap((item): ListItem[] => {
    const runs = oneParagraph(tidyRuns(item.children, hidden));
    const lists = item.lists?.flatMap((inner) => tidyList(inner, hidden)) ?? [];
    // An item without a line of its own cannot be written; what stands below it moves up.
    if (!runs.length) return lists.flatMap((inner) => inner.items);
    return [{ children: nest(runs), ...(lists.length && { lists }) }];
  });
  if (!items.length) return [];
  const start = list.ordered && list.start !== 1 ? list.start : undefined;
  return [{ type: 'list', ordered: list.ordered, ...(start !== undefined && { start }), items }];
}

function tidyRuns(nodes: readonly Inline[], hidden: boolean, inLink = false): Run[] {
  const runs: Run[] = [];
  for (const { leaf, marks } of flatten(nodes))
    tidyLeaf(leaf, hidden ? marks & ~MARK_BITS.spoiler : marks, hidden, inLink, runs);
  return tidy(runs);
}

function tidyLeaf(leaf: Leaf, marks: number, hidden: boolean, inLink: boolean, into: Run[]): void {
  switch (leaf.type) {
    case 'text':
      if (!leaf.text.includes('\n')) into.push({ leaf, marks });
      else
        leaf.text.split('\n').forEach((line, index) => {
          if (index) into.push({ leaf: { type: 'break' }, marks });
          into.push({ leaf: { type: 'text', text: line }, marks });
        });
      break;
    case 'code':
      if (leaf.code) into.push({ leaf: { type: 'code', code: leaf.code.replaceAll('\n', ' ') }, marks });
      break;
    case 'link': {
      const label = tidyRuns(leaf.children, hidden, true);
      if (inLink || !isSafeUrl(leaf.url)) {
        for (const run of label) into.push({ leaf: run.leaf, marks: run.marks | marks });
        break;
      }
      const shown = label.some((run) => isVisible(run.leaf))
        ? nest(label)
        : [{ type: 'text' as const, text: leaf.url }];
      into.push({ leaf: { type: 'link', url: leaf.url, children: shown }, marks });
      break;
    }
    case 'emoji':
      into.push({ leaf: 'char' in leaf ? { type: 'text', text: leaf.char } : leaf, marks });
      break;
    default:
      into.push({ leaf, marks });
  }
}

const withoutBreak = ({ leaf, marks }: Run): Run => ({
  leaf: leaf.type === 'break' ? { type: 'text', text: ' ' } : leaf,
  marks,
});
