import { Problem } from '../errors.ts';
import { person } from '../rooms/join-room.ts';
import type { Rule } from '../rooms/rule.ts';

/**
 * Ends whatever somebody is in a room as they leave for good: the room passes on to an heir, their seat is free, a ban is of
 * no use any more. The event is told in any case, for it takes their name out of what readers hold in memory.
 */
export const leaveRoomForGood: Rule<'leave-for-good'> = {
  needs: ({ heir }, actor) => ({ people: [actor.id, ...(heir ? [heir.person.id] : [])], memberCount: true }),
  apply(draft, { heir }, context) {
    const { actor } = context;
    if (draft.room.ownerId === actor.id) {
      const seated = heir !== null && draft.roles.get(heir.person.id) != null;
      // Whoever was to have it has left meanwhile, or was put out: somebody else is looked for.
      if (!heir || draft.banned.has(heir.person.id) || (!seated && !heir.bySeatOfLink)) {
        throw new Problem('conflict', 'Nobody is there to whom this room could pass.');
      }
      if (!seated) draft.setRole(heir.person.id, 'moderator');
      draft.room.ownerId = heir.person.id;
      draft.touched.room = true;
      context.recordAside('owner.changed', { person: heir.person });
    }
    if (draft.roles.get(actor.id) != null) draft.setRole(actor.id, null);
    if (draft.banned.delete(actor.id)) draft.touched.bans.set(actor.id, { reason: null, by: actor.id });
    context.record('member.left', { person: person(actor) });
  },
};
