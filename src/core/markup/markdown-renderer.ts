import { parseMarkdown } from './matinee-markdown.ts';
import type { Run } from './mark-runs.ts';
import { MARK_BITS, flatten, marksToOpen, nest, tidy } from './mark-runs.ts';
import type { Block, Inline, Leaf, Link, List, MarkName, Tree } from './tree.ts';

const SIGN: Readonly<Record<MarkName, string>> = {
  spoiler: '||',
  underline: '__',
  strike: '~~',
  strong: '**',
  emphasis: '*',
};

/** How much care a rendering takes that literal text stays literal. */
interface Care {
  escape: boolean;
}

/**
 * Renders a tree as Matinee markdown. Parsing the result gives the tidy form of the tree, so
 * `parseMarkdown(renderMarkdown(parseMarkdown(x)))` equals `parseMarkdown(x)`. Backslashes appear only in
 * blocks where the bare text would read as something else.
 */
export function renderMarkdown(tree: Tree): string {
  const expected = JSON.stringify(tidyBlocks(tree));
  const light = joinBlocks(
    tree,
    tree.map((block) => {
      const bare = renderBlock(block, { escape: false });
      const reads = JSON.stringify(parseMarkdown(bare)) === JSON.stringify(tidyBlocks([block]));
      return reads ? bare : renderBlock(block, { escape: true });
    }),
    false,
  );
  if (JSON.stringify(parseMarkdown(light)) === expected) return light;
  return renderBlocks(tree, { escape: true });
}

/** The tidy form of a tree: what a parser would have made of the same content. */
export function tidyBlocks(blocks: readonly Block[], hidden = false): Block[] {
  return blocks.flatMap((block): Block[] => {
    switch (block.type) {
      case 'codeBlock':
        return [{ type: 'codeBlock', ...(block.lang && { lang: block.lang }), code: block.code }];
      case 'quote':
        return [{ type: 'quote', children: tidyBlocks(block.children, hidden) }];
      case 'spoilerBlock':
        return hidden ? tidyBlocks(block.children, true) : [{ type: 'spoilerBlock', children: tidyBlocks(block.children, true) }];
      case 'list':
        return [tidyList(block, hidden)];
      case 'heading':
        return [{ type: 'heading', level: block.level, children: tidyInlines(block.children, hidden) }];
      case 'paragraph': {
        const children = tidyInlines(block.children, hidden);
        return children.length ? [{ type: 'paragraph', children }] : [];
      }
    }
  });
}

function tidyList(list: List, hidden: boolean): List {
  return {
    type: 'list',
    ordered: list.ordered,
    ...(list.ordered && list.start !== undefined && list.start !== 1 && { start: list.start }),
    items: list.items.map((item) => ({
      children: tidyInlines(item.children, hidden),
      ...(item.lists?.length && { lists: item.lists.map((inner) => tidyList(inner, hidden)) }),
    })),
  };
}

const shownMarks = (runs: Run[], hidden: boolean): Run[] =>
  hidden ? runs.map(({ leaf, marks }) => ({ leaf, marks: marks & ~MARK_BITS.spoiler })) : runs;

function tidyInlines(nodes: readonly Inline[], hidden: boolean): Inline[] {
  const runs = shownMarks(flatten(nodes), hidden).map(({ leaf, marks }) => ({
    leaf: leaf.type === 'link' ? { ...leaf, children: tidyInlines(leaf.children, hidden) } : leaf,
    marks,
  }));
  return nest(tidy(runs));
}

function renderBlocks(blocks: readonly Block[], care: Care, hidden = false): string {
  return joinBlocks(
    blocks,
    blocks.map((block) => renderBlock(block, care, hidden)),
    care.escape,
  );
}

