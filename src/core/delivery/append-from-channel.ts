import { v7 as uuid } from 'uuid';
import { Problem } from '../errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { Action } from '../rooms/change.ts';
import type { Actor } from '../rooms/room.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import type { Link } from './link.ts';

/**
 * Appends what somebody did in a linked channel, if the room's rules allow it; a message under its platform's own name, by
 * which repeats are known.
 * @param about the platform's message id where a message is posted; another name by which repeats are known; and when it
 *   happened, where the platform says so
 * @returns whether it was taken in
 * @throws Problem `unavailable`, or `reply_not_found` where the parent was deleted
 */
export async function appendFromChannel(
  { log, logger }: { log: RoomLog; logger: Logger },
  link: Link,
  actor: Actor,
  action: Action,
  { remoteId, at, name = remoteId }: { remoteId?: string; at?: Date; name?: string } = {},
): Promise<boolean> {
  const key = name === undefined ? uuid() : `${link.channelId}:${name}`;
  try {
    await log.append({
      roomId: link.roomId,
      key: `${link.platform}:${key}`,
      retold: true,
      actor,
      action,
      origin: { linkId: link.id, ...(remoteId === undefined ? {} : { remoteId }) },
      ...(at === undefined ? {} : { at }),
    });
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'unavailable' || error.code === 'reply_not_found') throw error;
    logger.info({ link: link.id, code: error.code, kind: action.kind }, 'not taken into the room');
    return false;
  }
}
