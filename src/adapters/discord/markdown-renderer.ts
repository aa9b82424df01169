import { bareUrlAt } from '../../core/markup/bare-url.ts';
import { disguisedHost, showsItself } from '../../core/markup/disguised-host.ts';
import type { Run } from '../../core/markup/mark-runs.ts';
import { MARK_BITS, flatten, nest, tidy } from '../../core/markup/mark-runs.ts';
import { inlineText, mentionText } from '../../core/markup/plain-text.ts';
import { tidyTree } from '../../core/markup/tidy-tree.ts';
import type { Block, Inline, Leaf, Link, List, MarkName, Mention, Tree } from '../../core/markup/tree.ts';
import { isMarked } from '../../core/markup/tree.ts';
import type { DiscordTargets } from './markdown.ts';

/** Separates what Discord would otherwise read together; nobody sees it. */
const GAP = '\u200b';

const SIGN: Readonly<Record<MarkName, string>> = {
  spoiler: '||',
  underline: '__',
  strike: '~~',
  strong: '**',
  emphasis: '*',
};

/**
 * Renders a tree as Discord markdown. Literal text is escaped so that it reads as it is; `@everyone`, `@here`,
 * roles and `<@…>` in text are broken so that they cannot notify even where allowed_mentions were forgotten.
 * Mentions become real only through `targets`. The length is not limited here, see `split-long.ts`.
 */
export function renderDiscord(tree: Tree, targets: DiscordTargets = {}): string {
  return renderBlocks(tidyTree(tree), { targets, hidden: false, quoted: false });
}

interface Place {
  targets: DiscordTargets;
  hidden: boolean;
  quoted: boolean;
}

function renderBlocks(blocks: readonly Block[], place: Place): string {
  return blocks.reduce((text, block, index) => {
    const left = blocks[index - 1];
    const rendered = renderBlock(block, place);
    if (!left) return rendered;
    if (left.type === block.type && block.type !== 'heading') return `${text}\n\n${rendered}`;
    // Indented, a paragraph would still belong to the list before it.
    return `${text}\n${left.type === 'list' ? rendered.trimStart() : rendered}`;
  }, '');
}

