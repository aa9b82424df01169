import { describe, expect, it } from 'vitest';
import { parseDiscord } from '../../src/adapters/discord/markdown.ts';
import { parseMrkdwn } from '../../src/adapters/slack/mrkdwn.ts';
import { parseCommand } from '../../src/core/commands/parse-command.ts';
import { fileLinesOf, textOf } from '../../src/core/delivery/remote-text.ts';
import { parsePersonName } from '../../src/core/identity/person.ts';
import { bareUrlAt } from '../../src/core/markup/bare-url.ts';
import { cleanName, cleanText, firstGraphemes, isBlank } from '../../src/core/markup/clean-text.ts';
import { disguisedHost } from '../../src/core/markup/disguised-host.ts';
import { isSafeUrl } from '../../src/core/markup/link-safety.ts';
import { parseMarkdown } from '../../src/core/markup/matinee-markdown.ts';

const SIZE = 50_000;
/** Processor time that one text may take, in ms, where the yardstick takes `YARD_MS`; elsewhere it may take as much more. */
const MOST_MS = 20;
const YARD_MS = 4;
const ROUNDS = 6;

const limited = (parse: (text: string) => unknown) => (text: string) => {
  try {
    parse(text);
  } catch {
    // Refused is answered too.
  }
};

/** What foreign text is read by, each held to its bound. */
const READERS: Record<string, (text: string) => unknown> = {
  'Matinee Markdown': parseMarkdown,
  'Discord Markdown': (text) => parseDiscord(text),
  'Slack mrkdwn': (text) => parseMrkdwn(text),
  'a text to clean': cleanText,
  'a name to clean': cleanName,
  'whether there is anything to see': isBlank,
  'the first graphemes': (text) => firstGraphemes(text, 80),
  'a bare address': (text) => bareUrlAt(text, 0),
  'a safe address': isSafeUrl,
  'a link that shows another host': (text) =>
    disguisedHost({ type: 'link', url: 'https://a.example', children: [{ type: 'text', text }] }),
  'what a platform said': textOf,
  'lines of files': (text) => fileLinesOf(text, ['a.png', 'b.png']),
  'a name': limited(parsePersonName),
  'a command': parseCommand,
};
const rising = (sign: string): string => {
  let text = '';
  for (let n = 1; text.length < SIZE; n++) text += `${sign.repeat(n)} `;
  return text.slice(0, SIZE);
};
const falling = (sign: string): string => {
  let text = '';
  for (let n = Math.floor(Math.sqrt(SIZE * 2)) - 1; n > 0; n--) text += `${sign.repeat(n)}a`;
  return text.slice(0, SIZE);
};
const times = (unit: string) => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);

