import { Problem } from '../errors.ts';
import { admit } from '../rooms/join-room.ts';
import { refuseBanned } from '../rooms/room-policy.ts';
import type { Rule } from '../rooms/rule.ts';

/**
 * Shows one's review in a room, or brings what stands there up to date. A card that a moderator took down stays down; one
 * that shows this wording of the review, or a later one, stays as it is.
 */
export const showReview: Rule<'show-review'> = {
  needs: (action, actor) => ({ people: [actor.id], cards: [action.review.reviewId], memberCount: true }),
  apply(draft, { review, text, version, onlyWhere }, context) {
    const { actor, at } = context;
    refuseBanned(draft, actor);
    const shown = draft.cards.get(review.reviewId);
    if (shown !== undefined) {
      const message = draft.standing(shown);
      if (!message?.review || message.review.version >= version) return;
      message.text = text;
      message.editedAt = at;
      message.review = { ...review, version };
      draft.touched.messages.add(shown);
      context.record('message.edited', { seq: shown, text, review });
      return;
    }
    if (onlyWhere === 'shown') return;
    if (draft.room.movieId !== review.movieId) {
      throw new Problem('conflict', 'This room is about another film.');
    }
    if (!context.throughLink) admit(draft, context, undefined);
    const seq = context.record('review.posted', { ...review, ...(text === '' ? {} : { text }) });
    draft.messages.set(seq, {
      seq,
      authorId: actor.id,
      via: actor.via,
      text,
      review: { ...review, version },
      replyTo: null,
      attachments: null,
      at,
      editedAt: null,
      deleted: false,
    });
    draft.touched.messages.add(seq);
    draft.cards.set(review.reviewId, seq);
    draft.touched.cards.add(review.reviewId);
  },
};

/** Takes one's review back from a room. It may be shown there again. */
export const hideReview: Rule<'hide-review'> = {
  needs: (action) => ({ cards: [action.reviewId] }),
  apply(draft, { reviewId }, context) {
    const shown = draft.cards.get(reviewId);
    if (shown === undefined) return;
    const message = draft.standing(shown);
    // A card that a moderator took down stays known, so that it stays down.
    if (message?.authorId !== context.actor.id) return;
    draft.cards.delete(reviewId);
    draft.touched.cards.add(reviewId);
    message.deleted = true;
    message.text = '';
    message.review = null;
    draft.touched.messages.add(shown);
    context.record('message.deleted', { seq: shown });
  },
};
