import { describe, expect, it } from 'vitest';
import { parseInline, parseMarkdown, plainText, type Inline } from './markdown.ts';

/** The tree in a few characters: `b(…)` bold, `i(…)`, `u(…)`, `s(…)`, `x(…)` spoiler, `[text|url]`, `<code>`. */
function shape(nodes: readonly Inline[]): string {
  const letters = { strong: 'b', emphasis: 'i', underline: 'u', strike: 's', spoiler: 'x' } as const;
  return nodes
    .map((node) => {
      switch (node.type) {
        case 'text':
          return node.text;
        case 'code':
          return `<${node.text}>`;
        case 'link':
          return `[${shape(node.children)}|${node.url}]`;
        case 'strong':
        case 'emphasis':
        case 'underline':
        case 'strike':
        case 'spoiler':
          return `${letters[node.type]}(${shape(node.children)})`;
        default:
          return `{${node.type}}`;
      }
    })
    .join('');
}
const inline = (source: string): string => shape(parseInline(source));

describe("Discord's markdown on screen", () => {
  it.each([
    ['**bold** and *it* and __under__ and ~~gone~~', 'b(bold) and i(it) and u(under) and s(gone)'],
    ['**굵게**입니다', 'b(굵게)입니다'],
    ['||지하실의 **남자**||가', 'x(지하실의 b(남자))가'],
    ['***both***', 'b(i(both))'],
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['\\*not\\*', '*not*'],
    ['`**code**`', '<**code**>'],
    ['an **unclosed mark', 'an **unclosed mark'],
    ['https://example.com/a.', '[https://example.com/a|https://example.com/a].'],
    ['[label](https://example.com)', '[label|https://example.com]'],
    ['[label](javascript:alert(1))', '[label](javascript:alert(1))'],
    ['<@1> <@&2> <#3> <:x:4> <t:5:R> @everyone', '{user} {role} {channel} {emoji} {time} {broadcast}'],
  ])('reads %s', (source, expected) => {
    expect(inline(source)).toBe(expected);
  });

  it('tells quotes, lists, headings, fences and small print apart', () => {
    const kinds = parseMarkdown(
      '# Head\ntext\n> quoted\n> more\n- one\n- two\n```js\nlet a\n```\n-# small',
    ).map(({ type }) => type);
    expect(kinds).toEqual(['heading', 'paragraph', 'quote', 'list', 'fence', 'small']);
  });

  it('keeps spoilers hidden in one-line summaries', () => {
    expect(plainText('it is ||him||, <@7>', () => 'Ana')).toBe('it is ▒▒▒▒, @Ana');
  });
});
