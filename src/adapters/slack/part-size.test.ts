import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseMarkdown } from '../../core/markup/matinee-markdown.ts';
import { splitTree } from '../../core/markup/split-long.ts';
import type { Tree } from '../../core/markup/tree.ts';
import { tooSlow } from '../../../tests/support/processor-time.ts';
import { writeParts } from './content.ts';
import { partSize } from './part-size.ts';
import { renderSlack } from './rich-text.ts';

const PIECES = [
  'plain words ',
  '한글이에요 ',
  '**굵게**',
  '*기울임* ',
  '~~strike~~ ',
  '`code & <more>` ',
  '||hidden|| ',
  '[label](https://films.example/a?b=c) ',
  'https://films.example/ ',
  '🍿 ',
  '\n',
  '\n\n',
  '\n- item\n- item\n',
  '\n1. one\n   - below\n2. two\n',
  '\n> quoted\n> more\n\n',
  '\n# Heading\n',
  '\n```\nlet x = "1";\n```\n',
];
const text = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 120 })
  .map((pieces) => pieces.join(''));

it('says no less than what a message really takes, a tenth more or less', () => {
  fc.assert(
    fc.property(text, (written) => {
      const tree = parseMarkdown(written);
      const { text: shown, blocks } = renderSlack(tree);
      const size = partSize(tree);
      expect(size.text).toBeGreaterThanOrEqual(shown.length);
      expect(size.bytes * 1.1).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(blocks)));
    }),
    { numRuns: 300 },
  );
});

it('keeps every part within what Slack takes, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 5, maxLength: 30 }), async (many) => {
      const written = many.join(' ');
      const parts = await writeParts({ text: written }, undefined, [], () => Promise.resolve(undefined));
      for (const part of parts) {
        expect(part.text.length).toBeLessThanOrEqual(4_000);
        expect(Buffer.byteLength(JSON.stringify(part.blocks))).toBeLessThanOrEqual(13_000);
      }
      const hangul = (value: string) => value.replaceAll(/[^\p{Script=Hangul}]/gu, '');
      expect(hangul(parts.map((part) => part.text).join(''))).toBe(
        hangul(renderSlack(parseMarkdown(written)).text),
      );
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['short paragraphs', 'ab\n\n'],
  ['marks', '**가** *나* '],
  ['quotes', '> a\n'],
])('cuts 40,000 characters of %s without holding everybody up', { timeout: 60_000 }, (_what, unit) => {
  const long = (size: number) => ({ it: unit.repeat(size / unit.length) });
  const cut = (tree: Tree) => splitTree(tree, (part) => partSize(part).bytes, 12_000);
  expect(cut(parseMarkdown(long(40_000).it)).length).toBeGreaterThan(1);
  expect(tooSlow(long, { size: 20_000, most: 300 }, parseMarkdown, cut)).toEqual([]);
});