function renderBlock(block: Block, place: Place): string {
  switch (block.type) {
    case 'paragraph':
      return lines(block.children, place);
    case 'heading':
      return `${'#'.repeat(block.level)} ${lines(block.children, place)}`;
    case 'quote': {
      // Discord's quotes do not nest.
      const text = renderBlocks(block.children, { ...place, quoted: true });
      return place.quoted ? text : text.replace(/^/gm, '> ');
    }
    case 'list':
      return renderList(block, place, '');
    case 'codeBlock': {
      const lang = block.lang && /^[\w+.#-]+$/.test(block.lang) ? block.lang : '';
      return `\`\`\`${lang}\n${inFence(block.code, place.hidden) || GAP}\n\`\`\``;
    }
    case 'spoilerBlock': {
      const inner = renderBlocks(block.children, { ...place, hidden: true });
      const ownLines = block.children.some(({ type }) => type !== 'paragraph' && type !== 'codeBlock');
      return ownLines ? `||\n${inner}\n||` : `||${inner}||`;
    }
  }
}

/** Code that ends neither its fence nor a spoiler around it, and in which nothing can notify either. */
const inFence = (code: string, hidden: boolean) => inCode(code.replace(/`(?=``)|^`|`$/g, `$&${GAP}`), hidden);
const inCode = (code: string, hidden: boolean) =>
  (hidden ? code.replace(/\|(?=\|)/g, `|${GAP}`) : code)
    .replace(/<(?=@[!&]?\d|#\d)/g, `<${GAP}`)
    .replace(/@(?=everyone|here)/g, `@${GAP}`);

function renderList(list: List, place: Place, indent: string): string {
  return list.items
    .flatMap((item, index) => {
      const marker = list.ordered ? `${(list.start ?? 1) + index}. ` : '- ';
      const below = indent + ' '.repeat(list.ordered ? 3 : 2);
      const text = lines(item.children, place).replaceAll('\n', `\n${below}`);
      return [indent + marker + text, ...(item.lists ?? []).map((inner) => renderList(inner, place, below))];
    })
    .join('\n');
}

const BLOCK_START = /^(\s*)(-#?(?= )|[+*](?= )|#{1,3}(?= )|>(?= |>> ))/;
const NUMBER_START = /^(\s*\d+)(\.)(?= )/;

function lines(nodes: readonly Inline[], place: Place): string {
  return renderInline(flatten(nodes), place)
    .split('\n')
    .map((line) => line.replace(BLOCK_START, '$1\\$2').replace(NUMBER_START, '$1\\$2'))
    .join('\n');
}

/** Text as it goes out; a sign or an address, whose form depends on what stands beside it. */
type Piece = string | { mark: MarkName; opens: boolean } | { url: string };

const isSign = (piece: Piece | undefined) => typeof piece === 'object' && 'mark' in piece;

function renderInline(runs: readonly Run[], place: Place): string {
  const pieces: Piece[] = [];
  const add = (nodes: readonly Inline[], marks: number) => {
    for (const node of nodes) {
      if (!isMarked(node)) pieces.push(renderLeaf(node, marks, place));
      else {
        pieces.push({ mark: node.type, opens: true });
        add(node.children, marks | MARK_BITS[node.type]);
        pieces.push({ mark: node.type, opens: false });
      }
    }
  };
  add(nest(tidy(runs.map(onDiscord))), 0);
  return joinPieces(pieces.filter((piece) => piece !== ''));
}

/**
 * Discord looks for a mark's end without regard to code and addresses inside: these stand outside of marks
 * other than spoilers when they hold a sign, and a labelled link carries its marks in its label.
 */
function onDiscord({ leaf, marks }: Run): Run {
  const spoiler = marks & MARK_BITS.spoiler;
  if (leaf.type === 'code' && /[*_~]/.test(leaf.code)) return { leaf, marks: spoiler };
  if (leaf.type !== 'link' || !/[*_~]/.test(leaf.url)) return { leaf, marks };
  if (showsItself(leaf)) return { leaf, marks: spoiler };
  const label = flatten(leaf.children).map((run) => ({
    leaf: run.leaf,
    marks: run.marks | (marks & ~spoiler),
  }));
  return { leaf: { ...leaf, children: nest(tidy(label)) }, marks: spoiler };
}

function joinPieces(pieces: readonly Piece[]): string {
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    return 'mark' in piece ? SIGN[piece.mark] : `<${piece.url}>`;
  });
  const charBefore = (index: number) => texts[index - 1]?.at(-1) ?? '';
  const charAfter = (index: number) => texts[index + 1]?.[0] ?? '';
  // An underscore within a word is no sign until another one could end what it seems to begin.
  const starsOnly = pieces.some((piece, index) => !isSign(piece) && /(?<!\\)_/.test(texts[index]!));
  let opened = 0;
  pieces.forEach((piece, index) => {
    if (typeof piece === 'string') return;
    if ('url' in piece) {
      const free = /^[\s(]?$/.test(charBefore(index)) && /^\s?$/.test(charAfter(index));
      if (free && bareUrlAt(`${piece.url} `, 0) === piece.url) texts[index] = piece.url;
    } else if (piece.mark === 'emphasis') {
      if (piece.opens) opened = index;
      else if (!starsOnly && needsUnderscores(pieces, texts, opened, index))
        texts[opened] = texts[index] = '_';
    }
  });
  const spaced = texts.map((text, index) => {
    const apart = index > 0 && collide(pieces[index - 1]!, pieces[index]!, charBefore(index), text[0]!);
    return apart ? GAP + text : text;
  });
  return spaced.join('');
}

/** Whether `*` would touch the `**` of another mark, and `_` can stand instead: Discord wants no word beside it. */
function needsUnderscores(
  pieces: readonly Piece[],
  texts: readonly string[],
  open: number,
  close: number,
): boolean {
  const touching = [open - 1, open + 1, close - 1, close + 1].filter((index) => isSign(pieces[index]));
  const beside = (texts[open - 1]?.at(-1) ?? '') + (texts[close + 1]?.[0] ?? '');
  return (
    touching.some((index) => texts[index] === '**') &&
    !touching.some((index) => texts[index] === '__') &&
    !/\w/.test(beside)
  );
}

function collide(left: Piece, right: Piece, before: string, after: string): boolean {
  if (!isSign(left) && !isSign(right)) return false;
  if (before === '~' && after === '_') return isSign(left);
  return before === after && (/[~|]/.test(before) || (isSign(left) && isSign(right)));
}

function renderLeaf(leaf: Leaf, marks: number, { targets, hidden }: Place): Piece {
  switch (leaf.type) {
    case 'text':
      return literal(leaf.text, marks);
    case 'break':
      return '\n';
    case 'code':
      return renderCode(inCode(leaf.code, hidden || (marks & MARK_BITS.spoiler) !== 0));
    case 'link':
      return renderLink(leaf, marks, { targets, hidden, quoted: false });
    case 'mention':
      return renderMention(leaf, marks, targets);
    case 'emoji':
      return 'char' in leaf ? leaf.char : (targets.emoji?.(leaf) ?? literal(`:${leaf.name}:`, marks));
    case 'timestamp':
      return `<t:${leaf.at}${leaf.style ? `:${leaf.style}` : ''}>`;
  }
}

function renderCode(code: string): string {
  const text = code.replace(/`(?=`)/g, `\`${GAP}`);
  if (!text.includes('`')) return `\`${text}\``;
  return `\`\`${text.startsWith('`') ? ' ' : ''}${text}${text.endsWith('`') ? ' ' : ''}\`\``;
}

function renderLink(link: Link, marks: number, place: Place): Piece {
  // No host has an @ before it (see link-safety.ts), and behind one it means the same in either form.
  const url = link.url.replace(/@(?=everyone|here)/g, '%40');
  const label = renderInline(flatten(link.children), place).replaceAll('\n', ' ');
  if (/^mailto:/i.test(url)) {
    const address = link.url.slice('mailto:'.length).replace(/\?.*/, '');
    return inlineText(link.children).includes(address) ? label : `${label} (${literal(address, marks)})`;
  }
  if (showsItself(link)) return { url };
  // Discord takes no label with an address or loose brackets in it, and nobody should take one for another's.
  if (disguisedHost(link) !== undefined || /[[\]]|:\/\/|:\\/.test(label)) return `${label} (<${url}>)`;
  return `[${label}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}

function renderMention(mention: Mention, marks: number, targets: DiscordTargets): string {
  const userId = mention.kind === 'person' ? targets.userId?.(mention) : undefined;
  if (userId !== undefined) return `<@${userId}>`;
  const channelId = mention.kind === 'channel' ? targets.channelId?.(mention) : undefined;
  return channelId === undefined ? literal(mentionText(mention), marks) : `<#${channelId}>`;
}

const SHRUG = '¯\\_(ツ)_/¯';

/** Text that Discord shows as it is, and that notifies nobody. */
function literal(text: string, marks: number): string {
  if (!/[\\`~|*_\]<@:]/.test(text)) return text;
  // The one backslash Discord knows not to take for an escape.
  if (!marks && text.includes(SHRUG))
    return text
      .split(SHRUG)
      .map((part) => literal(part, marks))
      .join(SHRUG);
  return text
    .replace(/\\(?![\da-z\s])/gi, '\\\\')
    .replace(/`|~(?=~)|(?<=~)~|^~|~$|\|(?=\|)|(?<=\|)\||^\||\|$/g, '\\$&')
    .replace(marks ? /\*/g : /(?<! )\*|\*(?! )/g, '\\*')
    .replace(/(?<!\w)_|_(?!\w)|(?<=_)_|_(?=_)/g, '\\_')
    .replace(/\]\(/g, ']\\(')
    .replace(/<(?=[@#]|$)/g, `<${GAP}`)
    .replace(/<(?=a?:\w|t:|\/|id:|https?:)/gi, '\\<')
    .replace(/@(?=everyone|here)/g, `@${GAP}`)
    .replace(/:(?=\/\/)/g, '\\:');
}
