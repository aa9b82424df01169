import { BilingualProblem } from '../commands/problem-text.ts';
import { Problem } from '../errors.ts';
import { refuseBanned } from '../rooms/room-policy.ts';
import type { Rule } from '../rooms/rule.ts';

/** Changes the text of one's own message. The same text again, or an edit older than the last one, changes nothing. */
export const editMessage: Rule<'edit'> = {
  needs: (action, actor) => ({ people: [actor.id], messages: [action.seq] }),
  apply(draft, action, context) {
    refuseBanned(draft, context.actor);
    const message = draft.standing(action.seq);
    if (!message) throw new Problem('message_not_found', 'This message does not exist here, or was deleted.');
    if (message.authorId !== context.actor.id) {
      throw new Problem('not_allowed', 'Only its author can edit a message.');
    }
    if (message.review) {
      throw new Problem('not_allowed', 'This message shows a review. Change the review: /movie review');
    }
    if (message.poll) {
      throw new BilingualProblem('not_allowed', {
        en: 'A question that people answer stays as it is. Close this poll or delete it, and ask again.',
        ko: '사람들이 답하고 있는 질문은 고칠 수 없어요. 투표를 끝내거나 지우고 다시 물어봐 주세요.',
      });
    }
    if (message.text === action.text) return;
    if (message.editedAt !== null && context.at < message.editedAt) return;
    message.text = action.text;
    message.editedAt = context.at;
    draft.touched.messages.add(action.seq);
    context.record('message.edited', { seq: action.seq, text: action.text });
  },
};
