import { parseEmoji } from '../messages/react-to-message.ts';
import type { ChatAdapter, RemoteMessage } from './chat-adapter.ts';
import { DeliveryFault } from './chat-adapter.ts';
import type { Inbox, InboxDeps } from './inbox.ts';
import type { Copy, Link } from './link.ts';

/** How far back edits, deletes and reactions are compared. */
const RECENT = 100;

/**
 * Reads a channel's history since its newest known message, and the recent past, and takes in what we did not hear of:
 * what was said, in its order, once; then edits, deletes and reactions.
 */
export async function reconcileChannel(
  inbox: Inbox,
  deps: Pick<InboxDeps, 'links' | 'messages' | 'logger'>,
  adapter: ChatAdapter,
  link: Link,
): Promise<void> {
  let history: RemoteMessage[];
  try {
    history = await adapter.recent(link, await deps.links.newestOrigin(link.id), RECENT);
  } catch (error) {
    if (!(error instanceof DeliveryFault)) throw error;
    deps.logger.warn({ link: link.id, reason: error.message }, 'a channel could not be read');
    return;
  }
  const copies = new Map(
    (await deps.links.recentCopies(link.id, RECENT * 4)).map((copy) => [copy.remoteId, copy]),
  );
  const known = async (remoteId: string): Promise<Copy | null> =>
    copies.get(remoteId) ?? (await deps.links.copyAt(link.id, remoteId));

  for (const message of history) {
    if (message.ours || !message.relayed) continue;
    const copy = await known(message.remoteId);
    if (!copy) {
      if (message.at >= link.createdAt) await inbox.takePosted(link, message, true);
    } else if (copy.origin && message.edited) await inbox.takeEdited(link, message);
  }
  for (const message of history) {
    const copy = await known(message.remoteId);
    if (copy) await compareReactions(inbox, deps, link, copy, message);
  }
  await takeDeletions(inbox, deps, link, [...copies.values()], history);
}

async function compareReactions(
  inbox: Inbox,
  deps: Pick<InboxDeps, 'links'>,
  link: Link,
  copy: Copy,
  message: RemoteMessage,
): Promise<void> {
  const here = (await deps.links.reactionsOf(link.roomId, copy.seq)).filter((r) => r.linkId === link.id);
  const there = new Set<string>();
  for (const { emoji: raw, people } of message.reactions) {
    const emoji = knownEmoji(raw);
    if (emoji === null) continue;
    for (const remote of people) {
      const person = await inbox.meet(remote);
      there.add(`${emoji} ${person.id}`);
      if (here.some((r) => r.emoji === emoji && r.personId === person.id)) continue;
      await inbox.takeReaction(link, copy, remote, emoji, true);
    }
  }
  for (const reaction of here) {
    if (there.has(`${reaction.emoji} ${reaction.personId}`)) continue;
    await inbox.takeBackReaction(link, copy, reaction.personId, reaction.emoji);
  }
}

function knownEmoji(raw: string): string | null {
  try {
    return parseEmoji(raw);
  } catch {
    return null; // one nobody else can show
  }
}

async function takeDeletions(
  inbox: Inbox,
  deps: Pick<InboxDeps, 'messages'>,
  link: Link,
  copies: Copy[],
  history: RemoteMessage[],
): Promise<void> {
  const oldest = history[0]?.at;
  if (!oldest) return;
  const there = new Set(history.map((message) => message.remoteId));
  const missing = copies.filter((copy) => copy.origin && !there.has(copy.remoteId));
  const standing = await deps.messages.some(
    link.roomId,
    missing.map((copy) => copy.seq),
  );
  for (const copy of missing) {
    const message = standing.get(copy.seq);
    if (message && new Date(message.at) > oldest) await inbox.takeDeleted(link, copy.remoteId);
  }
}
