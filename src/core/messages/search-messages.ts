import type { MessageView } from '../../protocol/frames.ts';
import { Problem } from '../errors.ts';
import { cleanText, isBlank } from '../markup/clean-text.ts';

/** What one request looks through at most, so that its cost does not grow with the room's age. */
export const LOOKED_THROUGH = 5000;
const LONGEST_QUERY = 200;
const MOST_WORDS = 10;

/** What was found in one stretch of a room. */
export interface FoundMessages {
  /** Newest first. */
  messages: MessageView[];
  /** Look on before this number; null when the room was read to its beginning. May be a number also without a find. */
  before: number | null;
}

/**
 * The words of a query. A message is found when each of them is somewhere in its text or in its author's name, in
 * either case; parts of words count, as Korean particles ask for.
 * @throws Problem `invalid_input` when there is no word, or too much of them
 */
export function wordsOf(query: string): string[] {
  const text = cleanText(query).trim();
  if (isBlank(text)) {
    throw new Problem('invalid_input', 'There is nothing to look for: write a word of what was said.');
  }
  const words = [...new Set(text.split(/\s+/))];
  if (text.length > LONGEST_QUERY || words.length > MOST_WORDS) {
    throw new Problem(
      'invalid_input',
      `That is too much to look for at once: at most ${MOST_WORDS} words, ${LONGEST_QUERY} characters in all.`,
    );
  }
  return words;
}
