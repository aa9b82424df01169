import type { MessageView as DiscordMessage } from '../../sandbox/discord/index.ts';
import type { MessageView as SlackMessage } from '../../sandbox/slack/channel-view.ts';
import type { MessageView } from '../../src/protocol/frames.ts';

/** A message as one side shows it, reduced to what must be the same on every side. */
export interface SeenLine {
  author: string;
  /** Plain words: the tests speak without markup where they compare. */
  text: string;
  emoji: string[];
  /** The words of the message it replies to, where the side shows that it is a reply. */
  replyTo?: string;
}

/** A line on a platform, and by which id people there act on it. */
export interface PlatformLine extends SeenLine {
  id: string;
  /** Slack: the thread it stands in. */
  thread?: string;
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How a relayed reply quotes its parent in its first line. */
const QUOTED = /^> \*\*.*?\*\* (.*?)(?: \[.*?\]\(.*?\))?\n([\s\S]*)$/;

/** What a Discord channel shows. */
export function discordLines(messages: readonly DiscordMessage[]): PlatformLine[] {
  return messages
    .filter((message) => message.kind === 'message' || message.kind === 'reply')
    .filter((message) => message.author.kind !== 'bot')
    .map((message) => {
      const quote = QUOTED.exec(message.content);
      const line: PlatformLine = {
        id: message.id,
        author: message.author.name,
        text: quote && message.author.kind === 'webhook' ? (quote[2] ?? '') : message.content,
        emoji: message.reactions.map((reaction) => reaction.emoji).sort(byName),
      };
      const parent = message.replyTo?.content;
      // What is replied to may be a relayed reply itself, with a quote above its words.
      if (parent) line.replyTo = QUOTED.exec(parent)?.[2] ?? parent;
      else if (quote && message.author.kind === 'webhook') line.replyTo = quote[1] ?? '';
      return line;
    });
}

/** What a Slack channel shows: replies stand in their parent's thread. */
export function slackLines(roots: readonly SlackMessage[]): PlatformLine[] {
  const all: PlatformLine[] = [];
  for (const root of roots) {
    for (const message of [root, ...root.replies]) {
      // What Matinee says in its own name (a link was made) is not part of the room.
      if (
        message.ephemeral ||
        message.deleted ||
        message.subtype === 'channel_join' ||
        message.name === 'Matinee'
      )
        continue;
      const line: PlatformLine = {
        id: message.ts,
        author: message.name,
        text: unescapeSlack(message.text),
        emoji: message.reactions.flatMap((reaction) => reaction.unicode ?? []).sort(byName),
      };
      if (message !== root) line.replyTo = unescapeSlack(root.text);
      if (message.threadTs !== undefined) line.thread = message.threadTs;
      all.push(line);
    }
  }
  return all.sort((a, b) => byName(a.id, b.id));
}

/** What the web shows, from history or in the widget. */
export function webLines(messages: readonly MessageView[]): SeenLine[] {
  return messages.map((message) => {
    const line: SeenLine = {
      author: message.author.name,
      text: message.text,
      emoji: (message.reactions ?? []).map((reaction) => reaction.emoji).sort(byName),
    };
    if (message.quote) line.replyTo = message.quote.text;
    return line;
  });
}

const unescapeSlack = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
