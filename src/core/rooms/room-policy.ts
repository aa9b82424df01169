import { Problem } from '../errors.ts';
import { banned } from './find-room.ts';
import type { Actor, Role } from './room.ts';
import type { RoomDraft } from './room-draft.ts';

const RANK: Record<Role, number> = { owner: 2, moderator: 1, member: 0 };

/** A banned person does nothing here, on no surface. */
export function refuseBanned(draft: RoomDraft, actor: Actor): void {
  if (draft.banned.has(actor.id)) throw banned();
}

/** Only the owner and moderators. */
export function requireModerator(draft: RoomDraft, actor: Actor): void {
  const role = draft.roleOf(actor.id);
  if (role !== 'owner' && role !== 'moderator') {
    throw new Problem('not_allowed', "Only the room's owner and moderators can do this.");
  }
}

/** Only the owner. */
export function requireOwner(draft: RoomDraft, actor: Actor): void {
  if (draft.roleOf(actor.id) !== 'owner')
    throw new Problem('not_allowed', "Only the room's owner can do this.");
}

/** A moderator acts on members, the owner on everybody else, nobody on themselves. */
export function requireRankAbove(draft: RoomDraft, actor: Actor, targetId: string): void {
  requireModerator(draft, actor);
  if (actor.id === targetId) throw new Problem('not_allowed', 'You cannot do this to yourself.');
  const mine = RANK[draft.roleOf(actor.id) ?? 'member'];
  const theirs = RANK[draft.roleOf(targetId) ?? 'member'];
  if (mine <= theirs) throw new Problem('not_allowed', 'You can only do this to people below your own role.');
}

/** A seat must be free. */
export function requireSeat(draft: RoomDraft): void {
  if (draft.room.capacity !== null && draft.memberCount >= draft.room.capacity) {
    throw new Problem(
      'room_full',
      `This room is full (${draft.room.capacity}). Try again when somebody has left.`,
    );
  }
}
