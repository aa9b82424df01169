import type { types } from '@slack/bolt';
import type { OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import { cleanName, firstGraphemes } from '../../core/markup/clean-text.ts';
import { parseMarkdown, renderMarkdown } from '../../core/markup/matinee-markdown.ts';
import { plainText } from '../../core/markup/plain-text.ts';
import { splitTree } from '../../core/markup/split-long.ts';
import type { Block, Inline, Tree } from '../../core/markup/tree.ts';
import { isMarked } from '../../core/markup/tree.ts';
import { taggedName } from '../../protocol/tagged-name.ts';
import { partSize } from './part-size.ts';
import { parseSlack, renderSlack, type SlackContent } from './rich-text.ts';
import type { SlackNames, SlackTargets } from './slack-names.ts';

/** Characters that chat.update takes as text; chat.postMessage would take more, but then the line could not be edited. */
const MAX_TEXT = 3_900;
/** Bytes of a message's blocks: Slack refuses somewhere near 13,000 (slackapi/bolt-js#2509). */
const MAX_BLOCKS = 11_500;
const MAX_NAME = 80;
const HANGUL = /\p{Script=Hangul}/u;

export const SHOW_SPOILER = 'show_spoiler';

/** One Slack message of a line. */
export interface OutgoingPart {
  /** What notifications show; escaped. */
  text: string;
  blocks: types.KnownBlock[];
}

/** What somebody wrote on Slack, as Matinee markdown. */
export function readContent(content: SlackContent, names: SlackNames): string {
  return renderMarkdown(parseSlack(content, names));
}

/**
 * A line as one or more Slack messages.
 * @param quote what it replies to, where it cannot stand in that one's thread
 * @param after lines about attachments that are not shown by themselves
 * @param userIdOf the Slack id of a person in this workspace, if they have one
 */
export async function writeParts(
  line: Pick<OutgoingLine, 'text'>,
  quote: OutgoingLine['replyTo'] | undefined,
  after: readonly Block[],
  userIdOf: (personId: string) => Promise<string | undefined>,
): Promise<OutgoingPart[]> {
  const tree: Tree = [...parseMarkdown(line.text), ...after];
  const userIds = new Map<string, string | undefined>();
  for (const personId of personsIn(tree)) userIds.set(personId, await userIdOf(personId));
  const parts = writeTree(tree, {
    userId: ({ personId }) => (personId === undefined ? undefined : userIds.get(personId)),
  });
  const [first] = parts;
  if (quote && first) first.blocks.unshift(quoteBlock(quote));
  return parts;
}

/** Something Matinee itself says, as one or more Slack messages. */
export const noticeParts = (text: string): OutgoingPart[] => writeTree(parseMarkdown(text), {});

/** Lines about attachments, as one or more Slack messages. */
export const attachmentParts = (lines: readonly Block[]): OutgoingPart[] => writeTree([...lines], {});

function writeTree(tree: Tree, targets: SlackTargets): OutgoingPart[] {
  return splitTree(tree, weightOf, MAX_TEXT).map((part) => {
    const { text, blocks, spoilers } = renderSlack(part, targets);
    return { text, blocks: spoilers.length > 0 ? [...blocks, spoilerButton(text, spoilers)] : blocks };
  });
}

/** In characters of text, or what its blocks weigh in these. */
function weightOf(tree: Tree): number {
  const { text, bytes } = partSize(tree, { text: MAX_TEXT, bytes: MAX_BLOCKS });
  return Math.max(text, Math.ceil((bytes / MAX_BLOCKS) * MAX_TEXT));
}

/** Slack has no spoilers: the text is masked, and the button shows it to whoever presses it. */
function spoilerButton(text: string, spoilers: readonly string[]): types.ActionsBlock {
  const korean = HANGUL.test(text) || spoilers.some((hidden) => HANGUL.test(hidden));
  return {
    type: 'actions',
    elements: [
      {
        type: 'button',
        action_id: SHOW_SPOILER,
        text: { type: 'plain_text', text: korean ? '스포일러 보기' : 'Show spoiler' },
      },
    ],
  };
}

/** What stands for pictures that give something away: a button that shows them to whoever presses it. */
export function coveredPicture(text: string): OutgoingPart {
  const said = HANGUL.test(text) ? '스포일러 사진 보기' : 'Show spoiler picture';
  const button: types.Button = {
    type: 'button',
    action_id: SHOW_SPOILER,
    text: { type: 'plain_text', text: said },
  };
  // Beside the button of a hidden text it is a second one, and does the same.
  return { text: said, blocks: [{ type: 'actions', elements: [button] }] };
}

/** What the masks of a line hide, for one person's eyes. */
export function spoilerParts(text: string): OutgoingPart[] {
  const { spoilers } = renderSlack(parseMarkdown(text));
  const tree: Tree = spoilers
    .flatMap((hidden) => hidden.split('\n'))
    .filter((row) => row.trim() !== '')
    .map((row) => ({ type: 'paragraph', children: [{ type: 'text', text: row }] }));
  return writeTree(tree, {});
}

/** Something Matinee says with nothing hidden, for one person's eyes. */
export function uncoveredParts(text: string): OutgoingPart[] {
  const rows = plainText(parseMarkdown(text), { spoilers: 'show' }).split('\n');
  const tree: Tree = rows
    .filter((row) => row.trim() !== '')
    .map((row) => ({ type: 'paragraph', children: [{ type: 'text', text: row }] }));
  return writeTree(tree, {});
}

function quoteBlock({ name, text }: NonNullable<OutgoingLine['replyTo']>): types.ContextBlock {
  const quoted = `↪ ${cleanName(name)}: ${text.replaceAll(/\s+/g, ' ')}`;
  return {
    type: 'context',
    elements: [{ type: 'plain_text', text: firstGraphemes(quoted, 300).slice(0, 2_000), emoji: false }],
  };
}

/** A name as Slack shows it beside a message. */
export function posterName(name: string, tag?: string): string {
  const most = MAX_NAME - taggedName({ name: '', tag }).length;
  let kept = cleanName(name) || '?';
  for (let limit = most; kept.length > most; limit--) kept = firstGraphemes(kept, limit);
  return taggedName({ name: kept, tag });
}

function personsIn(tree: Tree): Set<string> {
  const persons = new Set<string>();
  const look = (nodes: readonly Inline[]): void => {
    for (const node of nodes) {
      if (isMarked(node) || node.type === 'link') look(node.children);
      else if (node.type === 'mention' && node.personId !== undefined) persons.add(node.personId);
    }
  };
  const walk = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (block.type === 'paragraph' || block.type === 'heading') look(block.children);
      else if (block.type === 'quote' || block.type === 'spoilerBlock') walk(block.children);
      else if (block.type === 'list') {
        for (const item of block.items) {
          look(item.children);
          walk(item.lists ?? []);
        }
      }
    }
  };
  walk(tree);
  return persons;
}
