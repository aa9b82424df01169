import { Problem } from '../errors.ts';
import { leaveRoomForGood } from '../departures/leave-room-for-good.ts';
import { addLink, removeLink, reportLink } from '../delivery/link-channel.ts';
import { deleteMessage } from '../messages/delete-message.ts';
import { editMessage } from '../messages/edit-message.ts';
import { postMessage } from '../messages/post-message.ts';
import { react, unreact } from '../messages/react-to-message.ts';
import { demoteMember, giveRoom, promoteMember } from '../moderation/change-role.ts';
import { banMember, kickMember, unbanMember } from '../moderation/remove-member.ts';
import { closePoll, openPoll, vote } from '../polls/poll-rules.ts';
import { hideReview, showReview } from '../reviews/review-card.ts';
import type { Action, Appended, Change } from './change.ts';
import { changeRoom } from './change-room.ts';
import { joinRoom, leaveRoom } from './join-room.ts';
import type { Needs, RoomDraft } from './room-draft.ts';
import type { Rule } from './rule.ts';

const RULES: { [K in Action['kind']]: Rule<K> } = {
  post: postMessage,
  edit: editMessage,
  delete: deleteMessage,
  react,
  unreact,
  join: joinRoom,
  leave: leaveRoom,
  'leave-for-good': leaveRoomForGood,
  kick: kickMember,
  ban: banMember,
  unban: unbanMember,
  promote: promoteMember,
  demote: demoteMember,
  'give-room': giveRoom,
  'change-room': changeRoom,
  'add-link': addLink,
  'remove-link': removeLink,
  'report-link': reportLink,
  'show-review': showReview,
  'hide-review': hideReview,
  'open-poll': openPoll,
  vote,
  'close-poll': closePoll,
};

function ruleFor<K extends Action['kind']>(action: Action & { kind: K }): Rule<K> {
  return RULES[action.kind];
}

/** What must be read before `applyChange` can decide. */
export function needsOf(change: Change): Needs {
  return ruleFor(change.action).needs(change.action as never, change.actor);
}

/**
 * Decides one change against the draft of its room and drafts what follows from it.
 * @throws Problem when the change is refused; the draft is then as before
 */
export function applyChange(draft: RoomDraft, change: Change, digest: string, now: Date): Appended {
  const at = change.at ?? now;
  const by = { actor: change.actor, at, key: change.key, digest };
  let seq: number | undefined;
  let asides = 0;
  ruleFor(change.action).apply(draft, change.action as never, {
    actor: change.actor,
    at,
    linkId: change.origin?.linkId ?? null,
    leaving: change.leaving === true,
    throughLink: change.origin !== undefined || change.actor.via !== 'web',
    record(kind, data) {
      if (seq !== undefined) throw new Error(`${change.action.kind} recorded two events`);
      seq = draft.record(kind, data, by);
      return seq;
    },
    recordAside(kind, data) {
      return draft.record(kind, data, { ...by, key: `${change.key}/${++asides}`, digest: '' });
    },
  });
  if (seq === undefined) return { seq: draft.room.seq, changed: false };
  const { linkId, remoteId } = change.origin ?? {};
  if (linkId !== undefined && remoteId !== undefined) draft.touched.copies.push({ linkId, remoteId, seq });
  return { seq, changed: true };
}

/** The refusal of a key that was used before for something else. */
export function keyReused(): Problem {
  return new Problem(
    'id_reused',
    'This id was used before for something else. Use a new one for each request.',
  );
}
