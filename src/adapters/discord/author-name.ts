import { taggedName } from '../../protocol/tagged-name.ts';
import { cleanName, firstGraphemes } from '../../core/markup/clean-text.ts';

const MAX_LENGTH = 80;
/** Names Discord gives to nobody. */
const RESERVED = new Set(['everyone', 'here', '@everyone', '@here', '```']);
/** A letter of each forbidden word and its Cyrillic twin, which reads the same. */
const FORBIDDEN: [word: RegExp, at: number, twin: string][] = [
  [/discord/gi, 4, 'о'],
  [/clyde/gi, 2, 'у'],
];

/**
 * A name under which Discord lets a webhook speak: 1 to 80 characters, none of the words and names it keeps to itself.
 * The same name and tag always give the same result.
 */
export function webhookUsername(name: string, tag?: string): string {
  let allowed = cleanName(name);
  for (const [word, at, twin] of FORBIDDEN) {
    allowed = allowed.replace(word, (found) => {
      const letter = found[at] === found[at]?.toUpperCase() ? twin.toUpperCase() : twin;
      return found.slice(0, at) + letter + found.slice(at + 1);
    });
  }
  if (allowed === '') allowed = '?';
  if (RESERVED.has(allowed.toLowerCase())) allowed = `${allowed}.`;
  return taggedName({ name: clip(allowed, MAX_LENGTH - taggedName({ name: '', tag }).length), tag });
}

function clip(name: string, most: number): string {
  let kept = name;
  for (let limit = most; kept.length > most; limit--) kept = firstGraphemes(name, limit);
  return kept.trim();
}
