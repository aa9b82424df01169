import { parseBlocks } from './block-parser.ts';
import type { Dialect } from './inline-parser.ts';
import { autolink } from './inline-parser.ts';
import { isSafeUrl } from './link-safety.ts';
import type { Leaf, TimestampStyle, Tree } from './tree.ts';

const PERSON = /^@([^\s|&][^\s|]*)?\|(\S.*)$/;
const TIME = /^t:(-?\d{1,12})(?::([tTdDfFR]))?$/;
const CUSTOM_EMOJI = /^:([^\s:]{1,100}):(\S*)$/;
const MENTION = /@([\p{L}\p{N}](?:[\p{L}\p{N}\p{M}_.-]{0,78}[\p{L}\p{N}\p{M}])?)/uy;

const massMention = (name: string): Leaf | undefined =>
  name === 'everyone' || name === 'here' ? { type: 'mention', kind: name, name } : undefined;

function angle(body: string): Leaf | undefined {
  if (isSafeUrl(body)) return autolink(body);
  const time = TIME.exec(body);
  if (time)
    return { type: 'timestamp', at: Number(time[1]), ...(time[2] && { style: time[2] as TimestampStyle }) };
  const person = PERSON.exec(body);
  if (person)
    return { type: 'mention', kind: 'person', name: person[2]!, ...(person[1] && { personId: person[1] }) };
  if (/^@&\S/.test(body)) return { type: 'mention', kind: 'role', name: body.slice(2) };
  if (/^#\S/.test(body)) return { type: 'mention', kind: 'channel', name: body.slice(1) };
  const emoji = CUSTOM_EMOJI.exec(body);
  if (emoji && (!emoji[2] || isSafeUrl(emoji[2])))
    return { type: 'emoji', name: emoji[1]!, ...(emoji[2] && { url: emoji[2] }) };
  return body.startsWith('@') ? massMention(body.slice(1)) : undefined;
}

const MATINEE: Dialect = {
  angle,
  mention(text, at) {
    MENTION.lastIndex = at;
    const name = MENTION.exec(text)?.[1];
    if (!name) return undefined;
    return { leaf: massMention(name) ?? { type: 'mention', kind: 'person', name }, length: name.length + 1 };
  },
};

/**
 * Parses Matinee markdown, the form in which the room log keeps messages and in which people type them in the
 * widget: `**strong**`, `*emphasis*` or `_emphasis_`, `__underline__`, `~~strike~~`, `||spoiler||`, `` `code` ``,
 * fences, `> quote`, `-` and `1.` lists, `#` to `###` headings, `[label](url)`, bare addresses, `@name`, and in
 * angle brackets `<@personId|name>`, `<@|name>`, `<@&role>`, `<@everyone>`, `<#channel>`, `<:emoji:url>`, `<t:seconds:style>`, `<url>`.
 * A backslash keeps punctuation literal. Anything else is text; nothing throws; time is linear in the length.
 */
export const parseMarkdown = (text: string): Tree => parseBlocks(text, MATINEE);
