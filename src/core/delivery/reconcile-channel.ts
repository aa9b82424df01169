import { parseEmoji } from '../messages/react-to-message.ts';
import type { ChatAdapter, RemoteMessage, RemotePerson } from './chat-adapter.ts';
import type { Inbox, InboxDeps } from './inbox.ts';
import type { Copy, Link } from './link.ts';

/** How far back edits, deletes and reactions are compared. */
const RECENT = 100;

type Deps = Pick<InboxDeps, 'links' | 'messages'>;

/** What we knew of a channel before we read it. What we learn later cannot be missing there. */
interface Known {
  copies: Copy[];
  /** `emoji person` of everybody who had reacted there, by message. */
  reactions: Map<number, { emoji: string; personId: string }[]>;
}

/**
 * Reads a channel's history since its newest known message, and the recent past, and takes in what we did not hear of:
 * what was said, in its order, once; then edits, deletes and reactions.
 * @throws DeliveryFault when the channel cannot be read: nothing is changed then
 */
export async function reconcileChannel(
  inbox: Inbox,
  deps: Deps,
  adapter: ChatAdapter,
  link: Link,
): Promise<void> {
  const known = await whatWeKnow(deps, link);
  const history = await adapter.recent(link, await deps.links.newestOrigin(link.id), RECENT);
  const copies = new Map(known.copies.map((copy) => [copy.remoteId, copy]));
  for (const message of history) {
    let copy = copies.get(message.remoteId) ?? (await deps.links.copyAt(link.id, message.remoteId));
    if (message.relayed && !message.ours) {
      if (copy?.origin && message.edited) await inbox.takeEdited(link, message);
      if (!copy && message.at >= link.createdAt) {
        await inbox.takePosted(link, message, true);
        copy = await deps.links.copyAt(link.id, message.remoteId);
      }
    }
    if (copy) copies.set(message.remoteId, copy);
  }
  await compareReactions(inbox, link, known, history, copies);
  await takeDeletions(inbox, deps, link, known, history);
}

async function whatWeKnow({ links }: Deps, link: Link): Promise<Known> {
  const copies = await links.recentCopies(link.id, RECENT * 2);
  const seqs = [...new Set(copies.map((copy) => copy.seq))];
  const reactions = await Promise.all(
    seqs.map(async (seq) => {
      const all = await links.reactionsOf(link.roomId, seq);
      return [seq, all.filter((reaction) => reaction.linkId === link.id)] as const;
    }),
  );
  return { copies, reactions: new Map(reactions) };
}

/** A message may stand there in several parts: what is on any of them is on the message. */
async function compareReactions(
  inbox: Inbox,
  link: Link,
  known: Known,
  history: RemoteMessage[],
  copies: ReadonlyMap<string, Copy>,
): Promise<void> {
  const shown = new Map<number, { copy: Copy; parts: RemoteMessage[] }>();
  for (const message of history) {
    const copy = copies.get(message.remoteId);
    if (!copy) continue;
    const { parts } = shown.get(copy.seq) ?? { parts: [] };
    shown.set(copy.seq, { copy, parts: [...parts, message] });
  }
  for (const [seq, { copy, parts }] of shown) {
    const here = known.reactions.get(seq) ?? [];
    const there = new Set<string>();
    for (const { emoji, person: remote } of parts.flatMap(reactionsOn)) {
      const person = await inbox.meet(remote);
      there.add(`${emoji} ${person.id}`);
      if (here.some((r) => r.emoji === emoji && r.personId === person.id)) continue;
      await inbox.takeReaction(link, copy, remote, emoji, true);
    }
    const allParts = known.copies.filter((each) => each.seq === seq).length;
    if (parts.length < allParts) continue;
    for (const { emoji, personId } of here) {
      if (!there.has(`${emoji} ${personId}`)) await inbox.takeBackReaction(link, seq, personId, emoji);
    }
  }
}

function reactionsOn({ reactions }: RemoteMessage): { emoji: string; person: RemotePerson }[] {
  return reactions.flatMap(({ emoji: raw, people }) => {
    const emoji = knownEmoji(raw);
    return emoji === null ? [] : people.map((person) => ({ emoji, person }));
  });
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
  deps: Deps,
  link: Link,
  known: Known,
  history: RemoteMessage[],
): Promise<void> {
  const oldest = history[0]?.at;
  if (!oldest) return;
  const there = new Set(history.map((message) => message.remoteId));
  const missing = known.copies.filter((copy) => copy.origin && !there.has(copy.remoteId));
  const seqs = missing.map((copy) => copy.seq);
  const standing = await deps.messages.some(link.roomId, seqs);
  for (const copy of missing) {
    const message = standing.get(copy.seq);
    if (message && new Date(message.at) > oldest) await inbox.takeDeleted(link, copy.remoteId);
  }
}
