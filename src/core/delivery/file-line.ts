import { cleanName } from '../markup/clean-text.ts';
import { safeFileName } from '../media/file-name.ts';
import { renderMarkdown } from '../markup/matinee-markdown.ts';
import type { Inline } from '../markup/tree.ts';
import type { RemoteAttachment } from './chat-adapter.ts';

/** Why a line stands where a file should be. */
export type Away = 'on its way' | 'too large' | 'over the limit' | 'empty' | 'failed';

const WHY: Record<Away, { en: string; ko: string }> = {
  'on its way': { en: 'on its way', ko: '가져오고 있어요' },
  'too large': { en: 'too large', ko: '너무 커요' },
  'over the limit': { en: 'over the daily limit', ko: '하루 한도를 넘었어요' },
  empty: { en: 'empty', ko: '비어 있어요' },
  failed: { en: 'could not be fetched', ko: '가져오지 못했어요' },
};

const HANGUL = /\p{Script=Hangul}/u;
const CLIP = '📎 ';

/** Whether a stored text may have lines about files. */
export const mayHaveFileLines = (text: string): boolean => text.includes(CLIP);

/** So many bytes, as people read them. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [unit, by] = bytes < 1_000_000 ? ['KB', 1_000] : ['MB', 1_000_000];
  const figure = bytes / by;
  return `${figure < 10 ? figure.toFixed(1).replace(/\.0$/, '') : Math.round(figure)} ${unit}`;
}

/** In which language a line about a file of this message is: that in which it is written, or its file named. */
export const languageOf = (text: string, { name }: Pick<RemoteAttachment, 'name'>): 'en' | 'ko' =>
  HANGUL.test(text) || HANGUL.test(name) ? 'ko' : 'en';

/**
 * The line that stands for a file which has not crossed over, as Markdown: what it is called, how large it is, and why.
 * @param address where the reader can open it; undefined where nobody knows one
 */
export function fileLine(
  { name, size, spoiler }: Pick<RemoteAttachment, 'name' | 'size' | 'spoiler'>,
  why: Away,
  address: string | undefined,
  language: 'en' | 'ko',
): string {
  const label: Inline = { type: 'text', text: safeFileName(name) };
  const itself: Inline = address === undefined ? label : { type: 'link', url: address, children: [label] };
  // What it is called may give away as much as what is in it.
  const called: Inline = spoiler ? { type: 'spoiler', children: [itself] } : itself;
  const facts = [...(size > 0 ? [sizeText(size)] : []), WHY[why][language]].join(' · ');
  return renderMarkdown([
    {
      type: 'paragraph',
      children: [{ type: 'text', text: CLIP }, called, { type: 'text', text: ` · ${facts}` }],
    },
  ]);
}

/** How all lines about files of this name begin, those of earlier versions too. */
function beginningsOf(name: string): string[] {
  return [false, true].flatMap((spoiler) => {
    const file = { name, size: 0, spoiler };
    const linked = fileLine(file, 'failed', 'https://example.com/', 'en');
    const bare = fileLine(file, 'failed', undefined, 'en');
    return [linked.slice(0, linked.lastIndexOf('](') + 2), bare.slice(0, bare.lastIndexOf(' · ') + 3)];
  });
}

/** The line itself, as it was written before lines said more than a name. */
const formerLine = (name: string): string => CLIP + (cleanName(name) || 'file');

/** The lines at the end of a stored text that stand for files of these names, one for each name at most. */
export function fileLinesOf(text: string, names: readonly string[]): string[] {
  const lines = text.split('\n');
  if (!lines.at(-1)?.startsWith(CLIP)) return [];
  const left = names.map((name) => ({ begins: beginningsOf(name), was: formerLine(name) }));
  const found: string[] = [];
  for (const line of lines.reverse()) {
    if (!line.startsWith(CLIP)) break;
    const of = left.findIndex(
      ({ begins, was }) => line === was || begins.some((one) => line.startsWith(one)),
    );
    // Of a file that is not there any more, and the others' lines go on above it.
    if (of < 0) continue;
    left.splice(of, 1);
    found.unshift(line);
  }
  return found;
}

/**
 * A stored text after a file that was on its way came, or will not: without the line about it, or with one that says why.
 * @param name null where nobody knows which one it was
 * @param why null when it came
 */
export function withFileSettled(text: string, name: string | null, why: Away | null): string {
  const lines = text.split('\n');
  const begins = name === null ? [CLIP] : beginningsOf(name);
  for (const language of ['en', 'ko'] as const) {
    const ending = WHY['on its way'][language];
    const at = lines.findLastIndex(
      (line) => line.endsWith(ending) && begins.some((beginning) => line.startsWith(beginning)),
    );
    if (at < 0) continue;
    const settled = why === null ? [] : [(lines[at] ?? '').slice(0, -ending.length) + WHY[why][language]];
    lines.splice(at, 1, ...settled);
    break;
  }
  return lines.join('\n');
}
