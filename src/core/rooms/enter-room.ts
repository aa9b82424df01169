import { v7 as uuid } from 'uuid';
import { Problem } from '../errors.ts';
import type { PasswordHasher } from '../identity/password-hasher.ts';
import type { Rate, RateLimiter } from '../ports/rate-limiter.ts';
import { banned, isHidden, mayRead, noSuchRoom, passwordRequired } from './find-room.ts';
import type { Actor, Role, Room } from './room.ts';
import type { RoomLog } from './room-log.ts';
import type { RoomRepository } from './room-repository.ts';

export interface EnterDeps {
  rooms: Pick<RoomRepository, 'standing'>;
  passwords: PasswordHasher;
  limiter: RateLimiter;
  log: Pick<RoomLog, 'append'>;
}

/** What was given to get in: a password, and the address it came from. */
export interface Proof {
  password?: string | undefined;
  address?: string;
}

/**
 * Lets a person into a room, or an anonymous reader (`actor` null) into an open one. A room that is hidden from them and
 * one that is not there answer alike, after the same work: the same question, the same counts, the same hashing.
 * @returns the room as it was just before, and what the person is in it
 * @throws Problem `room_not_found`, `banned`, `password_required`, `password_wrong`, `room_full`, `rate_limited`, `unavailable`
 */
export async function enterRoom(
  deps: EnterDeps,
  actor: Actor | null,
  slug: string,
  proof: Proof = {},
): Promise<{ room: Room; role: Role | 'reader' }> {
  const standing = await deps.rooms.standing({ slug }, actor?.id ?? null);
  if (!actor) return mayRead(standing);
  const hidden = isHidden(standing);
  if (!hidden && standing.banned) throw banned();
  if (!hidden && standing.role !== null) return { room: standing.room, role: standing.role };
  // To somebody who was banned from a private room no password is the right one.
  const hash = standing && !standing.banned ? standing.room.passwordHash : null;
  const provenHash = await provePassword(deps, { slug, hidden, hash }, actor.id, proof);
  if (!standing) throw noSuchRoom();
  const { room } = standing;
  await deps.log.append({
    roomId: room.id,
    key: `join:${uuid()}`,
    actor,
    action: { kind: 'join', ...(provenHash === undefined ? {} : { provenHash }) },
  });
  return { room, role: 'member' };
}

/**
 * @param door hidden: whether the person must not learn that there is a room; hash: of the password that opens it, null for none
 * @returns the hash the password was checked against; undefined where none is asked for
 */
async function provePassword(
  { limiter, passwords }: Pick<EnterDeps, 'limiter' | 'passwords'>,
  { slug, hidden, hash }: { slug: string; hidden: boolean; hash: string | null },
  personId: string,
  { password, address }: Proof,
): Promise<string | undefined> {
  if (!hidden && hash === null) return undefined;
  if (password === undefined) throw hidden ? noSuchRoom() : passwordRequired();
  // Counted before it is checked, so that many guesses at once are not all let through; and by name, so that guesses at
  // a room that is not there are counted like others.
  const counted: [Rate, string][] = [['password', `${slug}:${personId}`]];
  if (address !== undefined) counted.push(['password from', `${slug}:${address}`]);
  const giveBack = async (): Promise<void> => {
    for (const [rate, key] of counted) await limiter.giveBack(rate, key);
  };
  for (const [rate, key] of counted) {
    try {
      await limiter.take(rate, key);
    } catch (error) {
      // That there is something to guess at must not show where the room itself does not.
      if (hidden && error instanceof Problem) throw noSuchRoom();
      throw error;
    }
  }
  let right: boolean;
  try {
    right = await passwords.verify(hash, password);
  } catch (error) {
    // It was not looked at, so it was no guess.
    await giveBack();
    throw error;
  }
  if (right && hash !== null) {
    await giveBack();
    return hash;
  }
  throw hidden ? noSuchRoom() : new Problem('password_wrong', 'That is not the password of this room.');
}
