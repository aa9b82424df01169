import type { FormatConverter } from '../../core/markup/format-converter.ts';
import { isSafeUrl } from '../../core/markup/link-safety.ts';
import type { Run } from '../../core/markup/mark-runs.ts';
import { MARK_BITS, nest } from '../../core/markup/mark-runs.ts';
import { paragraphs } from '../../core/markup/paragraphs.ts';
import { tidyTree } from '../../core/markup/tidy-tree.ts';
import type { Block, Leaf, List, ListItem, Tree } from '../../core/markup/tree.ts';
import { fromSlackUnicode } from './emoji-names.ts';
import { parseMrkdwn } from './mrkdwn.ts';
import type { SlackMessage } from './rich-text-renderer.ts';
import { renderSlack } from './rich-text-renderer.ts';
import type { SlackNames, SlackTargets } from './slack-names.ts';
import { slackBroadcast, slackChannel, slackEmoji, slackPerson, slackUsergroup } from './slack-names.ts';

export type { SlackMessage } from './rich-text-renderer.ts';
export { renderSlack } from './rich-text-renderer.ts';

type Json = Record<string, unknown>;

const json = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const items = (value: unknown): Json[] => (Array.isArray(value) ? value.map(json) : []);
const count = (value: unknown): number => (typeof value === 'number' && value >= 0 ? Math.floor(value) : 0);

/** A Slack message as events and histories carry it. */
export interface SlackContent {
  text?: string;
  /** As they came; only their text-bearing kinds are read. */
  blocks?: unknown;
}

/**
 * Parses a Slack message. Its rich text blocks win over `text`, which says the same less exactly; without any,
 * `text` is read as mrkdwn. Never throws, whatever the blocks hold.
 */
export function parseSlack(content: SlackContent, names: SlackNames = {}): Tree {
  const blocks = items(content.blocks);
  if (!blocks.some((block) => block.type === 'rich_text')) return parseMrkdwn(content.text ?? '', names);
  return blocks.flatMap((block): Tree => {
    if (block.type === 'rich_text') return parseRichText(block, names);
    const { type, text: written } = json(block.text);
    if (block.type === 'section' && type === 'mrkdwn') return parseMrkdwn(text(written), names);
    if (block.type === 'section' || block.type === 'header') return toParagraphs(textRuns(text(written), 0));
    return [];
  });
}

/** Parses one `rich_text` block. */
function parseRichText(block: unknown, names: SlackNames = {}): Tree {
  const tree: Block[] = [];
  let levels: Levels = [];
  let wasList = false;
  for (const element of items(json(block).elements)) {
    const bordered = count(element.border) > 0;
    const isList = element.type === 'rich_text_list';
    if (!isList || !wasList) levels = [];
    wasList = isList;
    const into = bordered ? quoteAtEnd(tree) : tree;
    if (isList) addList(element, into, levels, names);
    else if (element.type === 'rich_text_preformatted') into.push(preformatted(element));
    else if (element.type === 'rich_text_quote')
      tree.push({ type: 'quote', children: [paragraph(element, names)] });
    else into.push(paragraph(element, names));
  }
  return tidyTree(tree);
}

/** A list or code with a border stands inside a quote. */
function quoteAtEnd(tree: Block[]): Block[] {
  const last = tree.at(-1);
  if (last?.type === 'quote') return last.children;
  const children: Block[] = [];
  tree.push({ type: 'quote', children });
  return children;
}

/** All that an element says, its blank lines too: these divide it when the whole tree is made tidy. */
const paragraph = (element: Json, names: SlackNames): Block => ({
  type: 'paragraph',
  children: nest(inlineRuns(element, names)),
});

const toParagraphs = (runs: readonly Run[]): Block[] =>
  paragraphs(runs).map((own) => ({ type: 'paragraph', children: nest(own) }));

function preformatted(element: Json): Block {
  const code = items(element.elements)
    .map((part) => text(part.text) || text(part.url))
    .join('');
  const lang = text(element.language);
  return { type: 'codeBlock', ...(lang && { lang }), code: code.replace(/\n$/, '') };
}

