import type { EventFrame } from '../../protocol/frames.ts';
import { parseMarkdown } from '../markup/matinee-markdown.ts';
import { plainText } from '../markup/plain-text.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { OutgoingLine } from './chat-adapter.ts';
import type { Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';

const QUOTE_LENGTH = 120;

/** A message as it is now, as a line for a link's channel; null when it was deleted. */
export async function composeLine(
  { links, messages }: { links: LinkRepository; messages: MessageRepository },
  link: Link,
  seq: number,
): Promise<OutgoingLine | null> {
  const message = (await messages.some(link.roomId, [seq])).get(seq);
  if (!message) return null;
  const { author, text, attachments = [], quote } = message;
  const line: OutgoingLine = { key: lineKey(link, seq), author: lineAuthor(author), text, attachments };
  if (quote) {
    const [there] = await links.copiesOf(link.id, quote.seq);
    line.replyTo = {
      name: quote.name,
      text: excerpt(quote.text),
      ...(there === undefined ? {} : { remoteId: there.remoteId }),
    };
  }
  return line;
}

/** A message as it was said, for looking whether one that is deleted by now was posted nevertheless. */
export function lineAsSaid(link: Link, event: EventFrame<'message.posted'>): OutgoingLine {
  const { text, attachments = [] } = event.data;
  return { key: lineKey(link, event.seq), author: lineAuthor(event.actor), text, attachments };
}

const lineKey = (link: Link, seq: number): string => `${link.roomId}:${seq}`;

function lineAuthor({ name, via, avatar }: EventFrame['actor']): OutgoingLine['author'] {
  return { name, via, ...(avatar === undefined ? {} : { avatar }) };
}

function excerpt(markdown: string): string {
  const text = plainText(parseMarkdown(markdown)).replaceAll(/\s+/g, ' ');
  return text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH - 1).trimEnd()}…` : text;
}
