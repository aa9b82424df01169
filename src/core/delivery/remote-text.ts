import { cleanText, isBlank } from '../markup/clean-text.ts';

/** Platforms take far longer messages than we do; what they took is not refused here. */
const MAX_TEXT = 40_000;

/**
 * Text from a platform as we store it: cleaned, and never without bound.
 * @param after lines of ours behind it, for which room is made
 */
export function textOf(text: string, after: readonly string[] = []): string {
  const ours = after.join('\n');
  const clean = cleanText(text).trim();
  // Cut short it may end in half a character.
  const said = isBlank(clean)
    ? ''
    : clean.slice(0, MAX_TEXT - (ours === '' ? 0 : ours.length + 1)).replace(/\p{Cs}$/u, '');
  return [said, ours].filter((part) => part !== '').join('\n');
}
