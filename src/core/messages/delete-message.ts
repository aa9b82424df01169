import { Problem } from '../errors.ts';
import { refuseBanned, requireModerator } from '../rooms/room-policy.ts';
import type { Rule } from '../rooms/rule.ts';

/** Takes a message back: one's own, or as a moderator anybody's. Deleting twice is deleting once. */
export const deleteMessage: Rule<'delete'> = {
  needs: (action, actor) => ({ people: [actor.id], messages: [action.seq] }),
  apply(draft, action, context) {
    const message = draft.messages.get(action.seq);
    if (!message) throw new Problem('message_not_found', 'This message does not exist here.');
    if (message.deleted) return;
    if (!action.onPlatform && message.authorId !== context.actor.id) requireModerator(draft, context.actor);
    if (!action.onPlatform && !context.leaving) refuseBanned(draft, context.actor);
    message.deleted = true;
    message.text = '';
    // Their own card may be put up again; what a moderator took down stays down.
    if (message.review && message.authorId === context.actor.id) {
      draft.cards.delete(message.review.reviewId);
      draft.touched.cards.add(message.review.reviewId);
    }
    message.review = null;
    message.poll = null;
    message.attachments = null;
    draft.touched.messages.add(action.seq);
    context.record('message.deleted', { seq: action.seq });
  },
};
