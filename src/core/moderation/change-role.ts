import { Problem } from '../errors.ts';
import { requireOwner } from '../rooms/room-policy.ts';
import type { RoomDraft } from '../rooms/room-draft.ts';
import type { Rule } from '../rooms/rule.ts';

/** Makes a member a moderator. */
export const promoteMember: Rule<'promote'> = {
  needs: (action, actor) => ({ people: [actor.id, action.person.id], memberCount: true }),
  apply(draft, action, context) {
    requireOwner(draft, context.actor);
    if (requireMember(draft, action.person.id) !== 'member') return;
    draft.setRole(action.person.id, 'moderator');
    context.record('member.promoted', { person: action.person });
  },
};

/** Makes a moderator a member again. */
export const demoteMember: Rule<'demote'> = {
  needs: (action, actor) => ({ people: [actor.id, action.person.id], memberCount: true }),
  apply(draft, action, context) {
    requireOwner(draft, context.actor);
    const role = requireMember(draft, action.person.id);
    if (role === 'owner')
      throw new Problem('not_allowed', 'The owner stays owner until they give the room away.');
    if (role === 'member') return;
    draft.setRole(action.person.id, 'member');
    context.record('member.demoted', { person: action.person });
  },
};

/** Hands the room to another member; the old owner stays on as a moderator. */
export const giveRoom: Rule<'give-room'> = {
  needs: (action, actor) => ({ people: [actor.id, action.person.id], memberCount: true }),
  apply(draft, action, context) {
    requireOwner(draft, context.actor);
    if (requireMember(draft, action.person.id) === 'owner') return;
    // The owner has a member row too: its role is what they are once they no longer own the room.
    draft.roles.set(context.actor.id, 'moderator');
    draft.touched.members.add(context.actor.id);
    draft.room.ownerId = action.person.id;
    draft.touched.room = true;
    context.record('owner.changed', { person: action.person });
  },
};

function requireMember(draft: RoomDraft, personId: string): 'owner' | 'moderator' | 'member' {
  const role = draft.roleOf(personId);
  if (role === null) throw new Problem('person_not_found', 'This person is not a member of the room.');
  return role;
}
