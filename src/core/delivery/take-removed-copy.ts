import type { Actor } from '../rooms/room.ts';
import { appendFromChannel } from './append-from-channel.ts';
import type { InboxDeps } from './inbox.ts';
import type { Copy, Link } from './link.ts';

type Deps = Pick<InboxDeps, 'links' | 'messages' | 'log' | 'logger' | 'system'>;

/**
 * Somebody took away what we had posted. Only we and those who may moderate the channel can: so unless we did, it is a
 * moderator's act, and deletes the line for the room, whichever of its parts it was. Platforms do not say who it was, so it
 * is done in Matinee's own name, and what goes so does not come back by itself. A link may say that it concerns its channel
 * alone.
 * @throws Problem `unavailable`
 */
export async function takeRemovedCopy(deps: Deps, link: Link, copy: Copy, remoteId: string): Promise<void> {
  // We are taking it away ourselves: the line is shortened.
  if (copy.state === 'leaving') return;
  const standing = await deps.messages.some(link.roomId, [copy.seq]);
  // Deleted in the room already: then it was our courier.
  if (!standing.has(copy.seq)) return;
  await deps.links.markGone(link.id, remoteId);
  if (link.moderation === 'here') return;
  const actor: Actor = { ...deps.system, via: link.platform };
  await appendFromChannel(deps, link, actor, { kind: 'delete', seq: copy.seq, onPlatform: true });
}
