import { describe, expect, it } from 'vitest';
import { parseInline, parseMrkdwn, type Inline } from './mrkdwn.ts';

function shape(nodes: readonly Inline[]): string {
  const letters = { strong: 'b', emphasis: 'i', strike: 's' } as const;
  return nodes
    .map((node) => {
      switch (node.type) {
        case 'text':
          return node.text;
        case 'code':
          return `<${node.text}>`;
        case 'link':
          return `[${node.label ?? ''}|${node.url}]`;
        case 'strong':
        case 'emphasis':
        case 'strike':
          return `${letters[node.type]}(${shape(node.children)})`;
        case 'emoji':
          return `{:${node.name}:}`;
        default:
          return `{${node.type}}`;
      }
    })
    .join('');
}
const inline = (source: string): string => shape(parseInline(source));

describe("Slack's mrkdwn on screen", () => {
  it.each([
    ['*bold* _it_ ~gone~ `code`', 'b(bold) i(it) s(gone) <code>'],
    ['*굵게*입니다', '*굵게*입니다'],
    ['*굵게* 입니다', 'b(굵게) 입니다'],
    ['2*3*4 a_b_c', '2*3*4 a_b_c'],
    ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
    ['<https://example.com|there>', '[there|https://example.com]'],
    ['<@U1> <#C1|films> <!here> <!subteam^S1>', '{user} {channel} {broadcast} {group}'],
    [':tada: and : alone :', '{:tada:} and : alone :'],
  ])('reads %s', (source, expected) => {
    expect(inline(source)).toBe(expected);
  });

  it('tells quotes and fences from paragraphs', () => {
    expect(parseMrkdwn('text\n&gt; quoted\n```a\nb```\nafter').map(({ type }) => type)).toEqual([
      'paragraph',
      'quote',
      'fence',
      'paragraph',
    ]);
  });
});
