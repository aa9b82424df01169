import type { EventFrame } from '../../protocol/frames.ts';
import { taggedName } from '../../protocol/tagged-name.ts';
import { withinUnits } from '../markup/clean-text.ts';
import { parseMarkdown } from '../markup/matinee-markdown.ts';
import { plainText } from '../markup/plain-text.ts';
import type { MediaGrants } from '../media/media-grants.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { OutgoingLine } from './chat-adapter.ts';
import { isThere, type Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';

const QUOTE_LENGTH = 120;

/** What becomes a message of the room. */
export type LineEvent = EventFrame<'message.posted' | 'review.posted' | 'poll.posted'>;

export const isLine = (kind: EventFrame['kind']): kind is LineEvent['kind'] =>
  kind === 'message.posted' || kind === 'review.posted' || kind === 'poll.posted';

/** What a line is made of. */
export interface LineSources {
  links: LinkRepository;
  messages: MessageRepository;
  mediaGrants: Pick<MediaGrants, 'onLink'>;
}

/** A message as it is now, as a line for a link's channel; null when it was deleted. */
export async function composeLine(
  { links, messages, mediaGrants }: LineSources,
  link: Link,
  seq: number,
): Promise<OutgoingLine | null> {
  const message = (await messages.some(link.roomId, [seq])).get(seq);
  if (!message) return null;
  const { author, text, review, poll, quote } = message;
  const attachments = (message.attachments ?? []).map((one) => mediaGrants.onLink(link.id, one));
  const line: OutgoingLine = { key: lineKey(link, seq), author: lineAuthor(author), text, attachments };
  if (review) line.review = review;
  if (poll) line.poll = poll;
  if (quote) {
    const [there] = (await links.copiesOf(link.id, quote.seq)).filter(isThere);
    line.replyTo = {
      name: taggedName(quote),
      text: excerpt(quote.text),
      ...(there === undefined ? {} : { remoteId: there.remoteId }),
    };
  }
  return line;
}

/** A message as it was said, for looking whether one that is deleted by now was posted nevertheless. */
export function lineAsSaid(
  { mediaGrants }: Pick<LineSources, 'mediaGrants'>,
  link: Link,
  event: LineEvent,
): OutgoingLine {
  const said = { key: lineKey(link, event.seq), author: lineAuthor(event.actor) };
  if (event.kind === 'message.posted') {
    const { text, attachments = [] } = event.data;
    return { ...said, text, attachments: attachments.map((one) => mediaGrants.onLink(link.id, one)) };
  }
  if (event.kind === 'poll.posted') {
    const { question: text, options } = event.data;
    const poll = { options, counts: options.map(() => 0), closed: false };
    return { ...said, text, poll, attachments: [] };
  }
  const { text = '', ...review } = event.data;
  return { ...said, text, review, attachments: [] };
}

const lineKey = (link: Link, seq: number): string => `${link.roomId}:${seq}`;

function lineAuthor({ name, via, avatar, tag }: EventFrame['actor']): OutgoingLine['author'] {
  return { name, via, ...(avatar === undefined ? {} : { avatar }), ...(tag === undefined ? {} : { tag }) };
}

function excerpt(markdown: string): string {
  const text = plainText(parseMarkdown(markdown)).replaceAll(/\s+/g, ' ');
  return text.length > QUOTE_LENGTH ? `${withinUnits(text, QUOTE_LENGTH - 1).trimEnd()}…` : text;
}
