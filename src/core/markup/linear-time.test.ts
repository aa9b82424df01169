import { describe, expect, it } from 'vitest';
import { renderDiscord } from '../../adapters/discord/markdown.ts';
import { renderSlack } from '../../adapters/slack/rich-text.ts';
import { parseMarkdown, renderMarkdown } from './matinee-markdown.ts';
import { plainText } from './plain-text.ts';

const UNITS = [
  ...[
    'a',
    '*',
    '_',
    '~',
    '|',
    '`',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '@',
    '#',
    ':',
    '\\',
    '\n',
    ' ',
    '\t',
    '-',
    '\u0301',
    '가',
    '👩‍👩‍👧‍👦',
  ],
  ...[
    '*_',
    '**a ',
    '***a',
    '_a ',
    '~~a',
    '||a',
    '||\n',
    '\n||',
    '||a\n\n',
    '`a``',
    '```',
    '``` \n',
    '[a](',
    '](',
    '![',
    '[a](https://a',
    '(https://a.b',
  ],
  ...[
    '- ',
    '1. ',
    '> ',
    '> > ',
    '  - a\n',
    '* a\n',
    '\n- ||a',
    '\n> a',
    '-# ',
    '#a ',
    '<@',
    '<t:',
    '<!',
    '<#C1|',
    '<https://a',
    '@a',
    '@a-',
    '@가',
  ],
  ...[
    'http://',
    'https://a.',
    'a.',
    '&lt;',
    '&amp;',
    '*a ',
    ':a',
    '::',
    '\n• a',
    '[x](https://a.b "',
    " '",
    '`a',
    '"',
  ],
];
const SIZE = 4000;
/** A quadratic scan of such a text takes many seconds, a linear one tens of milliseconds even on a busy machine. */
const GENEROUS_MS = 1500;

const attack = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length));

function bestOf(work: () => unknown, enough = GENEROUS_MS): number {
  let best = Infinity;
  for (let round = 0; round < 3 && best > enough; round++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

describe('4,000 characters of one kind', () => {
  it.each([
    ['Matinee markdown', renderMarkdown],
    ['Discord markdown', renderDiscord],
    ['Slack rich text', renderSlack],
    ['plain text', plainText],
  ])('are soon written as %s', (_, write: (tree: ReturnType<typeof parseMarkdown>) => unknown) => {
    const slow = UNITS.filter((unit) => {
      const tree = parseMarkdown(`x${attack(unit)}`);
      return bestOf(() => write(tree), GENEROUS_MS / 5) > GENEROUS_MS / 5;
    });
    expect(slow).toEqual([]);
  });
});
