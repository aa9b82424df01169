import { LINKS_TOPIC } from '../delivery/link.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { encodeSignal } from './event-batch.ts';
import { roomTopic } from './room-log.ts';
import type { RoomRepository } from './room-repository.ts';
import type { RoomSignal } from './signals.ts';

/** Ends a room with all that was said in it, and tells those who read it and those who bring its lines to channels. */
export async function endRoom(
  deps: { rooms: Pick<RoomRepository, 'delete'>; bus: EventBus },
  roomId: string,
): Promise<void> {
  await deps.rooms.delete(roomId);
  deps.bus.publish(LINKS_TOPIC, Buffer.from(roomId));
  const ended: RoomSignal = { type: 'ended' };
  deps.bus.publish(roomTopic(roomId), encodeSignal(ended));
}
