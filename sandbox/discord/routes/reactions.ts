import type { Channel, EmojiKey, Message } from '../entities.ts';
import { refuse } from '../errors.ts';
import { userPayload } from '../payloads.ts';
import {
  addReaction,
  clearEmoji,
  clearReactions,
  readEmoji,
  removeReaction,
  sameEmoji,
} from '../reactions.ts';
import { noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';
import { compareSnowflakes } from '../snowflake.ts';
import { checkNotArchived } from '../threads.ts';

const REACTION = '/channels/:channel/messages/:message/reactions/:emoji';
/** Adding and removing share one bucket per channel. */
const SHARED = { bucket: 'reactions', limit: { calls: 1, perMs: 250 } };

function place(call: Call): { channel: Channel; message: Message } {
  const channel = call.platform.channelForBot(call.id('channel'));
  return { channel, message: call.platform.messageIn(channel, call.id('message')) };
}

/** The same, for changing reactions, which an archived thread does not let happen. */
function openPlace(call: Call): { channel: Channel; message: Message } {
  const found = place(call);
  checkNotArchived(found.channel);
  return found;
}

function emojiOf(call: Call): EmojiKey {
  return readEmoji(call.platform, call.param('emoji'));
}

export const reactionRoutes: Route[] = [
  {
    method: 'PUT',
    template: `${REACTION}/@me`,
    summary: 'add the bot’s reaction; at most 20 kinds',
    auth: 'bot',
    ...SHARED,
    handle: (call) => {
      const { channel, message } = openPlace(call);
      call.platform.requireOfBot(channel, 'ReadMessageHistory');
      addReaction(call.platform, channel, message, emojiOf(call), call.platform.application.id);
      return noContent;
    },
  },
  {
    method: 'DELETE',
    template: `${REACTION}/@me`,
    summary: 'take the bot’s reaction back',
    auth: 'bot',
    ...SHARED,
    handle: (call) => {
      const { message } = openPlace(call);
      removeReaction(call.platform, message, emojiOf(call), call.platform.application.id);
      return noContent;
    },
  },
  {
    method: 'DELETE',
    template: `${REACTION}/:user`,
    summary: 'remove someone’s reaction; needs Manage Messages',
    auth: 'bot',
    ...SHARED,
    handle: (call) => {
      const { channel, message } = openPlace(call);
      call.platform.requireOfBot(channel, 'ManageMessages');
      removeReaction(call.platform, message, emojiOf(call), call.id('user'));
      return noContent;
    },
  },
  {
    method: 'DELETE',
    template: REACTION,
    summary: 'remove all reactions of one emoji; needs Manage Messages',
    auth: 'bot',
    ...SHARED,
    handle: (call) => {
      const { channel, message } = openPlace(call);
      call.platform.requireOfBot(channel, 'ManageMessages');
      clearEmoji(call.platform, message, emojiOf(call));
      return noContent;
    },
  },
  {
    method: 'DELETE',
    template: '/channels/:channel/messages/:message/reactions',
    summary: 'remove all reactions; needs Manage Messages',
    auth: 'bot',
    ...SHARED,
    handle: (call) => {
      const { channel, message } = openPlace(call);
      call.platform.requireOfBot(channel, 'ManageMessages');
      clearReactions(call.platform, message);
      return noContent;
    },
  },
  {
    method: 'GET',
    template: REACTION,
    summary: 'who reacted with one emoji; after, limit',
    auth: 'bot',
    handle: (call) => {
      const { message } = place(call);
      const emoji = emojiOf(call);
      const limit = call.count('limit', { fallback: 25, min: 1, max: 100 });
      const after = call.query.get('after') ?? '0';
      const reaction = message.reactions.find((entry) => sameEmoji(entry.emoji, emoji));
      if (!reaction && emoji.id !== null) throw refuse('unknownEmoji');
      const ids = [...(reaction?.userIds ?? [])]
        .sort(compareSnowflakes)
        .filter((id) => compareSnowflakes(id, after) > 0);
      return ok(ids.slice(0, limit).map((id) => userPayload(call.platform.user(id))));
    },
  },
];
