import type { OutgoingLine } from '../../core/delivery/chat-adapter.ts';
import type { Link as ChannelLink } from '../../core/delivery/link.ts';
import { parseMarkdown, renderMarkdown } from '../../core/markup/matinee-markdown.ts';
import { splitRendered } from '../../core/markup/split-long.ts';
import type { Block, Inline, Tree } from '../../core/markup/tree.ts';
import { isMarked } from '../../core/markup/tree.ts';
import { parseDiscord, renderDiscord, type DiscordNames, type DiscordTargets } from './markdown.ts';

/** Characters Discord takes in one message. */
const MAX_CONTENT = 2000;

/** People mentioned in a message, by their Discord id. */
export type Mentioned = Map<string, { name: string; personId?: string }>;

/** What somebody wrote on Discord, as Matinee markdown. */
export function readContent(
  content: string,
  mentioned: Mentioned,
  names: Pick<DiscordNames, 'role' | 'channel' | 'emojiUrl'>,
): string {
  return renderMarkdown(parseDiscord(content, { ...names, person: (id) => mentioned.get(id) }));
}

/**
 * A line as the contents of one or more Discord messages.
 * @param after lines about attachments that are not uploaded
 * @param userIdOf the Discord id of a person, if they have one
 */
export async function writeContents(
  link: ChannelLink,
  line: OutgoingLine,
  after: readonly Block[],
  userIdOf: (personId: string) => Promise<string | undefined>,
): Promise<string[]> {
  const tree: Tree = [...quote(link, line), ...parseMarkdown(line.text), ...after];
  const userIds = new Map<string, string | undefined>();
  for (const personId of personsIn(tree)) userIds.set(personId, await userIdOf(personId));
  const targets: DiscordTargets = {
    userId: ({ personId }) => (personId === undefined ? undefined : userIds.get(personId)),
  };
  const contents = splitRendered(tree, (part) => renderDiscord(part, targets), MAX_CONTENT);
  // A picture alone is a message without content.
  return contents.length > 0 ? contents : [''];
}

/** Something Matinee itself says, as the contents of one or more Discord messages. */
export function noticeContents(text: string): string[] {
  return splitRendered(parseMarkdown(text), (part) => renderDiscord(part), MAX_CONTENT);
}

/** A webhook cannot reply, so the line begins with what it replies to and a way there. */
function quote(link: ChannelLink, { replyTo }: OutgoingLine): Block[] {
  if (!replyTo) return [];
  const children: Inline[] = [{ type: 'strong', children: [{ type: 'text', text: replyTo.name }] }];
  if (replyTo.text !== '') children.push({ type: 'text', text: ` ${replyTo.text.replaceAll(/\s+/g, ' ')}` });
  if (replyTo.remoteId !== undefined) {
    const url = `https://discord.com/channels/${link.tenantId}/${link.channelId}/${replyTo.remoteId}`;
    children.push(
      { type: 'text', text: ' ' },
      { type: 'link', url, children: [{ type: 'text', text: '↗' }] },
    );
  }
  return [{ type: 'quote', children: [{ type: 'paragraph', children }] }];
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
