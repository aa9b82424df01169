import { v7 as uuid } from 'uuid';
import { Problem } from '../errors.ts';
import type { PasswordHasher } from '../identity/password-hasher.ts';
import type { Rate, RateLimiter } from '../ports/rate-limiter.ts';
import type { Actor, Role, Room } from './room.ts';
import type { RoomLog } from './room-log.ts';
import type { RoomRepository } from './room-repository.ts';

export interface EnterDeps {
  rooms: RoomRepository;
  passwords: PasswordHasher;
  limiter: RateLimiter;
  log: RoomLog;
}

/**
 * Lets a person into a room, or an anonymous reader (`actor` null) into an open one.
 * @returns the room as it was just before, and what the person is in it
 * @param proof the password given, and the address it came from
 * @throws Problem `room_not_found`, `banned`, `password_required`, `password_wrong`, `room_full`, `rate_limited`
 */
export async function enterRoom(
  deps: EnterDeps,
  actor: Actor | null,
  slug: string,
  proof: { password?: string; address?: string } = {},
): Promise<{ room: Room; role: Role | 'reader' }> {
  const room = await deps.rooms.bySlug(slug);
  if (!room) throw noSuchRoom();
  if (!actor) {
    await mayRead(deps, null, room);
    return { room, role: 'reader' };
  }
  const membership = await deps.rooms.membership(room.id, actor.id);
  if (membership.banned) throw new Problem('banned', 'You have been banned from this room.');
  if (membership.role !== null) return { room, role: membership.role };
  const provenHash = await provePassword(deps, room, actor.id, proof);
  await deps.log.append({
    roomId: room.id,
    key: `join:${uuid()}`,
    actor,
    action: { kind: 'join', ...(provenHash === undefined ? {} : { provenHash }) },
  });
  return { room, role: 'member' };
}

/**
 * Whether somebody may read a room's history without joining: open rooms everybody, others their members.
 * @throws Problem `room_not_found`, `banned` or `password_required`
 */
export async function mayRead(
  deps: Pick<EnterDeps, 'rooms'>,
  personId: string | null,
  room: Room,
): Promise<Role | 'reader'> {
  const membership = personId === null ? null : await deps.rooms.membership(room.id, personId);
  if (membership?.banned) throw new Problem('banned', 'You have been banned from this room.');
  if (membership?.role) return membership.role;
  if (room.visibility === 'private') throw noSuchRoom();
  if (room.passwordHash !== null) {
    throw new Problem('password_required', 'This room has a password. Join with it first.');
  }
  return 'reader';
}

export const noSuchRoom = (): Problem =>
  new Problem('room_not_found', 'There is no such room. Check the name, or make it with POST /api/v1/rooms.');

/**
 * @returns the hash the password was checked against; undefined where none was given or is asked for
 */
async function provePassword(
  { limiter, passwords }: EnterDeps,
  room: Room,
  personId: string,
  { password, address }: { password?: string; address?: string },
): Promise<string | undefined> {
  if (room.passwordHash === null || password === undefined) return undefined;
  // Counted before it is checked, so that many guesses at once are not all let through.
  const counted: [Rate, string][] = [['password', `${room.id}:${personId}`]];
  if (address !== undefined) counted.push(['password from', `${room.id}:${address}`]);
  for (const [rate, key] of counted) {
    try {
      await limiter.take(rate, key);
    } catch (error) {
      // That there is something to guess at must not show where the room itself does not.
      if (room.visibility === 'private' && error instanceof Problem) throw noSuchRoom();
      throw error;
    }
  }
  if (await passwords.verify(room.passwordHash, password)) {
    for (const [rate, key] of counted) await limiter.giveBack(rate, key);
    return room.passwordHash;
  }
  if (room.visibility === 'private') throw noSuchRoom();
  throw new Problem('password_wrong', 'That is not the password of this room.');
}
