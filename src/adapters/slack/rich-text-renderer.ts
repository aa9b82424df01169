import { showsItself } from '../../core/markup/disguised-host.ts';
import { MARK_BITS, flatten } from '../../core/markup/mark-runs.ts';
import {
  honestLabel,
  inlineText,
  mentionText,
  plainText,
  timestampText,
} from '../../core/markup/plain-text.ts';
import { maskSpoiler } from '../../core/markup/spoiler-mask.ts';
import { tidyTree } from '../../core/markup/tidy-tree.ts';
import type { Block, Inline, Leaf, Link, List, Timestamp, Tree } from '../../core/markup/tree.ts';
import { isMarked } from '../../core/markup/tree.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { SlackTargets } from './slack-names.ts';

export interface SlackStyle {
  bold?: true;
  italic?: true;
  strike?: true;
  underline?: true;
  code?: true;
}

export type SlackInline = { style?: SlackStyle } & (
  | { type: 'text'; text: string }
  | { type: 'link'; url: string; text?: string }
  | { type: 'user'; user_id: string }
  | { type: 'channel'; channel_id: string }
  | { type: 'emoji'; name: string }
  | { type: 'date'; timestamp: number; format: string; fallback: string }
);

export interface SlackSection {
  type: 'rich_text_section';
  elements: SlackInline[];
}

export type SlackElement =
  | SlackSection
  | { type: 'rich_text_quote'; elements: SlackInline[] }
  | { type: 'rich_text_preformatted'; elements: { type: 'text'; text: string }[]; border?: 0 | 1 }
  | {
      type: 'rich_text_list';
      style: 'bullet' | 'ordered';
      elements: SlackSection[];
      indent?: number;
      offset?: number;
      border?: 0 | 1;
    };

export interface SlackRichTextBlock {
  type: 'rich_text';
  elements: SlackElement[];
}

/** A message as Slack takes it. */
export interface SlackMessage {
  /** One block; none for an empty tree. */
  blocks: SlackRichTextBlock[];
  /** The same as escaped plain text, for notifications and clients without blocks; spoilers are masked here too. */
  text: string;
  /** What each mask hides, in reading order, as plain text: for a button that shows it to whoever asks. */
  spoilers: string[];
}

const MAX_INDENT = 8;

/**
 * Renders a tree as Slack rich text, in which nothing but elements can format, link or notify. Slack has no
 * spoilers: each becomes a mask, and what it hides is handed over in `spoilers`. Headings become bold lines.
 */
export function renderSlack(tree: Tree, targets: SlackTargets = {}): SlackMessage {
  const tidied = tidyTree(tree);
  const writer = new RichTextWriter(targets);
  writer.blocks(tidied);
  const elements = writer.finish();
  return {
    blocks: elements.length ? [{ type: 'rich_text', elements }] : [],
    text: escapeMrkdwn(plainText(tidied)),
    spoilers: writer.spoilers,
  };
}

class RichTextWriter {
  readonly spoilers: string[] = [];
  readonly #elements: SlackElement[] = [];
  #section: SlackInline[] = [];

  constructor(private readonly targets: SlackTargets) {}

  finish(): SlackElement[] {
    this.#endSection();
    return this.#elements;
  }

  blocks(blocks: readonly Block[]): void {
    blocks.forEach((block, index) => {
      const before = blocks[index - 1]?.type;
      switch (block.type) {
        case 'paragraph':
          this.#lines(this.#inline(block.children), before === 'paragraph' ? '\n\n' : '\n');
          break;
        case 'heading':
          this.#lines(this.#inline(block.children, MARK_BITS.strong), before === 'paragraph' ? '\n\n' : '\n');
          break;
        case 'spoilerBlock':
          this.#lines([this.#mask(plainText(block.children, { spoilers: 'show' }))], '\n');
          break;
        case 'quote':
          this.#quote(block.children);
          break;
        case 'list':
          this.#list(block, 0, false);
          break;
        case 'codeBlock':
          this.#code(block.code, false);
          break;
      }
    });
  }

  #lines(inline: SlackInline[], separator: string): void {
    if (this.#section.length) this.#section.push({ type: 'text', text: separator });
    // One by one: there may be more than a call takes.
    for (const one of inline) this.#section.push(one);
  }

