import { Problem } from '../errors.ts';
import type { Rule } from '../rooms/rule.ts';

/** Joins a platform channel to the room: the owner does, or whoever holds an invite of theirs. */
export const addLink: Rule<'add-link'> = {
  needs: (_action, actor) => ({ people: [actor.id] }),
  apply(draft, { link, invited }, context) {
    if (!invited && draft.roleOf(context.actor.id) !== 'owner') {
      throw new Problem('not_allowed', "Linking a channel needs an invite code from the room's owner.");
    }
    const seq = context.record('link.added', { platform: link.platform, channel: link.channelName });
    draft.touched.links.push({ link, madeBy: context.actor.id, cursor: seq });
  },
};

/** Ends a link: the room's owner does, or whoever may on the channel's side. */
export const removeLink: Rule<'remove-link'> = {
  needs: (_action, actor) => ({ people: [actor.id] }),
  apply(draft, action, context) {
    if (!action.onPlatform && draft.roleOf(context.actor.id) !== 'owner') {
      throw new Problem('not_allowed', "Only the room's owner can end its links.");
    }
    draft.touched.linksRemoved.push(action.linkId);
    context.record('link.removed', { platform: action.platform, channel: action.channel });
  },
};

/** Tells the room that a link no longer works, or works again. */
export const reportLink: Rule<'report-link'> = {
  needs: () => ({}),
  apply(draft, action, context) {
    const { platform, channel, broken } = action;
    draft.touched.linkStates.set(action.linkId, {
      state: broken === undefined ? 'active' : 'broken',
      reason: broken ?? null,
    });
    if (broken === undefined) context.record('link.mended', { platform, channel });
    else context.record('link.broken', { platform, channel, reason: broken });
  },
};
