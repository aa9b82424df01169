import { cutBlocks } from '../markup/cut-tree.ts';
import { parseMarkdown, renderMarkdown } from '../markup/matinee-markdown.ts';

/** Most characters of a message that a reply to it quotes. */
export const EXCERPT_LENGTH = 200;

/**
 * The beginning of a text, cut so that what is hidden in it stays hidden, as replies quote it. It is made when the text is
 * written, once, and never when it is read.
 * @returns Markdown of at most `EXCERPT_LENGTH` characters; null where the text itself is as short
 */
export function excerptOf(text: string): string | null {
  if (text.length <= EXCERPT_LENGTH) return null;
  const [head] = cutBlocks(parseMarkdown(text), (part) => renderMarkdown(part).length - EXCERPT_LENGTH, true);
  return renderMarkdown(head);
}

/**
 * What is quoted of a text whose excerpt has yet to be made: its very beginning, up to where something may be hidden.
 * @param beginning at least the first `EXCERPT_LENGTH` characters
 */
export function provisionalExcerpt(beginning: string): string {
  return beginning.slice(0, EXCERPT_LENGTH).split('||', 1)[0]?.trimEnd() ?? '';
}
