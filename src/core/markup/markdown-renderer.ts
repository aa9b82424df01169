import { bareUrlAt } from './bare-url.ts';
import { showsItself } from './disguised-host.ts';
import { parseMarkdown } from './markdown-parser.ts';
import type { Run } from './mark-runs.ts';
import { MARK_BITS, flatten, marksToOpen } from './mark-runs.ts';
import { tidyTree } from './tidy-tree.ts';
import type { Block, Inline, Leaf, Link, List, MarkName, Mention, Tree } from './tree.ts';

const SIGN: Readonly<Record<MarkName, string>> = {
  spoiler: '||',
  underline: '__',
  strike: '~~',
  strong: '**',
  emphasis: '*',
};

/**
 * Renders a tree as Matinee markdown. Parsing the result gives the tidy form of the tree, so
 * `parseMarkdown(renderMarkdown(parseMarkdown(x)))` equals `parseMarkdown(x)`. Backslashes appear only in
 * blocks where the bare text would read as something else.
 */
export function renderMarkdown(tree: Tree): string {
  const blocks = tidyTree(tree);
  const rendered = blocks.map((block) => {
    const bare = renderBlock(block, false);
    return readsAs(bare, [block]) ? bare : renderBlock(block, true);
  });
  // A block alone has been read already.
  if (rendered.length < 2) return rendered[0] ?? '';
  const text = join(blocks, rendered, false);
  return readsAs(text, blocks) ? text : renderBlocks(blocks, true);
}

const readsAs = (text: string, blocks: Tree) =>
  JSON.stringify(parseMarkdown(text)) === JSON.stringify(blocks);

const renderBlocks = (blocks: readonly Block[], careful: boolean): string =>
  join(
    blocks,
    blocks.map((block) => renderBlock(block, careful)),
    careful,
  );

/** One line feed is enough where the kinds of two blocks tell them apart. */
function join(blocks: readonly Block[], rendered: readonly string[], careful: boolean): string {
  return rendered.reduce((text, next, index) => {
    const [left, right] = [blocks[index - 1], blocks[index]];
    if (!left || !right) return next;
    // A number other than 1 does not begin a list within a paragraph.
    const numbered = left.type === 'paragraph' && right.type === 'list' && right.start !== undefined;
    return text + (careful || numbered || left.type === right.type ? '\n\n' : '\n') + next;
  }, '');
}

/** `careful` escapes whatever could read as markup; otherwise text is written as it is. */
function renderBlock(block: Block, careful: boolean): string {
  switch (block.type) {
    case 'paragraph':
      return lines(block.children, careful);
    case 'heading':
      return '#'.repeat(block.level) + ' ' + lines(block.children, careful);
    case 'quote':
      return renderBlocks(block.children, careful).replace(/^/gm, '> ').replace(/^> $/gm, '>');
    case 'list':
      return renderList(block, careful, '');
    case 'codeBlock': {
      const fence = '`'.repeat(Math.max(3, longestTicks(block.code) + 1));
      return `${fence}${block.lang ?? ''}\n${block.code}\n${fence}`;
    }
    case 'spoilerBlock':
      return `||\n${renderBlocks(block.children, careful)}\n||`;
  }
}

const longestTicks = (code: string) =>
  (code.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);

function renderList(list: List, careful: boolean, indent: string): string {
  return list.items
    .flatMap((item, index) => {
      const marker = list.ordered ? `${(list.start ?? 1) + index}. ` : '- ';
      const below = indent + (list.ordered ? '   ' : '  ');
      const text = lines(item.children, careful).replaceAll('\n', `\n${below}`);
      return [
        indent + marker + text,
        ...(item.lists ?? []).map((inner) => renderList(inner, careful, below)),
      ];
    })
    .join('\n');
}

const BLOCK_START = /^(\s*)([-+](?= )|#{1,3}(?= )|>(?= |$))/;
const NUMBER_START = /^(\s*\d{1,9})([.)])(?= )/;

function lines(nodes: readonly Inline[], careful: boolean): string {
  const text = renderRuns(flatten(nodes), careful);
  if (!careful) return text;
  return text
    .split('\n')
    .map((line) => line.replace(BLOCK_START, '$1\\$2').replace(NUMBER_START, '$1\\$2'))
    .join('\n');
}

