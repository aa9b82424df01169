import { parseBlocks } from '../../core/markup/block-parser.ts';
import type { FormatConverter } from '../../core/markup/format-converter.ts';
import type { Dialect } from '../../core/markup/inline-parser.ts';
import { autolink } from '../../core/markup/inline-parser.ts';
import { isSafeUrl } from '../../core/markup/link-safety.ts';
import type { CustomEmoji, Leaf, Mention, TimestampStyle, Tree } from '../../core/markup/tree.ts';
import { renderDiscord } from './markdown-renderer.ts';

export { renderDiscord } from './markdown-renderer.ts';

/** Looks up what Discord's ids stand for; undefined when unknown. */
export interface DiscordNames {
  /** `personId` when this Discord user is a person known to Matinee. */
  person?(userId: string): { name: string; personId?: string } | undefined;
  role?(roleId: string): string | undefined;
  channel?(channelId: string): string | undefined;
  /** Address of a custom emoji's picture; default: Discord's own CDN. */
  emojiUrl?(emojiId: string, animated: boolean): string | undefined;
}

/** Looks up what a node of the tree is called on Discord; undefined where it has no counterpart there. */
export interface DiscordTargets {
  /** Id of the Discord user to mention. */
  userId?(mention: Mention): string | undefined;
  channelId?(mention: Mention): string | undefined;
  /** An emoji the bot may use, as `<:name:id>`. */
  emoji?(emoji: CustomEmoji): string | undefined;
}

const UNKNOWN = { person: 'unknown-user', role: 'unknown-role', channel: 'unknown' } as const;

/**
 * Parses a Discord message's content. Mentions get the names that `names` knows. As on Discord, a spoiler hides
 * all up to the next `||`, and a fence needs no line of its own.
 */
export function parseDiscord(content: string, names: DiscordNames = {}): Tree {
  const dialect: Dialect = {
    loose: true,
    angle: (body) => angle(body, names),
    mention(text, at) {
      const kind = (['everyone', 'here'] as const).find((word) => text.startsWith(word, at + 1));
      return kind && { leaf: { type: 'mention', kind, name: kind }, length: kind.length + 1 };
    },
  };
  return parseBlocks(content, dialect);
}

const ANGLED =
  /^(?:(@&|@!?|#)(\d{1,20})|(a)?:(\w{1,64}):(\d{1,20})|t:(-?\d{1,12})(?::([tTdDfFR]))?|(\/[^:]+):\d{1,20})$/;

function angle(body: string, names: DiscordNames): Leaf | undefined {
  if (/^https?:/i.test(body) && isSafeUrl(body)) return autolink(body);
  const [, sign, id = '', animated, emojiName, emojiId = '', at, style, command] = ANGLED.exec(body) ?? [];
  if (sign === '@&') return { type: 'mention', kind: 'role', name: names.role?.(id) ?? UNKNOWN.role };
  if (sign === '#') return { type: 'mention', kind: 'channel', name: names.channel?.(id) ?? UNKNOWN.channel };
  if (sign) return { type: 'mention', kind: 'person', ...(names.person?.(id) ?? { name: UNKNOWN.person }) };
  if (emojiName) {
    const url = names.emojiUrl
      ? names.emojiUrl(emojiId, Boolean(animated))
      : cdnEmoji(emojiId, Boolean(animated));
    return { type: 'emoji', name: emojiName, ...(url && { url }) };
  }
  if (at) return { type: 'timestamp', at: Number(at), ...(style && { style: style as TimestampStyle }) };
  return command ? { type: 'text', text: command } : undefined;
}

const cdnEmoji = (id: string, animated: boolean) =>
  `https://cdn.discordapp.com/emojis/${id}.${animated ? 'gif' : 'png'}`;

/** Discord's markdown as a converter with fixed look-ups. */
export const discordMarkdown = (
  names: DiscordNames,
  targets: DiscordTargets,
): FormatConverter<string, string> => ({
  parse: (content) => parseDiscord(content, names),
  render: (tree) => renderDiscord(tree, targets),
});
