import type { PersonView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { nobodyHere } from '../identity/who-is.ts';
import { noSuchRoom, passwordRequired } from './find-room.ts';
import { refuseBanned, requireSeat } from './room-policy.ts';
import type { RoomDraft } from './room-draft.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Actor } from './room.ts';

/** Becomes a member: open rooms take anybody, others who knows the password; every room only while a seat is free. */
export const joinRoom: Rule<'join'> = {
  needs: (_action, actor) => ({ people: [actor.id], memberCount: true }),
  apply(draft, action, context) {
    refuseBanned(draft, context.actor);
    if (draft.roleOf(context.actor.id) !== null) return;
    refuseDeparted(draft, context.actor);
    requireWayIn(draft, action.provenHash);
    requireSeat(draft);
    draft.setRole(context.actor.id, 'member');
    context.record('member.joined', { person: person(context.actor) });
  },
};

/** Gives up one's seat. The owner stays until the room has another. */
export const leaveRoom: Rule<'leave'> = {
  needs: (_action, actor) => ({ people: [actor.id], memberCount: true }),
  apply(draft, _action, context) {
    const role = draft.roleOf(context.actor.id);
    if (role === null) return;
    if (role === 'owner') {
      throw new Problem('not_allowed', 'A room keeps its owner. Give the room to somebody else first.');
    }
    draft.setRole(context.actor.id, null);
    context.record('member.left', { person: person(context.actor) });
  },
};

/** Makes the actor a member on the way to doing something else, where the room is open to them. */
export function admit(draft: RoomDraft, context: RuleContext, provenHash: string | undefined): void {
  if (draft.roleOf(context.actor.id) !== null) return;
  refuseDeparted(draft, context.actor);
  requireWayIn(draft, provenHash);
  requireSeat(draft);
  draft.setRole(context.actor.id, 'member');
  context.recordAside('member.joined', { person: person(context.actor) });
}

/** A process that has not heard yet that somebody left for good may still ask in their name. */
function refuseDeparted(draft: RoomDraft, { id }: Actor): void {
  if (draft.departed.has(id)) throw nobodyHere();
}

function requireWayIn(draft: RoomDraft, provenHash: string | undefined): void {
  const { passwordHash, visibility } = draft.room;
  if (passwordHash === null ? visibility !== 'private' : provenHash === passwordHash) return;
  if (visibility === 'private') throw noSuchRoom();
  throw passwordRequired();
}

export const person = (actor: Actor): PersonView => ({
  id: actor.id,
  name: actor.name,
  ...(actor.avatar === undefined ? {} : { avatar: actor.avatar }),
  ...(actor.tag === undefined ? {} : { tag: actor.tag }),
  ...(actor.left === undefined ? {} : { left: actor.left }),
});
