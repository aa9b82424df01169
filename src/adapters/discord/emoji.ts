import type { APIPartialEmoji } from 'discord.js';
import type { GuildFacts } from './guild-facts.ts';

/** An emoji of Discord's in our form: the character itself, or `:name:` for a custom one. Undefined for one that is gone. */
export function emojiText(emoji: Pick<APIPartialEmoji, 'id' | 'name'>): string | undefined {
  if (emoji.name === null || emoji.name === '') return undefined;
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}

/**
 * The same in the form Discord's reactions are addressed by.
 * @returns undefined for a custom emoji the guild does not have
 */
export function reactionKey(guildId: string, emoji: string, facts: GuildFacts): string | undefined {
  const custom = /^:([^:\s]+):$/.exec(emoji)?.[1];
  return custom === undefined ? emoji : facts.customEmoji(guildId, custom);
}

/** The same Unicode emoji with or without its presentation selector: Discord knows each in one of the two forms only. */
export function otherForm(key: string): string {
  return key.includes('\uFE0F') ? key.replaceAll('\uFE0F', '') : `${key}\uFE0F`;
}
