import { cleanName, cleanText, isBlank } from '../markup/clean-text.ts';

/** Platforms take far longer messages than we do; what they took is not refused here. */
const MAX_TEXT = 40_000;

/** Text from a platform as we store it: cleaned, and never without bound. */
export function textOf(text: string): string {
  const clean = cleanText(text).trim();
  // Cut short it may end in half a character.
  return isBlank(clean) ? '' : clean.slice(0, MAX_TEXT).replace(/\p{Cs}$/u, '');
}

/** The line that stands for a file which did not cross over. */
export const fileLine = (name: string): string => `📎 ${cleanName(name) || 'file'}`;

/** The lines at the end of a stored text that stand for files of these names. */
export function fileLinesOf(text: string, names: readonly string[]): string[] {
  const known = new Set(names.map(fileLine));
  const lines = text.split('\n');
  const first = lines.findLastIndex((line) => !known.has(line)) + 1;
  return lines.slice(first);
}
