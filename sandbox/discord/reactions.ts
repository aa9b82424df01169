import type { Channel, EmojiKey, JsonObject, Message } from './entities.ts';
import { refuse } from './errors.ts';
import { LIMITS } from './limits.ts';
import { memberPayload } from './payloads.ts';
import { Intent } from './platform.ts';
import type { Platform } from './platform.ts';

// Written as a constructor call because the `v` flag needs a newer compile target than the project's.
const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** Reads what stands in a reaction's path: one Unicode emoji, or `name:id` of a custom one that some guild has. */
export function readEmoji(platform: Platform, text: string): EmojiKey {
  const custom = /^(?:a:)?([^:]+):(\d{1,20})$/.exec(text);
  if (custom) {
    for (const guild of platform.store.guilds.values()) {
      const found = guild.emojis.find((emoji) => emoji.id === custom[2]);
      if (found) return { id: found.id, name: found.name, animated: found.animated };
    }
    throw refuse('unknownEmoji');
  }
  // A bare ❤ and ❤ with its presentation selector are the same reaction.
  const name = EMOJI.test(text) ? text : `${text}\u{FE0F}`;
  if (!EMOJI.test(name)) throw refuse('unknownEmoji');
  return { id: null, name, animated: false };
}

export function sameEmoji(a: EmojiKey, b: EmojiKey): boolean {
  return a.id === null && b.id === null ? a.name === b.name : a.id === b.id;
}

function emojiPayload(emoji: EmojiKey): JsonObject {
  return { id: emoji.id, name: emoji.name, ...(emoji.animated ? { animated: true } : {}) };
}

function tell(platform: Platform, name: string, message: Message, data: JsonObject): void {
  const guild: JsonObject = message.guildId === null ? {} : { guild_id: message.guildId };
  platform.publish({
    name,
    data: { channel_id: message.channelId, message_id: message.id, ...guild, ...data },
    guildId: message.guildId,
    channelId: message.channelId,
    intent: message.guildId === null ? Intent.DirectMessageReactions : Intent.GuildMessageReactions,
  });
  platform.announce({
    type: 'message',
    action: 'updated',
    channelId: message.channelId,
    messageId: message.id,
    onlyFor: null,
  });
}

function reactionData(userId: string, emoji: EmojiKey): JsonObject {
  return { user_id: userId, emoji: emojiPayload(emoji), burst: false, type: 0 };
}

/** Adds someone's reaction; a second one of the same kind changes nothing. A 21st kind is refused. */
export function addReaction(
  platform: Platform,
  channel: Channel,
  message: Message,
  emoji: EmojiKey,
  userId: string,
): void {
  const existing = message.reactions.find((reaction) => sameEmoji(reaction.emoji, emoji));
  if (existing?.userIds.includes(userId)) return;
  if (existing) {
    existing.userIds.push(userId);
  } else {
    if (!platform.can(channel, userId, 'AddReactions')) throw refuse('missingPermissions');
    if (message.reactions.length >= LIMITS.reactionKinds) throw refuse('tooManyReactions');
    message.reactions.push({ emoji, userIds: [userId] });
  }
  const member = platform.memberOf(message.guildId, userId);
  const author: JsonObject =
    message.author.kind === 'webhook' ? {} : { message_author_id: message.author.userId };
  tell(platform, 'MESSAGE_REACTION_ADD', message, {
    ...reactionData(userId, emoji),
    ...author,
    ...(member ? { member: memberPayload(member, platform.user(userId)) } : {}),
  });
}

/** Takes someone's reaction back; false when there was none. */
export function removeReaction(
  platform: Platform,
  message: Message,
  emoji: EmojiKey,
  userId: string,
): boolean {
  const reaction = message.reactions.find((entry) => sameEmoji(entry.emoji, emoji));
  if (!reaction?.userIds.includes(userId)) return false;
  reaction.userIds = reaction.userIds.filter((id) => id !== userId);
  message.reactions = message.reactions.filter((entry) => entry.userIds.length > 0);
  tell(platform, 'MESSAGE_REACTION_REMOVE', message, reactionData(userId, emoji));
  return true;
}

/** Removes every reaction of one kind. */
export function clearEmoji(platform: Platform, message: Message, emoji: EmojiKey): void {
  const before = message.reactions.length;
  message.reactions = message.reactions.filter((entry) => !sameEmoji(entry.emoji, emoji));
  if (message.reactions.length === before) throw refuse('unknownEmoji');
  tell(platform, 'MESSAGE_REACTION_REMOVE_EMOJI', message, { emoji: emojiPayload(emoji) });
}

/** Removes all reactions. */
export function clearReactions(platform: Platform, message: Message): void {
  message.reactions = [];
  tell(platform, 'MESSAGE_REACTION_REMOVE_ALL', message, {});
}
