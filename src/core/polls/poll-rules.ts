import { Problem } from '../errors.ts';
import { BilingualProblem } from '../commands/problem-text.ts';
import { admit } from '../rooms/join-room.ts';
import { refuseBanned, requireModerator } from '../rooms/room-policy.ts';
import { voteKey, type MessageFacts, type RoomDraft } from '../rooms/room-draft.ts';
import type { Rule } from '../rooms/rule.ts';

type Poll = NonNullable<MessageFacts['poll']>;

/** Asks the room something. The question is a message of the room, and stays what it is. */
export const openPoll: Rule<'open-poll'> = {
  needs: (_action, actor) => ({ people: [actor.id], memberCount: true }),
  apply(draft, { question, options }, context) {
    const { actor, at } = context;
    refuseBanned(draft, actor);
    if (!context.throughLink) admit(draft, context, undefined);
    const seq = context.record('poll.posted', { question, options });
    draft.messages.set(seq, {
      seq,
      authorId: actor.id,
      via: actor.via,
      text: question,
      poll: { options, counts: options.map(() => 0), closed: false },
      replyTo: null,
      attachments: null,
      at,
      editedAt: null,
      deleted: false,
    });
    draft.touched.messages.add(seq);
  },
};

/**
 * One person's one choice: another one moves it, null takes it back. The counts are kept with the message under the room's
 * lock, in the transaction that writes the vote.
 */
export const vote: Rule<'vote'> = {
  needs: ({ seq }, actor) => ({
    people: [actor.id],
    messages: [seq],
    votes: [{ seq, personId: actor.id }],
    memberCount: true,
  }),
  apply(draft, { seq, option, again }, context) {
    const { actor } = context;
    if (!context.leaving) refuseBanned(draft, actor);
    const poll = pollAt(draft, seq);
    if (poll.closed) {
      throw new BilingualProblem('poll_closed', {
        en: 'This poll is closed. Open another one with `/movie poll`.',
        ko: '이미 끝난 투표예요. `/영화 투표`로 새로 열 수 있어요.',
      });
    }
    if (option !== null && !(option in poll.options)) {
      throw new Problem('invalid_input', `"option" is from 0 to ${poll.options.length - 1}: its place.`);
    }
    if (!context.throughLink && !context.leaving) admit(draft, context, undefined);
    const key = voteKey(seq, actor.id);
    const before = draft.votes.get(key)?.option ?? null;
    const after = option === before && again === 'takes back' ? null : option;
    if (after === before) return;
    const counts = poll.counts.map(
      (count, place) => count + Number(place === after) - Number(place === before),
    );
    setPoll(draft, seq, { ...poll, counts });
    draft.votes.set(key, { seq, personId: actor.id, option: after });
    draft.touched.votes.add(key);
    context.record('poll.voted', { seq, option: after, counts });
  },
};

/** Ends a poll, for whoever asked or a moderator; what was chosen stays. Closing twice is closing once. */
export const closePoll: Rule<'close-poll'> = {
  needs: ({ seq }, actor) => ({ people: [actor.id], messages: [seq] }),
  apply(draft, { seq }, context) {
    refuseBanned(draft, context.actor);
    const poll = pollAt(draft, seq);
    if (draft.messages.get(seq)?.authorId !== context.actor.id) requireModerator(draft, context.actor);
    if (poll.closed) return;
    setPoll(draft, seq, { ...poll, closed: true });
    context.record('poll.closed', { seq, counts: poll.counts });
  },
};

function pollAt(draft: RoomDraft, seq: number): Poll {
  const poll = draft.standing(seq)?.poll;
  if (poll) return poll;
  throw new Problem('poll_not_found', 'There is no such poll here, or it was deleted.');
}

function setPoll(draft: RoomDraft, seq: number, poll: Poll): void {
  const message = draft.messages.get(seq);
  if (message) message.poll = poll;
  draft.touched.messages.add(seq);
}
