const MAX_NAME = 80;
const MAX_MARKS = 5;

const LONE_SURROGATES = /\p{Cs}/gu;
const NONCHARACTERS = /[\uFDD0-\uFDEF\uFFFE\uFFFF]/g;
const CONTROLS_BUT_LINES_AND_TABS = /(?![\n\t])\p{Cc}/gu;
// Embeddings, overrides and isolates; the marks U+200E and U+200F, which only nudge, stay in messages.
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;
// Letters of the tag block hide text; only a flag such as Scotland's may use them.
const TAGS = /(\u{1F3F4}[\u{E0020}-\u{E007E}]{1,12}\u{E007F})|[\u{E0000}-\u{E007F}]/gu;
const EXCESSIVE_MARKS = new RegExp(`(\\p{M}{${MAX_MARKS}})\\p{M}+`, 'gu');

const VISIBLE = /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Joins emoji into one picture (👩‍💻), or colours or shapes the emoji before it. */
const EMOJI_JOINERS =
  /(?<=[\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}\uFE0F])\u200D(?=\p{Extended_Pictographic})|(?<=[\p{Extended_Pictographic}\d#*])\uFE0F|\u{1F3F4}[\u{E0020}-\u{E007E}]{1,12}\u{E007F}/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

const graphemes = new Intl.Segmenter();

/**
 * Text as a person meant it, safe to store and to show: Unicode NFC (Hangul typed on a Mac arrives in pieces),
 * line ends as `\n`, without NUL and other controls, lone surrogates, noncharacters, bidi overrides and hidden
 * tag letters; at most 5 combining marks on a letter and 2 blank lines in a row. Idempotent; never throws.
 */
export function cleanText(text: string): string {
  return withoutHarm(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'))
    .replace(CONTROLS_BUT_LINES_AND_TABS, '')
    .replace(/\uFEFF/g, '')
    .normalize('NFC')
    .replace(EXCESSIVE_MARKS, '$1')
    .replace(/\n{4,}/g, '\n\n\n');
}

/**
 * A name fit to stand beside what someone says: one line, single spaces, nothing invisible but what joins
 * emoji, at most 80 graphemes. Empty when nothing visible is left, so that the caller can choose a name.
 */
export function cleanName(name: string): string {
  const line = withoutHarm(name).normalize('NFC').replace(EXCESSIVE_MARKS, '$1').replace(/\s/g, ' ');
  let kept = '';
  let from = 0;
  for (const joiner of line.matchAll(EMOJI_JOINERS)) {
    kept += line.slice(from, joiner.index).replace(INVISIBLE, '') + joiner[0];
    from = joiner.index + joiner[0].length;
  }
  kept = (kept + line.slice(from).replace(INVISIBLE, '')).replace(/ +/g, ' ').trim();
  return isBlank(kept) ? '' : firstGraphemes(kept, MAX_NAME).trimEnd();
}

/**
 * Whether nobody would see anything: white space, controls, zero-width and filler characters (U+3164, U+2800 …)
 * or combining marks without a letter. Hangul of every kind is visible.
 */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/** The first `limit` user-perceived characters of `text`. */
export function firstGraphemes(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let count = 0;
  for (const { index } of graphemes.segment(text)) if (count++ === limit) return text.slice(0, index);
  return text;
}

/**
 * As much of the beginning of `text` as takes at most so many UTF-16 units, by which platforms count: cut between characters
 * as people see them, for half a character makes a request that some libraries refuse to write.
 */
export function withinUnits(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > most) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

const withoutHarm = (text: string): string =>
  text.replace(LONE_SURROGATES, '').replace(NONCHARACTERS, '').replace(BIDI_CONTROLS, '').replace(TAGS, '$1');
