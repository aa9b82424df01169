import { Problem } from '../errors.ts';
import { requireModerator, requireRankAbove } from '../rooms/room-policy.ts';
import type { Rule } from '../rooms/rule.ts';

/** Puts a member out; they may come back. */
export const kickMember: Rule<'kick'> = {
  needs: (action, actor) => ({ people: [actor.id, action.person.id], memberCount: true }),
  apply(draft, action, context) {
    requireRankAbove(draft, context.actor, action.person.id);
    if (draft.roleOf(action.person.id) === null) {
      throw new Problem('person_not_found', 'This person is not a member of the room.');
    }
    draft.setRole(action.person.id, null);
    context.record('member.kicked', { person: action.person });
  },
};

/** Shuts a person out of the room on every surface, member or not. */
export const banMember: Rule<'ban'> = {
  needs: (action, actor) => ({ people: [actor.id, action.person.id], memberCount: true }),
  apply(draft, action, context) {
    requireRankAbove(draft, context.actor, action.person.id);
    if (draft.banned.has(action.person.id)) return;
    draft.banned.add(action.person.id);
    draft.touched.bans.set(action.person.id, { reason: action.reason ?? null, by: context.actor.id });
    if (draft.roleOf(action.person.id) !== null) draft.setRole(action.person.id, null);
    context.record('member.banned', {
      person: action.person,
      ...(action.reason === undefined ? {} : { reason: action.reason }),
    });
  },
};

/** Lifts a ban; the person may join again. */
export const unbanMember: Rule<'unban'> = {
  needs: (action, actor) => ({ people: [actor.id, action.person.id] }),
  apply(draft, action, context) {
    requireModerator(draft, context.actor);
    if (!draft.banned.has(action.person.id)) return;
    draft.banned.delete(action.person.id);
    draft.touched.bans.set(action.person.id, { reason: null, by: context.actor.id });
    context.record('member.unbanned', { person: action.person });
  },
};
