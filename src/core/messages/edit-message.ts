import { BilingualProblem } from '../commands/problem-text.ts';
import { Problem } from '../errors.ts';
import { noSuchUpload } from '../media/media-library.ts';
import { refuseBanned } from '../rooms/room-policy.ts';
import type { Rule } from '../rooms/rule.ts';

/** Changes the text of one's own message, and takes pictures out of it. The same again, or an edit older than the last one, changes nothing. */
export const editMessage: Rule<'edit'> = {
  needs: (action, actor) => ({
    people: [actor.id],
    messages: [action.seq],
    pictures: (action.late ?? []).map(({ id }) => id),
  }),
  apply(draft, action, context) {
    // That a file will never come is no word of its sender's.
    if (action.late?.length !== 0) refuseBanned(draft, context.actor);
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
    const { keep, late } = action;
    const pictures = message.attachments ?? [];
    const kept = keep === undefined ? pictures : pictures.filter(({ id }) => keep.includes(id));
    for (const { id } of late ?? []) {
      const picture = draft.pictures.get(id);
      if (picture?.personId !== message.authorId || picture.seq !== null) throw noSuchUpload();
    }
    if (message.text === action.text && kept.length === pictures.length && !late?.length) return;
    if (action.text === '' && kept.length === 0 && !late?.length) {
      throw new Problem('text_empty', 'Nothing would be left of this message. Delete it instead.');
    }
    if (message.editedAt !== null && context.at < message.editedAt) return;
    message.text = action.text;
    // Not null again once there were some: later edits go on saying that there are none.
    if (message.attachments !== null || late?.length) message.attachments = [...kept, ...(late ?? [])];
    for (const { id } of late ?? []) {
      const picture = draft.pictures.get(id);
      if (picture) picture.seq = action.seq;
    }
    if (!late) message.editedAt = context.at;
    draft.touched.messages.add(action.seq);
    // All that stand, with every edit: a reader may only ever hear of the newest one.
    const attachments = message.attachments === null ? {} : { attachments: message.attachments };
    const unasked = late ? { late: true as const } : {};
    context.record('message.edited', { seq: action.seq, text: action.text, ...attachments, ...unasked });
  },
};
