import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../core/markup/mark-runs.ts';
import { MARK_BITS, flatten } from '../../core/markup/mark-runs.ts';
import { markupText } from '../../core/markup/markup-samples.ts';
import { parseMarkdown, renderMarkdown } from '../../core/markup/matinee-markdown.ts';
import { plainText } from '../../core/markup/plain-text.ts';
import { tidyTree } from '../../core/markup/tidy-tree.ts';
import type { Inline, MarkName, Tree } from '../../core/markup/tree.ts';
import { MARK_NAMES } from '../../core/markup/tree.ts';
import { discordMarkdown, parseDiscord, renderDiscord } from './markdown.ts';

const text = (value: string): Inline => ({ type: 'text', text: value });
const paragraph = (...children: Inline[]): Tree => [{ type: 'paragraph', children }];
const visible = (rendered: string) => rendered.replaceAll('\u200b', '');

const names = {
  person: (id: string) => (id === '1' ? { name: '김 민수', personId: 'p-1' } : undefined),
  role: (id: string) => (id === '2' ? 'mods' : undefined),
  channel: (id: string) => (id === '3' ? '잡담' : undefined),
};

describe('a Discord message', () => {
  it('names whom and what it mentions', () => {
    expect(parseDiscord('<@1> <@!1> <@&2> <#3> <@9> @everyone @here', names)).toEqual(
      paragraph(
        { type: 'mention', kind: 'person', name: '김 민수', personId: 'p-1' },
        text(' '),
        { type: 'mention', kind: 'person', name: '김 민수', personId: 'p-1' },
        text(' '),
        { type: 'mention', kind: 'role', name: 'mods' },
        text(' '),
        { type: 'mention', kind: 'channel', name: '잡담' },
        text(' '),
        { type: 'mention', kind: 'person', name: 'unknown-user' },
        text(' '),
        { type: 'mention', kind: 'everyone', name: 'everyone' },
        text(' '),
        { type: 'mention', kind: 'here', name: 'here' },
      ),
    );
  });

  it('shows its custom emoji, times, commands and addresses', () => {
    expect(
      parseDiscord('<:pepe:5><a:dance:6> <t:7:R> </movie search:8> <https://a.kr> [라벨](<https://b.kr>)'),
    ).toEqual(
      paragraph(
        { type: 'emoji', name: 'pepe', url: 'https://cdn.discordapp.com/emojis/5.png' },
        { type: 'emoji', name: 'dance', url: 'https://cdn.discordapp.com/emojis/6.gif' },
        text(' '),
        { type: 'timestamp', at: 7, style: 'R' },
        text(' /movie search '),
        { type: 'link', url: 'https://a.kr', children: [text('https://a.kr')] },
        text(' '),
        { type: 'link', url: 'https://b.kr', children: [text('라벨')] },
      ),
    );
  });

  it('may be quoted to its end, have fences within lines and subtext', () => {
    expect(parseDiscord('앞 ```js\nlet x``` 뒤\n-# 작게\n>>> a\n\nb')).toEqual([
      { type: 'paragraph', children: [text('앞')] },
      { type: 'codeBlock', lang: 'js', code: 'let x' },
      { type: 'paragraph', children: [text('뒤'), { type: 'break' }, text('작게')] },
      {
        type: 'quote',
        children: [
          { type: 'paragraph', children: [text('a')] },
          { type: 'paragraph', children: [text('b')] },
        ],
      },
    ]);
  });

  it('hides what Discord hides, also over code and paragraphs', () => {
    for (const hidden of [
      '||집사 `||',
      '||`집사||`',
      '||집사\n\n- 집사||',
      '||```집사```||',
      '|||집사|||',
      '||\\|집사||',
    ])
      expect(plainText(parseDiscord(hidden))).not.toContain('집사');
  });

  it('is kept by the room log', () => {
    fc.assert(
      fc.property(markupText, (content) => {
        const tree = parseDiscord(content, names);
        expect(parseMarkdown(renderMarkdown(tree))).toEqual(tidyTree(tree));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('written for Discord', () => {
  it('marks stay before a Korean particle', () => {
    expect(
      renderDiscord(parseMarkdown('**굵게**입니다 *기울임*이에요 ~~취소~~는 __밑줄__은 ||비밀||이')),
    ).toBe('**굵게**입니다 *기울임*이에요 ~~취소~~는 __밑줄__은 ||비밀||이');
  });

  it.each([
    ['@everyone', '@\u200beveryone'],
    ['@here', '@\u200bhere'],
    ['@every\u200bone', '@every\u200bone'],
    ['<@&123>', '<\u200b@&123>'],
    ['<@123>', '<\u200b@123>'],
    ['<@!123>', '<\u200b@!123>'],
    ['<#123>', '<\u200b#123>'],
    ['<:pepe:1>', '\\<:pepe:1>'],
    ['<t:1:R>', '\\<t:1:R>'],
    ['*별* _밑_ ~~물결~~ ||관|| `코드`', '\\*별\\* \\_밑\\_ \\~\\~물결\\~\\~ \\|\\|관\\|\\| \\`코드\\`'],
    ['# 제목', '\\# 제목'],
    ['-# 작게', '\\-# 작게'],
    ['- 항목', '\\- 항목'],
    ['1. 항목', '1\\. 항목'],
    ['> 인용', '\\> 인용'],
    ['[a](https://b.kr)', '[a]\\(https\\://b.kr)'],
    ['2 * 3, snake_case, <3, C:\\Users, ¯\\_(ツ)_/¯', '2 * 3, snake_case, <3, C:\\Users, ¯\\_(ツ)_/¯'],
  ])('the text %s stays literal', (literal, written) => {
    expect(renderDiscord(paragraph(text(literal)))).toBe(written);
  });

  it('mentions are real only where they were resolved', () => {
    const tree = parseMarkdown('<@p-1|김 민수> @영희 @everyone <@&mods> <#잡담>');
    expect(renderDiscord(tree)).toBe('@김 민수 @영희 @\u200beveryone @mods #잡담');
    const { render } = discordMarkdown(
      {},
      { userId: ({ personId }) => (personId === 'p-1' ? '1' : undefined), channelId: () => '3' },
    );
    expect(render(tree)).toBe('<@1> @영희 @\u200beveryone @mods <#3>');
  });

  it('a role that is called like everybody reaches nobody', () => {
    expect(renderDiscord(parseMarkdown('<@&everyone> <@|here>'))).toBe('@\u200beveryone @\u200bhere');
  });

  it('a label never hides whose address it is', () => {
    expect(
      renderDiscord(
        parseMarkdown(
          '[https://bank.kr](https://evil.kr) [bank.kr](https://evil.kr/x) [여기](https://bank.kr)',
        ),
      ),
    ).toBe('https\\://bank.kr (<https://evil.kr>) bank.kr (<https://evil.kr/x>) [여기](https://bank.kr)');
  });

  it('an address stays whole beside words and marks', () => {
    expect(renderDiscord(parseMarkdown('https://a.kr/x에서 **https://b.kr** (https://c.kr)'))).toBe(
      '<https://a.kr/x>에서 **<https://b.kr>** (<https://c.kr>)',
    );
  });

  it('lists, quotes, fences and hidden blocks keep their form', () => {
    const markdown = '# 제목\n- a\n  - b\n    3. c\n> q\n> r\n```ts\nlet x;\n```\n||\n- 비밀\n||';
    expect(renderDiscord(parseMarkdown(markdown))).toBe(markdown);
  });

  it('backticks in code end neither the code nor the fence', () => {
    const rendered = renderDiscord([
      { type: 'codeBlock', code: 'a ``` b `' },
      ...paragraph({ type: 'code', code: 'x``y`' }),
    ]);
    expect(parseDiscord(rendered).map((block) => block.type)).toEqual(['codeBlock', 'paragraph']);
    expect(visible(plainText(parseDiscord(rendered)))).toBe('a ``` b `\nx``y`');
  });

  it('literal text alone never becomes a mark, a link or a mention', () => {
    fc.assert(
      fc.property(markupText, (literal) => {
        const tree = tidyTree(paragraph(text(literal)));
        const rendered = renderDiscord(tree);
        const read = parseDiscord(rendered, names);
        expect(read.filter(({ type }) => type !== 'paragraph')).toEqual([]);
        const runs = read.flatMap((block) => (block.type === 'paragraph' ? flatten(block.children) : []));
        expect(runs.filter(({ leaf, marks }) => marks || !['text', 'break'].includes(leaf.type))).toEqual([]);
        expect(visible(plainText(read))).toBe(visible(plainText(tree)));
        expect(rendered).not.toMatch(/@everyone|@here|<@|<#/);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['https://films.example/@here', 'https://films.example/%40here'],
    ['[all](https://films.example/?to=@everyone)', '[all](https://films.example/?to=%40everyone)'],
    ['https://films.example/@hermit', 'https://films.example/@hermit'],
  ])('nobody is notified by the address in %s', (markdown, written) => {
    expect(renderDiscord(parseMarkdown(markdown))).toBe(written);
  });

  it('nobody is notified, whatever was written', () => {
    fc.assert(
      fc.property(markupText, (markdown) => {
        expect(renderDiscord(parseMarkdown(markdown))).not.toMatch(/@everyone|@here|<@[!&]?\d|<#\d/);
      }),
      { numRuns: 3000 },
    );
  });

  it('every mark is read by Discord as it was meant', () => {
    const words = fc.constantFrom('a', '가', 'b c', '*', '_', '~', '|', '`', '\\', 'x_y', '-', '1.', '!');
    const marks = fc.uniqueArray(fc.constantFrom<MarkName>(...MARK_NAMES), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(fc.tuple(words, marks), { minLength: 1, maxLength: 6 }), (parts) => {
        const children = parts.map(([word, types]) =>
          types.reduce<Inline>((inner, type) => ({ type, children: [inner] }), text(word)),
        );
        const [block] = tidyTree(paragraph(...children));
        const meant = block?.type === 'paragraph' ? flatten(block.children) : [];
        const rendered = renderDiscord(paragraph(...children));
        expect(byCharacter(asDiscordReads(rendered)), rendered).toEqual(byCharacter(meant));
        const [read] = parseDiscord(rendered);
        expect(byCharacter(read?.type === 'paragraph' ? flatten(read.children) : []), rendered).toEqual(
          byCharacter(meant),
        );
      }),
      { numRuns: 3000 },
    );
  });
});

/** Visible characters with their marks. */
const byCharacter = (runs: readonly Run[]): string[] =>
  runs.flatMap(({ leaf, marks }) =>
    (leaf.type === 'text' ? [...leaf.text] : [])
      .filter((char) => !/[\s\u200b]/.test(char))
      .map((char) => `${char}${marks}`),
  );

/**
 * How Discord's own client reads inline marks, which differs from any CommonMark parser: first rule that matches at
 * a place wins, emphasis against strong by length; ends are found without regard to what stands between.
 */
function asDiscordReads(source: string, marks = 0): Run[] {
  if (!source) return [];
  const rest = (match: RegExpExecArray, inner: Run[]) => [
    ...inner,
    ...asDiscordReads(source.slice(match[0].length), marks),
  ];
  const literal = (value: string): Run[] => [{ leaf: { type: 'text', text: value }, marks }];
  const escaped = /^\\([^0-9A-Za-z\s])/.exec(source);
  if (escaped) return rest(escaped, literal(escaped[1]!));
  const [longest] = [
    {
      match:
        /^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)|^\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/.exec(
          source,
        ),
      bit: MARK_BITS.emphasis,
    },
    { match: /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/.exec(source), bit: MARK_BITS.strong },
    { match: /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/.exec(source), bit: MARK_BITS.underline },
    { match: /^~~([\s\S]+?)~~(?!_)/.exec(source), bit: MARK_BITS.strike },
    { match: /^\|\|([\s\S]+?)\|\|/.exec(source), bit: MARK_BITS.spoiler },
  ].sort((a, b) => (b.match?.[0].length ?? 0) - (a.match?.[0].length ?? 0));
  if (longest?.match)
    return rest(
      longest.match,
      asDiscordReads(longest.match[1] ?? longest.match[2] ?? '', marks | longest.bit),
    );
  const code = /^(`+)([\s\S]*?[^`])\1(?!`)/.exec(source);
  if (code) return rest(code, [{ leaf: { type: 'code', code: code[2]! }, marks }]);
  const plain = /^[\s\S]+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n|$)/.exec(source)!;
  return rest(plain, literal(plain[0]));
}
