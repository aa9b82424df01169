import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const SKIN_TONES = ['1F3FB', '1F3FC', '1F3FD', '1F3FE', '1F3FF'];

interface EmojiTables {
  nameOf: Map<string, string>;
  unicodeOf: Map<string, string>;
  pattern: RegExp;
}

let tables: EmojiTables | undefined;

function load(): EmojiTables {
  if (tables) return tables;
  // Slack's short names are the iamcal set.
  const shortcodes = require('emojibase-data/en/shortcodes/iamcal.json') as Record<string, string | string[]>;
  const nameOf = new Map<string, string>();
  const unicodeOf = new Map<string, string>();
  for (const [hexcode, given] of Object.entries(shortcodes)) {
    const points = hexcode.split('-');
    if (points.length > 1 && points.some((point) => SKIN_TONES.includes(point))) continue;
    const unicode = String.fromCodePoint(...points.map((point) => Number.parseInt(point, 16)));
    const names = typeof given === 'string' ? [given] : given;
    for (const name of names) unicodeOf.set(name, unicode);
    const first = names[0];
    if (first) nameOf.set(unicode.replaceAll('\uFE0F', ''), first);
  }
  tables = {
    nameOf,
    unicodeOf,
    // Flags, then anything shown as a picture with its modifiers, joined or not.
    // Flags, keycaps, then what is shown as a picture by itself or because a variation selector or a
    // skin tone says so; parts joined by zero-width joiners are one.
    pattern:
      /\p{RI}\p{RI}|[0-9#*]\uFE0F?\u20E3|(?:\p{EBase}\p{EMod}|\p{Emoji_Presentation}\uFE0F?|\p{Emoji}\uFE0F)(?:\u200D\p{Emoji}\uFE0F?\p{EMod}?)*/gu,
  };
  return tables;
}

/** The emoji character of a Slack short name (without colons), or undefined for unknown and custom ones. */
export function unicodeOfEmoji(name: string): string | undefined {
  const [base, tone] = name.split('::');
  const unicode = load().unicodeOf.get(base ?? '');
  if (unicode === undefined || tone === undefined) return unicode;
  const step = /^skin-tone-([2-6])$/.exec(tone)?.[1];
  const modifier = step === undefined ? undefined : SKIN_TONES[Number(step) - 2];
  if (modifier === undefined) return undefined;
  const [first = '', ...rest] = unicode.replaceAll('\uFE0F', '');
  return first + String.fromCodePoint(Number.parseInt(modifier, 16)) + rest.join('');
}

/** Slack's short name (without colons) of an emoji character, or undefined. */
export function emojiNameOf(character: string): string | undefined {
  const bare = character.replaceAll('\uFE0F', '');
  const { nameOf } = load();
  const known = nameOf.get(bare);
  if (known) return known;
  const tone = /\p{EMod}/u.exec(bare)?.[0];
  if (tone === undefined) return undefined;
  const base = nameOf.get(bare.replaceAll(tone, ''));
  const index = SKIN_TONES.indexOf((tone.codePointAt(0) ?? 0).toString(16).toUpperCase());
  return base === undefined ? undefined : `${base}::skin-tone-${index + 2}`;
}

/** Whether a reaction may carry this name: a known short name, with or without skin tone, or a custom one. */
export function isEmojiName(name: string, custom: ReadonlySet<string>): boolean {
  return custom.has(name) || unicodeOfEmoji(name) !== undefined;
}

/** Slack stores emoji characters of a text as `:name:`. */
export function emojiToColons(text: string): string {
  return text.replace(load().pattern, (character) => {
    const name = emojiNameOf(character);
    return name === undefined ? character : `:${name}:`;
  });
}

/** Where the emoji characters of a text are, for building rich text out of it. */
export function emojiMatcher(): RegExp {
  return new RegExp(load().pattern.source, 'gu');
}

/** Every standard short name with its character, for a page that shows `:name:` as Slack does. */
export function emojiTable(): Record<string, string> {
  return Object.fromEntries(load().unicodeOf);
}