function renderRuns(runs: readonly Run[], careful: boolean, inLink = false): string {
  const pieces: string[] = [];
  let open: MarkName[] = [];
  const close = (marks: number) => {
    for (const mark of open.toReversed()) if (!(marks & MARK_BITS[mark])) pieces.push(SIGN[mark]);
    open = open.filter((mark) => marks & MARK_BITS[mark]);
  };
  runs.forEach(({ leaf, marks }, index) => {
    close(marks);
    const already = open.reduce((mask, mark) => mask | MARK_BITS[mark], 0);
    for (const mark of marksToOpen(runs, index, already)) {
      pieces.push(SIGN[mark]);
      open.push(mark);
    }
    pieces.push(renderLeaf(leaf, careful, !careful || standsFree(runs, index, pieces.at(-1)), inLink));
  });
  close(0);
  return pieces.join('');
}

/** Whether an address or a name at `index` can be written without brackets and still end where it does. */
function standsFree(runs: readonly Run[], index: number, before = ''): boolean {
  const next = runs[index + 1]?.leaf;
  const ends = !next || next.type === 'break' || (next.type === 'text' && /^\s/.test(next.text));
  return ends && !runs[index]!.marks && /^[\s(]?$/.test(before.slice(-1));
}

function renderLeaf(leaf: Leaf, careful: boolean, bare: boolean, inLink: boolean): string {
  switch (leaf.type) {
    case 'text':
      return careful ? escapeText(leaf.text, inLink) : leaf.text;
    case 'break':
      return '\n';
    case 'code':
      return renderCode(leaf.code);
    case 'link':
      return renderLink(leaf, careful, bare);
    case 'mention':
      return renderMention(leaf, bare);
    case 'emoji':
      return 'char' in leaf
        ? leaf.char
        : `<:${inAngles(leaf.name).replace(/[\s:]/g, '_')}:${leaf.url ?? ''}>`;
    case 'timestamp':
      return `<t:${leaf.at}${leaf.style ? `:${leaf.style}` : ''}>`;
  }
}

/** A code span with as many backticks as the code needs. */
function renderCode(code: string): string {
  const runs = new Set(code.match(/`+/g));
  let ticks = '`';
  while (runs.has(ticks)) ticks += '`';
  const pad = /^`|`$/.test(code) || (code.startsWith(' ') && code.endsWith(' ') && code.trim()) ? ' ' : '';
  return ticks + pad + code + pad + ticks;
}

function renderLink(link: Link, careful: boolean, bare: boolean): string {
  const { url, children } = link;
  if (showsItself(link)) return bare && bareUrlAt(`${url} `, 0) === url ? url : `<${url}>`;
  return `[${renderRuns(flatten(children), careful, true)}](${/[()]/.test(url) ? `<${url}>` : url})`;
}

const SIMPLE_NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_.-]{0,78}[\p{L}\p{N}\p{M}])?$/u;
const inAngles = (name: string) =>
  name
    .replace(/[<>\n]/g, ' ')
    .replace(/\|{2,}/g, '|')
    .trim() || '?';

function renderMention({ kind, name, personId }: Mention, bare: boolean): string {
  switch (kind) {
    case 'everyone':
    case 'here':
      return bare ? `@${kind}` : `<@${kind}>`;
    case 'role':
      return `<@&${inAngles(name)}>`;
    case 'channel':
      return `<#${inAngles(name)}>`;
    case 'person': {
      const id = personId && /^[^\s|<>&][^\s|<>]*$/.test(personId) ? personId : '';
      const simple = bare && !id && SIMPLE_NAME.test(name) && name !== 'everyone' && name !== 'here';
      return simple ? `@${name}` : `<@${id}|${inAngles(name)}>`;
    }
  }
}

function escapeText(text: string, inLink: boolean): string {
  const escaped = text
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
    .replace(/`|~(?=~)|(?<=~)~|^~|~$|\|(?=\|)|(?<=\|)\||^\||\|$/g, '\\$&')
    .replace(/(?<!\S )\*|\*(?! )/g, '\\*')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?=[@#:hmt])/gi, '\\<')
    .replace(/(?<!\w)@(?=[\p{L}\p{N}])/gu, '\\@')
    .replace(/:(?=\/\/)/g, '\\:');
  return inLink ? escaped.replace(/[[\]]/g, '\\$&') : escaped.replace(/\](?=\()/g, '\\]');
}
