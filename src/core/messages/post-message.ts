import { Problem } from '../errors.ts';
import { noSuchUpload } from '../media/media-library.ts';
import { admit } from '../rooms/join-room.ts';
import { refuseBanned } from '../rooms/room-policy.ts';
import type { Rule } from '../rooms/rule.ts';

/** Says something. Speaking in an open room makes one a member; through a linked channel one speaks without joining. */
export const postMessage: Rule<'post'> = {
  needs: (action, actor) => ({
    people: [actor.id],
    messages: action.replyTo === undefined ? [] : [action.replyTo],
    memberCount: true,
    pictures: (action.attachments ?? []).map(({ id }) => id),
  }),
  apply(draft, action, context) {
    const { actor, at } = context;
    refuseBanned(draft, actor);
    if (action.replyTo !== undefined && !draft.standing(action.replyTo)) {
      throw new Problem('reply_not_found', 'The message you reply to is not in this room, or was deleted.');
    }
    const pictures = (action.attachments ?? []).map(({ id }) => draft.pictures.get(id));
    for (const picture of pictures) {
      // Each stands in one message, with which it goes.
      if (picture?.personId !== actor.id || picture.seq !== null) throw noSuchUpload();
    }
    if (!context.throughLink) admit(draft, context, undefined);
    const { text, replyTo, attachments } = action;
    const seq = context.record('message.posted', {
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(attachments?.length ? { attachments } : {}),
    });
    draft.messages.set(seq, {
      seq,
      authorId: actor.id,
      via: actor.via,
      text,
      replyTo: replyTo ?? null,
      attachments: attachments?.length ? attachments : null,
      at,
      editedAt: null,
      deleted: false,
    });
    for (const picture of pictures) if (picture) picture.seq = seq;
    draft.touched.messages.add(seq);
  },
};
