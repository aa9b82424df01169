import type { EventFrame } from '../../protocol/frames.ts';
import type { ChatAdapter, Dropping, OutgoingLine } from './chat-adapter.ts';
import { composeLine, lineAsSaid, type LineEvent, type LineSources } from './compose-line.ts';
import type { Link } from './link.ts';
import type { Delivered, LinkRepository } from './link-repository.ts';
import { linkNews } from './notices.ts';
import type { Platforms } from './platforms.ts';

/** What became of an event, to be stored with the cursor; and what is shown there now as it stands. */
export type CarriedOut = Pick<Delivered, 'copies' | 'removed'> & {
  shows?: number;
  /** May yet come to be shown by an earlier request that nobody answered. */
  doubted?: OutgoingLine;
};

/** What is known of an event's chances when it is carried out. */
export interface Circumstances {
  /** It may have been carried out before, and not noted. */
  doubtful: boolean;
  /** A message is not to be posted: too much was missed. */
  passedOver: boolean;
  /** Whether the channel shows this message as it was after the event already. */
  isShown(seq: number): boolean;
}

interface Means extends LineSources {
  platforms: Pick<Platforms, 'name'>;
  /** Matinee itself, in whose name moderators' acts on platforms are done: not the author's own. */
  system: string;
  /** Notes that we are about to take these messages away. */
  dropping: Dropping;
  /** Calls the platform. */
  ask<T>(call: (adapter: ChatAdapter) => Promise<T>): Promise<T>;
}

/**
 * Brings one event of the talk to a link's channel. What is shown there is always what stands now, not what the event says:
 * a later edit then finds its work done.
 * @throws DeliveryFault
 */
export async function carryOut(
  means: Means,
  link: Link,
  event: EventFrame,
  circumstances: Circumstances,
): Promise<CarriedOut> {
  const { links, ask } = means;
  switch (event.kind) {
    case 'message.posted':
    case 'review.posted':
    case 'poll.posted':
      return post(means, link, event, circumstances);
    case 'message.edited': {
      const { seq } = event.data;
      if (circumstances.isShown(seq)) return {};
      const copies = (await links.copiesOf(link.id, seq)).filter((copy) => !copy.origin);
      // What somebody there took away is not changed, nor put up again.
      const shown = copies.length > 0 && copies.every((copy) => copy.state !== 'gone');
      const line = shown ? await composeLine(means, link, seq) : null;
      if (!line) return {};
      const before = copies.map((copy) => copy.remoteId);
      const remoteIds = await ask((adapter) => adapter.edit(link, before, line, means.dropping));
      return { copies: { seq, remoteIds }, shows: seq };
    }
    case 'message.deleted': {
      const { seq } = event.data;
      const copies = await links.copiesOf(link.id, seq);
      const origin = copies.some((copy) => copy.origin);
      // Its author took it away there; a moderator elsewhere did not.
      const byAuthor = event.actor.via === link.platform && event.actor.id !== means.system;
      if (copies.length === 0 || (origin && byAuthor)) return {};
      const left = copies.filter((copy) => copy.state !== 'gone').map((copy) => copy.remoteId);
      if (left.length > 0) await ask((adapter) => adapter.remove(link, left, origin));
      return { removed: seq };
    }
    case 'link.broken':
    case 'link.mended':
      if (event.data.platform !== link.platform || event.data.channel !== link.channelName) {
        await ask((adapter) => adapter.notify(link, linkNews(event, means.platforms)));
      }
      return {};
    default:
      return {};
  }
}

async function post(
  means: Means,
  link: Link,
  event: LineEvent,
  { doubtful, passedOver }: Circumstances,
): Promise<CarriedOut> {
  const { links, ask } = means;
  const { seq } = event;
  if ((await links.copiesOf(link.id, seq)).length > 0) return {};
  const line = await composeLine(means, link, seq);
  const found = doubtful ? await findPosted(means, link, line ?? lineAsSaid(means, link, event)) : null;
  if (!line) {
    // Deleted before anybody here was to see it.
    if (found) await ask((adapter) => adapter.remove(link, found, false));
    return doubtful && !found ? { doubted: lineAsSaid(means, link, event) } : {};
  }
  // What is found may be in an earlier wording: it is not said to be shown as it stands.
  if (found) return { copies: { seq, remoteIds: found } };
  if (passedOver) return {};
  const remoteIds = await ask((adapter) => adapter.post(link, line));
  return { copies: { seq, remoteIds }, shows: seq, ...(doubtful ? { doubted: line } : {}) };
}

/** Whether a message of a channel is noted as a copy. */
export const knownTo =
  (links: Pick<LinkRepository, 'copyAt'>, link: Link) =>
  async (remoteId: string): Promise<boolean> =>
    (await links.copyAt(link.id, remoteId)) !== null;

function findPosted({ links, ask }: Means, link: Link, line: OutgoingLine): Promise<string[] | null> {
  return ask((adapter) => adapter.findPosted(link, line, knownTo(links, link)));
}
