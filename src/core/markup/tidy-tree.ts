import { isSafeUrl } from './link-safety.ts';
import type { Run } from './mark-runs.ts';
import { MARK_BITS, flatten, nest, tidy } from './mark-runs.ts';
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
    const lines = paragraphs(tidyRuns(item.children, hidden)).map(trimmed);
    const runs = lines.flatMap((line, index): Run[] =>
      index ? [{ leaf: { type: 'break' }, marks: 0 }, ...line] : line,
    );
    const lists = item.lists?.flatMap((inner) => tidyList(inner, hidden)) ?? [];
    // An item without a line of its own cannot be written; what stands below it moves up.
    if (!runs.length) return lists.flatMap((inner) => inner.items);
    return [{ children: nest(tidy(runs)), ...(lists.length && { lists }) }];
  });
  if (!items.length) return [];
  const start = list.ordered && list.start !== 1 ? list.start : undefined;
  return [{ type: 'list', ordered: list.ordered, ...(start !== undefined && { start }), items }];
}

function tidyRuns(nodes: readonly Inline[], hidden: boolean, inLink = false): Run[] {
  const runs = flatten(nodes).flatMap(({ leaf, marks }): Run[] => {
    const shown = hidden ? marks & ~MARK_BITS.spoiler : marks;
    return tidyLeaf(leaf, hidden, inLink).map((run) => ({ leaf: run.leaf, marks: run.marks | shown }));
  });
  return tidy(runs);
}

function tidyLeaf(leaf: Leaf, hidden: boolean, inLink: boolean): Run[] {
  const alone = (only: Leaf): Run[] => [{ leaf: only, marks: 0 }];
  switch (leaf.type) {
    case 'text':
      return leaf.text
        .split('\n')
        .flatMap((line, index): Run[] => [
          ...(index ? alone({ type: 'break' }) : []),
          ...alone({ type: 'text', text: line }),
        ]);
    case 'code':
      return leaf.code ? alone({ type: 'code', code: leaf.code.replaceAll('\n', ' ') }) : [];
    case 'link': {
      const label = tidyRuns(leaf.children, hidden, true);
      if (inLink || !isSafeUrl(leaf.url)) return label;
      const shown = label.some(isVisible) ? nest(label) : [{ type: 'text' as const, text: leaf.url }];
      return alone({ type: 'link', url: leaf.url, children: shown });
    }
    case 'emoji':
      return alone('char' in leaf ? { type: 'text', text: leaf.char } : leaf);
    default:
      return alone(leaf);
  }
}

const isVisible = ({ leaf, marks }: Run) =>
  marks !== 0 || (leaf.type !== 'break' && (leaf.type !== 'text' || /\S/.test(leaf.text)));

const withoutBreak = ({ leaf, marks }: Run): Run => ({
  leaf: leaf.type === 'break' ? { type: 'text', text: ' ' } : leaf,
  marks,
});

/** Runs without white space at either end. */
function trimmed(runs: readonly Run[]): Run[] {
  const kept = tidy(runs);
  const first = kept[0];
  if (first?.leaf.type === 'text' && !first.marks)
    first.leaf = { type: 'text', text: first.leaf.text.trimStart() };
  const last = kept.at(-1);
  if (last?.leaf.type === 'text' && !last.marks) last.leaf = { type: 'text', text: last.leaf.text.trimEnd() };
  return tidy(kept);
}

/** Divides runs at blank lines, which are dropped. */
export function paragraphs(runs: readonly Run[]): Run[][] {
  const found: Run[][] = [];
  let lines: Run[] = [];
  let line: Run[] = [];
  const endParagraph = () => {
    if (lines.length) found.push(tidy(lines));
    lines = [];
  };
  const endLine = (lineBreak?: Run) => {
    if (!line.some(isVisible)) endParagraph();
    else lines.push(...(lines.length ? [pending] : []), ...line);
    if (lineBreak) pending = lineBreak;
    line = [];
  };
  let pending: Run = { leaf: { type: 'break' }, marks: 0 };
  for (const run of runs) {
    if (run.leaf.type === 'break') endLine(run);
    else line.push(run);
  }
  endLine();
  endParagraph();
  return found;
}
