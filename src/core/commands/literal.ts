import { cleanName, firstGraphemes } from '../markup/clean-text.ts';
import { renderMarkdown } from '../markup/matinee-markdown.ts';

const ECHO_LENGTH = 60;

/** Text as it stands, inside an answer's markdown: a title's asterisks and a link in a name stay what they are. */
export function literal(text: string): string {
  return text === '' ? '' : renderMarkdown([{ type: 'paragraph', children: [{ type: 'text', text }] }]);
}

/** What somebody typed, said back to them: one line, not too long. */
export function echo(typed: string): string {
  const line = cleanName(typed);
  const short = firstGraphemes(line, ECHO_LENGTH);
  return literal(short === line ? line : `${short}…`);
}
