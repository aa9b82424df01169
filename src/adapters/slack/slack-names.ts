import type { CustomEmoji, Emoji, Mention } from '../../core/markup/tree.ts';
import { fromSlackName } from './emoji-names.ts';

/** Looks up what Slack's ids stand for; undefined when unknown. */
export interface SlackNames {
  /** `personId` when this Slack user is a person known to Matinee. */
  person?(userId: string): { name: string; personId?: string } | undefined;
  channel?(channelId: string): string | undefined;
  usergroup?(usergroupId: string): string | undefined;
  /** Address of a workspace's own emoji. */
  emojiUrl?(name: string): string | undefined;
}

/** Looks up what a node of the tree is called on Slack; undefined where it has no counterpart there. */
export interface SlackTargets {
  userId?(mention: Mention): string | undefined;
  channelId?(mention: Mention): string | undefined;
  /** Short name of a custom emoji that the workspace has too. */
  emojiName?(emoji: CustomEmoji): string | undefined;
}

export function slackPerson(userId: string, names: SlackNames, label?: string): Mention {
  const known = names.person?.(userId);
  return { type: 'mention', kind: 'person', ...(known ?? { name: label || 'unknown-user' }) };
}

export function slackChannel(channelId: string, names: SlackNames, label?: string): Mention {
  return { type: 'mention', kind: 'channel', name: label || (names.channel?.(channelId) ?? 'unknown') };
}

export function slackUsergroup(id: string, names: SlackNames, label?: string): Mention {
  const name = names.usergroup?.(id) ?? label?.replace(/^@/, '');
  return { type: 'mention', kind: 'role', name: name || 'unknown-group' };
}

/** `@channel` reaches whoever `@everyone` reaches elsewhere. */
export function slackBroadcast(range: string): Mention {
  return range === 'here'
    ? { type: 'mention', kind: 'here', name: 'here' }
    : { type: 'mention', kind: 'everyone', name: 'everyone' };
}

/** The emoji of a short name: Unicode where it is one, otherwise the workspace's own. */
export function slackEmoji(name: string, names: SlackNames): Emoji {
  const char = fromSlackName(name);
  if (char !== null) return { type: 'emoji', char };
  const url = names.emojiUrl?.(name);
  return { type: 'emoji', name, ...(url !== undefined && { url }) };
}