/** The list open on each level, outermost first. */
type Levels = List[];

/** Slack writes nested lists one after the other, each with its indent. */
function addList(element: Json, into: Block[], levels: Levels, names: SlackNames): void {
  const ordered = element.style === 'ordered';
  const found = items(element.elements).map((item): ListItem => {
    return { children: nest(inlineRuns(item, names)) };
  });
  const level = Math.min(count(element.indent), levels.length);
  levels.length = Math.min(levels.length, level + 1);
  const sibling = levels[level];
  if (sibling?.ordered === ordered) return void sibling.items.push(...found);
  const start = ordered ? count(element.offset) + 1 : 1;
  const list: List = { type: 'list', ordered, ...(start > 1 && { start }), items: found };
  const parent = levels[level - 1]?.items.at(-1);
  if (parent) (parent.lists ??= []).push(list);
  else into.push(list);
  levels[level] = list;
}

const STYLES = [
  ['bold', MARK_BITS.strong],
  ['italic', MARK_BITS.emphasis],
  ['strike', MARK_BITS.strike],
  ['underline', MARK_BITS.underline],
] as const;

function inlineRuns(element: Json, names: SlackNames): Run[] {
  return items(element.elements).flatMap((part): Run[] => {
    const style = json(part.style);
    const marks = STYLES.reduce((mask, [name, bit]) => (style[name] === true ? mask | bit : mask), 0);
    if (part.type === 'text') return textRuns(text(part.text), marks, style.code === true);
    const leaf = leafOf(part, names);
    return leaf ? [{ leaf, marks }] : [];
  });
}

function textRuns(value: string, marks: number, code = false): Run[] {
  const runs: Run[] = [];
  let from = 0;
  for (;;) {
    const end = value.indexOf('\n', from);
    const line = value.slice(from, end < 0 ? value.length : end);
    if (line !== '')
      runs.push({ leaf: code ? { type: 'code', code: line } : { type: 'text', text: line }, marks });
    if (end < 0) return runs;
    runs.push({ leaf: { type: 'break' }, marks });
    from = end + 1;
  }
}

function leafOf(part: Json, names: SlackNames): Leaf | undefined {
  switch (part.type) {
    case 'link': {
      const url = text(part.url);
      const label = text(part.text) || url;
      const shown: Leaf = { type: 'text', text: label };
      return label === '' ? undefined : isSafeUrl(url) ? { type: 'link', url, children: [shown] } : shown;
    }
    case 'emoji': {
      const char = fromSlackUnicode(text(part.unicode));
      const tone = count(part.skin_tone);
      const name =
        text(part.name) +
        (tone >= 2 && tone <= 6 && !text(part.name).includes('::') ? `::skin-tone-${tone}` : '');
      return char === null ? slackEmoji(name, names) : { type: 'emoji', char };
    }
    case 'user':
      return slackPerson(text(part.user_id), names);
    case 'usergroup':
      return slackUsergroup(text(part.usergroup_id), names);
    case 'channel':
      return slackChannel(text(part.channel_id), names);
    case 'broadcast':
      return slackBroadcast(text(part.range));
    case 'date':
      return typeof part.timestamp === 'number' && Number.isFinite(part.timestamp)
        ? { type: 'timestamp', at: Math.trunc(part.timestamp) }
        : fallback(part);
    default:
      return fallback(part);
  }
}

/** What an element that we do not know says of itself. */
function fallback(part: Json): Leaf | undefined {
  const shown = text(part.text) || text(part.value) || text(part.fallback) || text(part.url);
  return shown ? { type: 'text', text: shown.replaceAll('\n', ' ') } : undefined;
}

/** Slack's markup as a converter with fixed look-ups. */
export const slackMarkup = (
  names: SlackNames,
  targets: SlackTargets,
): FormatConverter<SlackContent, SlackMessage> => ({
  parse: (content) => parseSlack(content, names),
  render: (tree) => renderSlack(tree, targets),
});
