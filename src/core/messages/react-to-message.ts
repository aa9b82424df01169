import { Problem } from '../errors.ts';
import { admit } from '../rooms/join-room.ts';
import { refuseBanned } from '../rooms/room-policy.ts';
import { reactionKey, type RoomDraft } from '../rooms/room-draft.ts';
import type { Rule, RuleContext } from '../rooms/rule.ts';

const EMOJI = /^(?:\p{RGI_Emoji}|:[a-z0-9_+'\-]{1,64}:)$/v;
/** As a reader may type it: without the selector that asks for colour. */
const TEXT_EMOJI = /^\p{Emoji}\u{FE0F}?\u{20E3}?$/u;

/**
 * One emoji (as Unicode, or `:name:` for a platform's own), in its one form.
 * @throws Problem `invalid_input`
 */
export function parseEmoji(input: string): string {
  const emoji = input.normalize('NFC').trim();
  if (EMOJI.test(emoji)) return emoji;
  const coloured = `${emoji.replaceAll('\u{FE0F}', '')}\u{FE0F}`;
  if (TEXT_EMOJI.test(emoji) && EMOJI.test(coloured)) return coloured;
  const bare = emoji.replaceAll('\u{FE0F}', '');
  if (EMOJI.test(bare)) return bare;
  throw new Problem('invalid_input', 'A reaction is one emoji, e.g. 🎬 or 👍.');
}

/** Adds one's reaction; adding it twice is adding it once. */
export const react: Rule<'react'> = {
  needs: (action, actor) => ({
    people: [actor.id],
    messages: [action.seq],
    reactions: [{ seq: action.seq, emoji: action.emoji, personId: actor.id }],
    memberCount: true,
  }),
  apply(draft, action, context) {
    change(draft, action.seq, action.emoji, context, true);
  },
};

/** Takes one's reaction back. */
export const unreact: Rule<'unreact'> = {
  needs: (action, actor) => ({
    people: [actor.id],
    messages: [action.seq],
    reactions: [{ seq: action.seq, emoji: action.emoji, personId: actor.id }],
    memberCount: true,
  }),
  apply(draft, action, context) {
    change(draft, action.seq, action.emoji, context, false);
  },
};

function change(draft: RoomDraft, seq: number, emoji: string, context: RuleContext, present: boolean): void {
  const { actor } = context;
  if (!context.leaving) refuseBanned(draft, actor);
  if (!draft.standing(seq)) {
    throw new Problem('message_not_found', 'This message does not exist here, or was deleted.');
  }
  if (!context.throughLink && !context.leaving) admit(draft, context, undefined);
  const key = reactionKey(seq, emoji, actor.id);
  const before = draft.reactions.get(key);
  if ((before?.present ?? false) === present) return;
  draft.reactions.set(key, {
    seq,
    emoji,
    personId: actor.id,
    via: actor.via,
    linkId: context.linkId,
    present,
  });
  draft.touched.reactions.add(key);
  context.record(present ? 'reaction.added' : 'reaction.removed', { seq, emoji });
}
