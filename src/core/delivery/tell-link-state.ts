import { v7 as uuid } from 'uuid';
import type { Actor } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';

/**
 * Tells the room that a link no longer works and why, or that it works again; unless the room has been told already, by
 * whoever found out first.
 * @param broken why; absent when it works again
 * @param system Matinee itself, who reports in rooms
 */
export async function tellLinkState(
  { log, links, system }: { log: RoomLog; links: Pick<LinkRepository, 'byId'>; system: Actor },
  { id: linkId }: Link,
  broken?: string,
): Promise<void> {
  const link = await links.byId(linkId);
  if (link?.state !== (broken === undefined ? 'broken' : 'active')) return;
  const { roomId, platform, channelName: channel } = link;
  await log.append({
    roomId,
    key: `link:${uuid()}`,
    actor: system,
    action: { kind: 'report-link', linkId, platform, channel, ...(broken === undefined ? {} : { broken }) },
  });
}