  #push(element: SlackElement): void {
    this.#endSection();
    this.#elements.push(element);
  }

  #endSection(): void {
    if (this.#section.length)
      this.#elements.push({ type: 'rich_text_section', elements: joinTexts(this.#section) });
    this.#section = [];
  }

  /** Quotes hold lines only; lists and code inside one stand beside it with the same border. */
  #quote(blocks: readonly Block[]): void {
    let lines: SlackInline[] = [];
    const endLines = () => {
      if (lines.length) this.#push({ type: 'rich_text_quote', elements: joinTexts(lines) });
      lines = [];
    };
    const add = (inline: SlackInline[], separator: string) => {
      if (lines.length) lines.push({ type: 'text', text: separator });
      for (const one of inline) lines.push(one);
    };
    blocks.forEach((block, index) => {
      switch (block.type) {
        case 'paragraph':
          add(this.#inline(block.children), blocks[index - 1]?.type === 'paragraph' ? '\n\n' : '\n');
          break;
        case 'heading':
          add(this.#inline(block.children, MARK_BITS.strong), '\n');
          break;
        case 'spoilerBlock':
          add([this.#mask(plainText(block.children, { spoilers: 'show' }))], '\n');
          break;
        case 'quote':
          endLines();
          this.#quote(block.children);
          break;
        case 'list':
          endLines();
          this.#list(block, 0, true);
          break;
        case 'codeBlock':
          endLines();
          this.#code(block.code, true);
          break;
      }
    });
    endLines();
  }

  /** Items with lists below them end one element; the items after those continue in another. */
  #list(list: List, indent: number, border: boolean): void {
    let elements: SlackSection[] = [];
    let first = list.start ?? 1;
    const endItems = (next: number) => {
      if (elements.length)
        this.#push({
          type: 'rich_text_list',
          style: list.ordered ? 'ordered' : 'bullet',
          elements,
          indent,
          ...(list.ordered && first > 1 && { offset: first - 1 }),
          ...(border && { border: 1 }),
        });
      elements = [];
      first = next;
    };
    list.items.forEach((item, index) => {
      elements.push({ type: 'rich_text_section', elements: joinTexts(this.#inline(item.children)) });
      if (!item.lists?.length) return;
      endItems((list.start ?? 1) + index + 1);
      for (const below of item.lists) this.#list(below, Math.min(indent + 1, MAX_INDENT), border);
    });
    endItems(0);
  }

  #code(code: string, border: boolean): void {
    this.#push({
      type: 'rich_text_preformatted',
      elements: [{ type: 'text', text: code || ' ' }],
      ...(border && { border: 1 }),
    });
  }

  #mask(hidden: string): SlackInline {
    this.spoilers.push(hidden);
    return { type: 'text', text: maskSpoiler(hidden) };
  }

  #inline(nodes: readonly Inline[], marks = 0): SlackInline[] {
    return nodes.flatMap((node) => {
      if (!isMarked(node)) return [styled(this.#leaf(node), marks, node.type === 'code')];
      if (node.type === 'spoiler')
        return [styled(this.#mask(inlineText(node.children, { spoilers: 'show' })), marks)];
      return this.#inline(node.children, marks | MARK_BITS[node.type]);
    });
  }

  #label(link: Link): string {
    const hides = flatten(link.children).some(({ marks }) => marks & MARK_BITS.spoiler);
    if (hides) this.spoilers.push(inlineText(link.children, { spoilers: 'show' }));
    return honestLabel(link);
  }

  #leaf(leaf: Leaf): SlackInline {
    switch (leaf.type) {
      case 'text':
        return { type: 'text', text: leaf.text };
      case 'break':
        return { type: 'text', text: '\n' };
      case 'code':
        return { type: 'text', text: leaf.code };
      case 'link':
        return { type: 'link', url: leaf.url, ...(!showsItself(leaf) && { text: this.#label(leaf) }) };
      case 'mention': {
        const userId = leaf.kind === 'person' ? this.targets.userId?.(leaf) : undefined;
        if (userId !== undefined) return { type: 'user', user_id: userId };
        const channelId = leaf.kind === 'channel' ? this.targets.channelId?.(leaf) : undefined;
        if (channelId !== undefined) return { type: 'channel', channel_id: channelId };
        return { type: 'text', text: mentionText(leaf) };
      }
      case 'emoji': {
        if ('char' in leaf) return { type: 'text', text: leaf.char };
        const name = this.targets.emojiName?.(leaf);
        return name === undefined ? { type: 'text', text: `:${leaf.name}:` } : { type: 'emoji', name };
      }
      case 'timestamp':
        return {
          type: 'date',
          timestamp: leaf.at,
          format: DATE_FORMATS[leaf.style ?? 'f'],
          fallback: timestampText(leaf),
        };
    }
  }
}

const DATE_FORMATS: Readonly<Record<NonNullable<Timestamp['style']>, string>> = {
  t: '{time}',
  T: '{time_secs}',
  d: '{date_num}',
  D: '{date_long_full}',
  f: '{date_long_full} {time}',
  F: '{date_long} {time}',
  R: '{ago}',
};

function styled(inline: SlackInline, marks: number, code = false): SlackInline {
  if (!marks && !code) return inline;
  const style: SlackStyle = {
    ...(marks & MARK_BITS.strong && { bold: true }),
    ...(marks & MARK_BITS.emphasis && { italic: true }),
    ...(marks & MARK_BITS.strike && { strike: true }),
    ...(marks & MARK_BITS.underline && { underline: true }),
    ...(code && { code: true }),
  };
  return Object.keys(style).length ? { ...inline, style } : inline;
}

/** Neighbouring texts of one style as one element. */
function joinTexts(inline: readonly SlackInline[]): SlackInline[] {
  return inline.reduce<SlackInline[]>((joined, next) => {
    const last = joined.at(-1);
    if (
      last?.type === 'text' &&
      next.type === 'text' &&
      (last.style === next.style || JSON.stringify(last.style) === JSON.stringify(next.style))
    )
      joined[joined.length - 1] = { ...last, text: last.text + next.text };
    else joined.push(next);
    return joined;
  }, []);
}
