import { Problem } from '../errors.ts';
import type { Role, Room } from './room.ts';
import type { RoomRepository, Standing } from './room-repository.ts';

type Rooms = Pick<RoomRepository, 'standing'>;

/**
 * A room for somebody who wants to do something in it: what they may do, its rules say.
 * @throws Problem `room_not_found`, in the same words and after the same question, for a room that is hidden from them and for none
 */
export async function findRoom(
  deps: { rooms: Rooms },
  slug: string,
  personId: string | null,
): Promise<Standing> {
  const standing = await deps.rooms.standing({ slug }, personId);
  if (isHidden(standing)) throw noSuchRoom();
  return standing;
}

/**
 * Whether a room does not exist for somebody: there is none, or it is private and they have no seat in it. Who was banned
 * from a private room is a stranger there: to be told so would be to be told of the room.
 */
export function isHidden(standing: Standing | null): standing is null {
  return standing === null || (standing.room.visibility === 'private' && standing.role === null);
}

/**
 * What somebody may read of a room as, without joining: open rooms everybody, others their members.
 * @throws Problem `room_not_found`, `banned` or `password_required`
 */
export function mayRead(standing: Standing | null): { room: Room; role: Role | 'reader' } {
  if (isHidden(standing)) throw noSuchRoom();
  const { room, role } = standing;
  if (standing.banned) throw banned();
  if (role !== null) return { room, role };
  if (room.passwordHash !== null) throw passwordRequired();
  return { room, role: 'reader' };
}

/**
 * Reads something of a room for somebody, and looks at their right again when it has been read: what was taken away in
 * between is not told.
 * @throws as `mayRead`, and what `read` throws
 */
export async function reading<T>(
  deps: { rooms: Rooms },
  slug: string,
  personId: string | null,
  read: (room: Room, role: Role | 'reader') => Promise<T>,
): Promise<T> {
  const { room, role } = mayRead(await deps.rooms.standing({ slug }, personId));
  const answer = await read(room, role);
  const now = mayRead(await deps.rooms.standing({ id: room.id }, personId));
  if (now.role === 'reader' && role !== 'reader') throw putOut();
  return answer;
}

export const noSuchRoom = (): Problem =>
  new Problem('room_not_found', 'There is no such room. Check the name, or make it with POST /api/v1/rooms.');

export const banned = (): Problem => new Problem('banned', 'You have been banned from this room.');

export const putOut = (): Problem =>
  new Problem('not_allowed', 'You have been put out of this room. You may join again.');

export const passwordRequired = (): Problem =>
  new Problem('password_required', 'This room has a password. Join with it first.');
