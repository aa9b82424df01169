import { createRequire } from 'node:module';

// A plain JSON import would warn on Node 20; Slack's names are iamcal's.
const load = createRequire(import.meta.url);
const NAMES = load('emojibase-data/en/shortcodes/iamcal.json') as Record<string, string | string[]>;

const VARIATION = '\uFE0F';
const TONE = /[\u{1F3FB}-\u{1F3FF}]/gu;
const FIRST_TONE = 0x1f3fb;
/** Slack counts skin tones from 2 (light) to 6 (dark). */
const SLACK_TONE = 2;
const TONE_SUFFIX = /::skin-tone-([2-6])(?:(?:::skin-tone)?-([2-6]))?$/;

const bare = (emoji: string) => emoji.replaceAll(VARIATION, '');

const HANDSHAKE = '🤝';
/** Emoji of two people that become a sequence when each has their own skin tone. */
const IN_TWO_TONES: Readonly<Record<string, string>> = {
  '👫': '👩‍🤝‍👨',
  '👬': '👨‍🤝‍👨',
  '👭': '👩‍🤝‍👩',
  '🤝': '🫱‍🫲',
  '💑': '🧑‍❤‍🧑',
  '💏': '🧑‍❤‍💋‍🧑',
};

const namesByEmoji = new Map<string, string>();
const emojiByName = new Map<string, string>();
for (const [hexcode, names] of Object.entries(NAMES)) {
  const emoji = qualified(fromHexcode(hexcode));
  for (const name of [names].flat()) {
    emojiByName.set(name, emoji);
    if (!namesByEmoji.has(bare(emoji))) namesByEmoji.set(bare(emoji), name);
  }
}

for (const [one, two] of Object.entries(IN_TWO_TONES)) {
  const name = namesByEmoji.get(one);
  if (name !== undefined) namesByEmoji.set(two, name);
}

/**
 * Slack's short name for a Unicode emoji, without colons: `👍` is `+1`, `👍🏽` is `+1::skin-tone-4`; null when
 * Slack has none.
 */
export function toSlackName(emoji: string): string | null {
  const plain = bare(emoji);
  // A tone standing alone is an emoji of its own.
  const exact = namesByEmoji.get(plain);
  if (exact !== undefined) return exact;
  const tones = (plain.match(TONE) ?? []).map((tone) => tone.codePointAt(0)! - FIRST_TONE + SLACK_TONE);
  const name = namesByEmoji.get(plain.replace(TONE, ''));
  if (name === undefined || tones.length === 0 || tones.length > 2) return null;
  const [first, second = first] = tones;
  return `${name}::skin-tone-${first === second ? first : `${first}-${second}`}`;
}

/** The Unicode emoji of a Slack short name, with or without colons and skin tone; null when it is none. */
export function fromSlackName(name: string): string | null {
  const short = name.replace(/^:(?!:)|(?<!:):$/g, '');
  const tones = TONE_SUFFIX.exec(short);
  const emoji = emojiByName.get(short.replace(TONE_SUFFIX, ''));
  if (emoji === undefined) return null;
  return tones ? toned(emoji, Number(tones[1]), Number(tones[2] ?? tones[1])) : emoji;
}

/** The emoji that hexadecimal code points stand for, as Slack's rich text names them (`1f44d-1f3fd`); null if malformed. */
export function fromSlackUnicode(hexcode: string): string | null {
  return /^[\da-f]{2,6}(?:-[\da-f]{2,6}){0,15}$/i.test(hexcode) && hexcode.split('-').every(isScalar)
    ? qualified(fromHexcode(hexcode))
    : null;
}

const isScalar = (hex: string) => {
  const code = parseInt(hex, 16);
  return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
};

function fromHexcode(hexcode: string): string {
  return String.fromCodePoint(...hexcode.split('-').map((code) => parseInt(code, 16)));
}

/**
 * An emoji in its fully qualified form: what would be shown as text by default gets a variation selector
 * (Unicode Technical Standard 51, ED-18).
 */
function qualified(emoji: string): string {
  return bare(emoji)
    .replace(
      /(?!\p{Emoji_Presentation}|[\u{1F1E6}-\u{1F1FF}])\p{Emoji}(?![\u{1F3FB}-\u{1F3FF}])/gu,
      `$&${VARIATION}`,
    )
    .replace(/^([\d#*])(?!\uFE0F)/, `$1${VARIATION}`);
}

/** Gives each person in an emoji their skin tone: the first one `first`, the others `second`. */
function toned(emoji: string, first: number, second: number): string {
  let next = first;
  const plain = (first !== second && IN_TWO_TONES[bare(emoji)]) || bare(emoji);
  const coloured = [...plain].map((part) => {
    // The hands that join two people have no colour of their own.
    const joint = part === HANDSHAKE && plain !== HANDSHAKE;
    if (joint || !/\p{Emoji_Modifier_Base}/u.test(part)) return part;
    const tone = String.fromCodePoint(FIRST_TONE + next - SLACK_TONE);
    next = second;
    return part + tone;
  });
  return qualified(coloured.join(''));
}
