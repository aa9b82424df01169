import { describe, expect, it } from 'vitest';
import { parseDiscord, renderDiscord } from '../../adapters/discord/markdown.ts';
import { parseMrkdwn } from '../../adapters/slack/mrkdwn.ts';
import { renderSlack } from '../../adapters/slack/rich-text.ts';
import { cleanName, cleanText, isBlank } from './clean-text.ts';
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
const SIZE = 50_000;
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

describe('50,000 characters of one kind', () => {
  it.each([
    ['Matinee markdown', parseMarkdown],
    ['Discord markdown', (text: string) => parseDiscord(text)],
    ['Slack mrkdwn', (text: string) => parseMrkdwn(text)],
    ['text to clean', cleanText],
    ['a name', cleanName],
    ['a blank text', isBlank],
  ])('cost no more than their length as %s', { timeout: 120_000 }, (_, read: (text: string) => unknown) => {
    const slow = UNITS.filter((unit) =>
      [attack(unit), `x${attack(unit)}!`, `||\n${attack(unit)}`].some(
        (text) => bestOf(() => read(text)) > GENEROUS_MS,
      ),
    );
    expect(slow).toEqual([]);
  });
});

describe('4,000 characters of one kind', () => {
  it.each([
    ['Matinee markdown', renderMarkdown],
    ['Discord markdown', renderDiscord],
    ['Slack rich text', renderSlack],
    ['plain text', plainText],
  ])('are soon written as %s', (_, write: (tree: ReturnType<typeof parseMarkdown>) => unknown) => {
    const slow = UNITS.filter((unit) => {
      const tree = parseMarkdown(`x${attack(unit).slice(0, 4000)}`);
      return bestOf(() => write(tree), GENEROUS_MS / 5) > GENEROUS_MS / 5;
    });
    expect(slow).toEqual([]);
  });
});
