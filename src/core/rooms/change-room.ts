import type { EventData } from '../../protocol/frames.ts';
import { requireOwner } from './room-policy.ts';
import type { Rule } from './rule.ts';

/** Changes title, topic, film, visibility, password or capacity. What people already hold stays theirs. */
export const changeRoom: Rule<'change-room'> = {
  needs: (_action, actor) => ({ people: [actor.id] }),
  apply(draft, { patch }, context) {
    requireOwner(draft, context.actor);
    const told: EventData['room.changed'] = {};
    const { room } = draft;
    if (patch.title !== undefined && patch.title !== room.title) told.title = room.title = patch.title;
    if (patch.topic !== undefined && patch.topic !== room.topic) told.topic = room.topic = patch.topic;
    if (patch.movieId !== undefined && patch.movieId !== room.movieId)
      told.movieId = room.movieId = patch.movieId;
    if (patch.capacity !== undefined && patch.capacity !== room.capacity) {
      told.capacity = room.capacity = patch.capacity;
    }
    if (patch.visibility !== undefined && patch.visibility !== room.visibility) {
      told.visibility = room.visibility = patch.visibility;
    }
    const passwordChanged = patch.passwordHash !== undefined && patch.passwordHash !== room.passwordHash;
    if (patch.passwordHash !== undefined && passwordChanged) {
      room.passwordHash = patch.passwordHash;
      told.hasPassword = room.passwordHash !== null;
    }
    if (Object.keys(told).length === 0) return;
    draft.touched.room = true;
    context.record('room.changed', told);
  },
};
