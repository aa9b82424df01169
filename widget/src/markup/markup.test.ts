import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISGUISED, HONEST } from '../../../src/core/markup/masked-link-samples.ts';
import { parseMarkdown } from '../../../src/core/markup/matinee-markdown.ts';
import { flatten } from './flatten.ts';
import { MARKS } from './marks.ts';

describe('Lines without marks', () => {
  it('are what the parser would leave as they are', () => {
    // Drawn from what people type, with every character that means something to the parser.
    const text = fc.string({
      unit: fc.constantFrom(...'ab Z가나.,!?-+1)(:/\n\t*_~|`<>[]\\#@&"\'', 'http://a.b', '•', '🍿', '&amp;'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (line) => {
        if (MARKS.test(line)) return;
        for (const block of parseMarkdown(line)) {
          expect(block.type).toBe('paragraph');
          if (block.type === 'paragraph')
            for (const { type } of block.children) expect(['text', 'break', 'emoji']).toContain(type);
        }
        const plain = (one: string): string => one.replace(/\s+/g, ' ').trim();
        expect(plain(flatten(line))).toBe(plain(line));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A message in one row', () => {
  it('has no marks', () => {
    expect(flatten('**Rain** going _down_\nthe [stairs](https://a.example)')).toBe(
      'Rain going down the stairs',
    );
  });

  it('says where a link leads whose label looks like another address, and only then', () => {
    for (const [label, url, host] of DISGUISED)
      expect(flatten(`[${label}](${url})`)).toBe(`${label} (${host})`);
    for (const [label, url] of HONEST) expect(flatten(`[${label}](${url})`)).toBe(label);
  });

  it('keeps spoilers to itself', () => {
    expect(flatten('그리고 ||지하실의 남자|| 때문에')).toBe('그리고 ▒▒▒ 때문에');
  });
});