/** One line feed is enough where the kinds of two blocks tell them apart. */
function joinBlocks(blocks: readonly Block[], rendered: readonly string[], apart: boolean): string {
  return rendered.reduce((text, next, index) => {
    const [left, right] = [blocks[index - 1], blocks[index]];
    if (!left || !right || !text) return text + next;
    const orderedAfterText = left.type === 'paragraph' && right.type === 'list' && right.ordered;
    return text + (apart || left.type === right.type || orderedAfterText ? '\n\n' : '\n') + next;
  }, '');
}

function renderBlock(block: Block, care: Care, hidden = false): string {
  switch (block.type) {
    case 'paragraph':
      return lines(block.children, care, hidden);
    case 'heading':
      return '#'.repeat(block.level) + ' ' + lines(block.children, care, hidden).replaceAll('\n', ' ');
    case 'quote':
      return renderBlocks(block.children, care, hidden).replace(/^/gm, '> ').replace(/^> $/gm, '>');
    case 'list':
      return renderList(block, care, hidden, '');
    case 'codeBlock': {
      const fence = fenceFor(block.code);
      return `${fence}${block.lang ?? ''}\n${block.code}\n${fence}`;
    }
    case 'spoilerBlock': {
      const inner = renderBlocks(block.children, care, true);
      return hidden ? inner : `||\n${inner}\n||`;
    }
  }
}

const fenceFor = (code: string) => '`'.repeat(Math.max(3, longestTicks(code) + 1));
const longestTicks = (code: string) => (code.match(/`+/g) ?? []).reduce((most, ticks) => Math.max(most, ticks.length), 0);

function renderList(list: List, care: Care, hidden: boolean, indent: string): string {
  return list.items
    .flatMap((item, index) => {
      const marker = list.ordered ? `${(list.start ?? 1) + index}. ` : '- ';
      const below = indent + ' '.repeat(list.ordered ? 3 : 2);
      const text = lines(item.children, care, hidden, below);
      return [indent + marker + text, ...(item.lists ?? []).map((inner) => renderList(inner, care, hidden, below))];
    })
    .join('\n');
}

/** Text of inline nodes, later lines after `below`. */
function lines(nodes: readonly Inline[], care: Care, hidden: boolean, below = ''): string {
  const text = renderRuns(shownMarks(tidy(flatten(nodes)), hidden), care);
  const guarded = care.escape ? text.split('\n').map(guardLine).join('\n') : text;
  return guarded.replaceAll('\n', `\n${below}`);
}

// What would begin a block at the start of a line.
const guardLine = (line: string) =>
  line.replace(/^(#{1,3} |>|\s*[-+](?= ))/, '\\$1'.replace('\\$1', (sign) => sign)).replace(/^(\s*\d{1,9})([.)])(?= )/, '$1\\$2');

function renderRuns(runs: readonly Run[], care: Care): string {
  let text = '';
  let open: MarkName[] = [];
  runs.forEach(({ leaf, marks }, index) => {
    for (const mark of [...open].reverse()) if (!(marks & MARK_BITS[mark])) text += SIGN[mark];
    open = open.filter((mark) => marks & MARK_BITS[mark]);
    const already = open.reduce((mask, mark) => mask | MARK_BITS[mark], 0);
    for (const mark of marksToOpen(runs, index, already)) {
      text += SIGN[mark];
      open.push(mark);
    }
    text += renderLeaf(leaf, runs[index + 1], care);
  });
  return text + [...open].reverse().map((mark) => SIGN[mark]).join('');
}

function renderLeaf(leaf: Leaf, next: Run | undefined, care: Care): string {
  switch (leaf.type) {
    case 'text':
      return care.escape ? escapeText(leaf.text) : leaf.text;
    case 'break':
      return '\n';
    case 'code':
      return renderCode(leaf.code);
    case 'link':
      return renderLink(leaf, next, care);
    case 'mention':
      return leaf.name;
    case 'emoji':
      return '';
    case 'timestamp':
      return `<t:${leaf.at}${leaf.style ? `:${leaf.style}` : ''}>`;
  }
}
