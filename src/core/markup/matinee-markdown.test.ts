import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMarkdown, renderMarkdown } from './matinee-markdown.ts';
import { markupText } from './markup-samples.ts';

describe('a tree', () => {
  it('is the same after rendering and parsing it again', () => {
    fc.assert(
      fc.property(markupText, (text) => {
        const tree = parseMarkdown(text);
        expect(parseMarkdown(renderMarkdown(tree))).toEqual(tree);
      }),
      { numRuns: 20000 },
    );
  });
});
