import { createHash, randomInt } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { RoomRepository } from './room-repository.ts';

/** Without letters and digits that look alike. 12 of them: 59 bits, for ten minutes, once, five tries. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LIFE_MS = 10 * 60_000;

export interface InviteRepository {
  /** Keeps it for so long, by the store's own clock. @returns when it ends */
  save(invite: { codeHash: string; roomId: string; madeBy: string; lifeMs: number }): Promise<Date>;
  /** The room of a code that is neither used nor expired. */
  find(codeHash: string): Promise<{ roomId: string; madeBy: string } | null>;
  /** Marks it used; false when somebody else just did. */
  use(codeHash: string): Promise<boolean>;
  /** Marks it unused again, until it ends. */
  giveBack(codeHash: string): Promise<void>;
}

/**
 * A one-time code `XXXX-XXXX-XXXX` that lets its holder link a channel to the room. Only the room's owner gets one.
 * @throws Problem `not_allowed`
 */
export async function inviteToRoom(
  deps: { rooms: RoomRepository; invites: InviteRepository },
  roomId: string,
  personId: string,
): Promise<{ code: string; expiresAt: Date }> {
  const { role } = await deps.rooms.membership(roomId, personId);
  if (role !== 'owner') throw new Problem('not_allowed', "Only the room's owner can give invite codes.");
  const letters = Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const code = (letters.match(/.{4}/g) ?? []).join('-');
  const invite = { codeHash: hashOf(code), roomId, madeBy: personId, lifeMs: LIFE_MS };
  return { code, expiresAt: await deps.invites.save(invite) };
}

/**
 * The room a code opens, while whoever gave it still owns the room. The code stays good until `redeem` is called with the
 * same answer, and is good again after `giveBack`.
 * @throws Problem `invite_invalid`, or `rate_limited` for somebody who guesses
 */
export async function checkInvite(
  deps: { invites: InviteRepository; limiter: RateLimiter; rooms: Pick<RoomRepository, 'membership'> },
  code: string,
  personId: string,
): Promise<{ roomId: string; redeem(): Promise<void>; giveBack(): Promise<void> }> {
  await deps.limiter.check('code', personId);
  const codeHash = hashOf(code);
  const invite = await deps.invites.find(codeHash);
  if (!invite) {
    await deps.limiter.take('code', personId);
    throw invalid();
  }
  // Known, and so no guess: but a right that ended gives no other any more.
  if ((await deps.rooms.membership(invite.roomId, invite.madeBy)).role !== 'owner') throw invalid();
  return {
    roomId: invite.roomId,
    async redeem() {
      if (!(await deps.invites.use(codeHash))) throw invalid();
    },
    giveBack: () => deps.invites.giveBack(codeHash),
  };
}

const invalid = (): Problem =>
  new Problem(
    'invite_invalid',
    "This code is not valid, was used, or has expired. Ask the room's owner for a new one: /movie room invite",
  );

/** Codes are stored hashed; how they were typed (case, dashes, spaces) does not matter. */
function hashOf(code: string): string {
  const plain = code.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(`invite:${plain}`).digest('hex');
}
