import { cleanName, firstGraphemes } from '../markup/clean-text.ts';

const MAX_GRAPHEMES = 80;
/** Every file system takes so much, and a header with all of it percent-encoded stays small. */
const MAX_BYTES = 180;
const ENDING = /\.[\p{L}\p{N}]{1,10}$/u;

/**
 * A file's name as it may be shown and saved under: no folders, no controls or bidi overrides, nothing that hides the file,
 * and never long; its ending is kept, by which people and programs judge it. Never empty.
 */
export function safeFileName(name: string): string {
  const last = name.slice(-10_000).split(/[/\\]/).at(-1) ?? '';
  const ending = ENDING.exec(cleanName(last.slice(-40)))?.[0] ?? '';
  const clean = cleanName(last.slice(0, 1_000));
  const stem = clean.endsWith(ending) ? clean.slice(0, clean.length - ending.length) : clean;
  let kept = firstGraphemes(stem, MAX_GRAPHEMES - ending.length);
  for (let most = MAX_GRAPHEMES; Buffer.byteLength(kept + ending) > MAX_BYTES; most--)
    kept = firstGraphemes(kept, most);
  const whole = (kept.trimEnd() + ending).replace(/^[. ]+/, '');
  return whole === '' ? 'file' : whole;
}