const SHAPES: Record<string, string> = {
  ...Object.fromEntries(
    [
      ...'a*_~|`[]()<>@#:\\\n \t-!가\u0301\u200d\u3164\ufdfd\u2028&"\'=%\ud800',
      ...[
        '👩‍👩‍👧‍👦',
        '\u200d👩',
        '🏴\u{e0067}',
        '\u{e0041}',
        '*_',
        '*a_b',
        '*a _b ',
        '**a ',
        '***a',
        '_a ',
        '~~a',
        '||',
        '||a',
        '||\n',
        '\n||',
      ],
      ...[
        '||a\n\n',
        '`a``',
        '```',
        '``` \n',
        '```\n||\n',
        '[a](',
        '](',
        '![',
        '[a](https://a',
        '(https://a.b',
        '[[a](https://a.b)',
        '[x](https://a.b "',
      ],
      ...[
        '- ',
        '1. ',
        '> ',
        '> > ',
        '>>> ',
        '>>> \n',
        '  - a\n',
        '* a\n',
        '\n- ||a',
        '\n> a',
        '-# ',
        '#a ',
        '# ',
        '\n# a',
        '<@',
        '<@U1>',
        '<@1',
        '<t:',
        '<!',
        '<#C1|',
        '<https://a',
        '<https://a|',
        '@a',
        '@a-',
        '@가',
        '@everyone ',
      ],
      ...[
        'http://',
        'https://a.',
        'http://a.b/(',
        'https://a.b ',
        'a.',
        '&lt;',
        '&amp;',
        '*a ',
        ':a',
        ':a:',
        '::',
        '\n• a',
        " '",
        '"a ',
        'a:',
        'a:"',
        '\\*',
        '\\',
        'ab',
        'ㄱ',
        'ㅏ',
        'A1 ',
        '1994-',
        '{',
        '}',
        '\r\n',
        '\n\n',
        '\n \n',
      ],
      ...[
        '||`',
        '`||',
        '*||',
        '||*a||*',
        '**||a**||',
        '__a_',
        '~~*_',
        '<a',
        'h',
        'ht',
        'www.',
        '\u00ad',
        '\u202e',
        '·',
        '…',
        '. ',
        '。',
        '! ',
        'a! ',
      ],
    ].map((unit) => [JSON.stringify(unit), times(unit)]),
  ),
  'letters and an exclamation mark': `${'a'.repeat(SIZE - 1)}!`,
  'an address without end': `http://${'a.'.repeat(SIZE / 2)}`,
  'backticks of rising length': rising('`'),
  'backticks of falling length': falling('`'),
  'stars of rising length': rising('*'),
  'bars of rising length': rising('|'),
  'quotes, each deeper': Array.from({ length: 300 }, (_, n) => `${'> '.repeat(n)}a`)
    .join('\n')
    .slice(0, SIZE),
  'lists, each deeper': Array.from({ length: 300 }, (_, n) => `${'  '.repeat(n)}- a`)
    .join('\n')
    .slice(0, SIZE),
  'brackets opened and closed': '['.repeat(SIZE / 2) + ']'.repeat(SIZE / 2),
  'marks opened and closed': '*a'.repeat(SIZE / 4) + 'a*'.repeat(SIZE / 4),
  'marks of every kind, never closed': times('**a __a ~~a ||a *a _a '),
  'spoilers on lines of their own': times('||\na\n||\n'),
  'a letter with marks without end': `e${'\u0301'.repeat(SIZE - 1)}`,
  'a family without end': `👩${'\u200d👩'.repeat(SIZE / 3)}`,
  'blanks without end': `a${' '.repeat(SIZE - 2)}b`,
  'lines without end': `a${'\n'.repeat(SIZE - 2)}b`,
};

function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How much slower this machine is just now than one on which the yardstick, 20,000 small objects written down and read
 * back, takes `YARD_MS`; at least 1. Parsers make small objects, too: what slows them down slows it down.
 */
function slowness(): number {
  const rows = Array.from({ length: 20_000 }, (_, n) => ({ type: 'text', text: `a${n}` }));
  const least = Math.min(...[1, 2, 3].map(() => cpuOf(() => JSON.parse(JSON.stringify(rows)) as unknown)));
  return Math.max(1, least / YARD_MS);
}

/** The shapes that take too long, with the processor time of their quickest round: what others do is not measured. */
function slowShapes(read: (text: string) => unknown, shapes = SHAPES): string[] {
  return Object.entries(shapes).flatMap(([name, text]) => {
    let least = Infinity;
    for (let round = 0; round < ROUNDS && least > MOST_MS; round++)
      least = Math.min(
        least,
        cpuOf(() => read(text)),
      );
    return least > MOST_MS && least > MOST_MS * slowness() ? [`${name}: ${Math.round(least)} ms`] : [];
  });
}

describe(`${SIZE.toLocaleString('en')} characters that mean no good`, () => {
  it.each(Object.entries(READERS))(`are read within ${MOST_MS} ms as %s`, { timeout: 120_000 }, (_, read) => {
    expect(slowShapes(read)).toEqual([]);
  });
});
