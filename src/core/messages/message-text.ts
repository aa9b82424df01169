import { LIMITS } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { cleanText, isBlank } from '../markup/clean-text.ts';

/**
 * A message's text as it is stored: cleaned, and within the limit.
 * @throws Problem `text_empty` or `text_too_long`
 */
export function parseMessageText(input: string, options: { mayBeEmpty?: boolean } = {}): string {
  const text = cleanText(input).trim();
  if (isBlank(text)) {
    if (options.mayBeEmpty) return '';
    throw new Problem('text_empty', 'The message is empty. Write something first.');
  }
  if (text.length > LIMITS.textLength) {
    throw new Problem(
      'text_too_long',
      `The message has ${text.length} characters; at most ${LIMITS.textLength} fit. Shorten it or send it in parts.`,
    );
  }
  return text;
}
