import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderDiscord } from '../../adapters/discord/markdown-renderer.ts';
import { cleanText } from './clean-text.ts';
import { parseMarkdown, renderMarkdown } from './matinee-markdown.ts';
import { markupText } from './markup-samples.ts';
import { plainText } from './plain-text.ts';
import { splitRendered, splitTree } from './split-long.ts';
import type { Tree } from './tree.ts';

const split = (markdown: string, limit: number) =>
  splitRendered(parseMarkdown(markdown), renderMarkdown, limit);
const withoutNumbers = (parts: Tree[]): string =>
  parts.map((part) => plainText(part, { spoilers: 'show' }).replace(/^\(\d+\/\d+\)\s/, '')).join(' ');
const graphemesOf = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);

describe('a long message', () => {
  it('stays as it is when it fits', () => {
    expect(split('short **one**', 2000)).toEqual(['short **one**']);
    expect(split('', 2000)).toEqual([]);
  });

  it('is cut between paragraphs first, and its parts are numbered', () => {
    expect(split(`${'a '.repeat(20)}\n\n${'b '.repeat(20)}`, 60)).toEqual([
      `(1/2) ${'a '.repeat(20)}`,
      `(2/2) ${'b '.repeat(20)}`,
    ]);
  });

  it('is cut after a sentence rather than in one, and after a word rather than in one', () => {
    expect(split('정말 좋은 영화였어요. 다음에 또 같이 봐요. 정말 고마워요.', 30)).toEqual([
      '(1/3) 정말 좋은 영화였어요.',
      '(2/3) 다음에 또 같이 봐요.',
      '(3/3) 정말 고마워요.',
    ]);
    expect(split('one two three four five six seven', 30)).toEqual([
      '(1/3) one two three',
      '(2/3) four five six',
      '(3/3) seven',
    ]);
  });

  it('closes marks at a cut and opens them again', () => {
    for (const part of split(`**${'굵은 글씨 '.repeat(20).trim()}** 끝`, 60).slice(0, -1))
      expect(part).toMatch(/^\(\d\/\d\) \*\*[^*]+\*\*$/);
  });

  it('keeps a spoiler hidden in every part', () => {
    const parts = splitTree(
      parseMarkdown(`||${'범인은 집사 '.repeat(30)}||`),
      (part) => renderDiscord(part).length,
      80,
    );
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(plainText(part)).not.toContain('집사');
  });

  it('closes a fence at a line end and opens it again with its language', () => {
    const parts = split(`\`\`\`ts\n${'const film = 1;\n'.repeat(12)}\`\`\``, 80);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part).toMatch(/^\(\d\/\d\)\n```ts\n(?:const film = 1;\n)+```$/);
  });

  it('goes on counting in an ordered list', () => {
    const parts = split(Array.from({ length: 9 }, (_, index) => `${index + 1}. film`).join('\n'), 50);
    expect(parts[1]).toMatch(/^\(2\/3\)\n\n5\. film/);
  });

  it('is never cut inside a Hangul syllable, a surrogate pair or a joined emoji', () => {
    const pieces = fc.constantFrom('각', 'e\u0301', '👩‍👩‍👧‍👦', '🇰🇷', '👍🏽', 'x', '𠮷', ' ');
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 40, max: 90 }),
        (words, limit) => {
          const text = cleanText(words.join('')).trim();
          const parts = splitTree(parseMarkdown(text), (part) => renderMarkdown(part).length, limit);
          const cut = graphemesOf(withoutNumbers(parts).replaceAll(' ', ''));
          expect(cut).toEqual(graphemesOf(text.replaceAll(' ', '')));
        },
      ),
    );
  });

  it('fits in every part and says the same words, whatever its markup', () => {
    const words = (text: string) => text.replace(/[\s•>]+|\d+\./g, '');
    fc.assert(
      fc.property(
        fc.array(markupText, { minLength: 3, maxLength: 10 }),
        fc.integer({ min: 120, max: 300 }),
        (texts, limit) => {
          const tree = parseMarkdown(texts.join('\n'));
          const parts = splitTree(tree, (part) => renderDiscord(part).length, limit);
          for (const part of parts) expect(renderDiscord(part).length).toBeLessThanOrEqual(limit);
          expect(words(withoutNumbers(parts))).toBe(words(plainText(tree, { spoilers: 'show' })));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is passed on even where one letter is too long for the limit', () => {
    expect(
      split(`${'e'}${'\u0301'.repeat(90)}`, 30)
        .join('')
        .match(/\u0301/g)?.length,
    ).toBe(90);
  });
});
