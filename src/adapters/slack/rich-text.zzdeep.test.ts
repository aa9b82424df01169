import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markupText } from '../../core/markup/markup-samples.ts';
import { parseMarkdown, renderMarkdown } from '../../core/markup/matinee-markdown.ts';
import { plainText } from '../../core/markup/plain-text.ts';
import { tidyTree } from '../../core/markup/tidy-tree.ts';
import type { Tree } from '../../core/markup/tree.ts';
import { BlockReport } from '../../../sandbox/slack/block-report.ts';
import { checkRichText } from '../../../sandbox/slack/rich-text-limits.ts';
import { parseSlack, renderSlack, slackMarkup } from './rich-text.ts';

const names = {
  person: (id: string) => (id === 'U1' ? { name: '김 민수', personId: 'p-1' } : undefined),
  channel: (id: string) => (id === 'C1' ? '잡담' : undefined),
  usergroup: (id: string) => (id === 'S1' ? 'mods' : undefined),
  emojiUrl: (name: string) => (name === 'party-parrot' ? 'https://emoji.example/parrot.gif' : undefined),
};

const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const richText = (...elements: unknown[]) => ({ blocks: [{ type: 'rich_text', elements }] });
const said = (value: string, style?: Record<string, boolean>) => ({
  type: 'text',
  text: value,
  ...(style && { style }),
});
const markdown = (content: Parameters<typeof parseSlack>[0]) => renderMarkdown(parseSlack(content, names));
/** What a reader sees of a rendered message. */
const shown = (tree: Tree) => plainText(parseSlack(renderSlack(tree)));

describe('Slack rich text', () => {
  it('wins over the text, and keeps marks before a Korean particle', () => {
    const content = {
      ...richText(section(said('굵게', { bold: true }), said('입니다'))),
      text: '*굵게*입니다',
    };
    expect(markdown(content)).toBe('**굵게**입니다');
  });

  it('has styles, also with spaces at their edges', () => {
    const styled = section(
      said(' a ', { bold: true }),
      said('b', { italic: true, strike: true }),
      said('c', { underline: true }),
      said(' '),
      said('d *', { code: true }),
    );
    expect(markdown(richText(styled))).toBe(' **a** *~~b~~*__c__ `d *`'.replace('*~~b~~*', '~~*b*~~'));
  });

  it('names whom and what it mentions', () => {
    const mentions = section(
      { type: 'user', user_id: 'U1' },
      said(' '),
      { type: 'channel', channel_id: 'C1' },
      said(' '),
      { type: 'usergroup', usergroup_id: 'S1' },
      said(' '),
      { type: 'broadcast', range: 'channel' },
      said(' '),
      { type: 'broadcast', range: 'here' },
      said(' '),
      { type: 'user', user_id: 'U9' },
    );
    expect(markdown(richText(mentions))).toBe(
      '<@p-1|김 민수> <#잡담> <@&mods> @everyone @here @unknown-user',
    );
  });

  it('has emoji, links, times and colours', () => {
    const mixed = section(
      { type: 'emoji', name: '+1', unicode: '1f44d-1f3fd', skin_tone: 4 },
      { type: 'emoji', name: 'wave', skin_tone: 3 },
      { type: 'emoji', name: 'party-parrot' },
      said(' '),
      { type: 'link', url: 'https://a.kr', text: '라벨' },
      said(' '),
      { type: 'link', url: 'https://b.kr' },
      said(' '),
      { type: 'link', url: 'javascript:alert(1)', text: 'x' },
      { type: 'date', timestamp: 7, format: '{date}', fallback: 'then' },
      { type: 'color', value: '#ff0000' },
    );
    expect(markdown(richText(mixed))).toBe(
      '👍🏽👋🏼<:party-parrot:https://emoji.example/parrot.gif> [라벨](https://a.kr) https://b.kr x<t:7>#ff0000',
    );
  });

  it('nests lists by their indent and goes on with the outer one', () => {
    const list = (indent: number, style: string, ...items: string[]) => ({
      type: 'rich_text_list',
      style,
      indent,
      elements: items.map((item) => section(said(item))),
    });
    const lists = [
      list(0, 'bullet', 'a'),
      list(1, 'ordered', 'b'),
      list(2, 'bullet', 'c'),
      list(0, 'bullet', 'd'),
    ];
    expect(markdown(richText(section(said('목록:')), ...lists))).toBe('목록:\n- a\n  1. b\n     - c\n- d');
    expect(markdown(richText({ ...list(0, 'ordered', 'x'), offset: 4 }))).toBe('5. x');
  });

  it('has quotes, with lists and code in them, and preformatted text', () => {
    const content = richText(
      { type: 'rich_text_quote', elements: [said('q\n\nr')] },
      { type: 'rich_text_list', style: 'bullet', border: 1, elements: [section(said('l'))] },
      { type: 'rich_text_preformatted', elements: [said('let x;\n'), { type: 'link', url: 'https://a.kr' }] },
    );
    expect(markdown(content)).toBe('> q\n>\n> r\n> - l\n```\nlet x;\nhttps://a.kr\n```');
  });

  it('may be anything at all without an error', () => {
    fc.assert(
      fc.property(fc.anything({ maxDepth: 6 }), fc.anything({ maxDepth: 4 }), (blocks, elements) => {
        parseSlack({ blocks });
        parseSlack({ blocks: [{ type: 'rich_text', elements }] });
        parseSlack({
          blocks: [
            {
              type: 'rich_text',
              elements: [
                { type: 'rich_text_section', elements },
                { type: 'rich_text_list', elements },
              ],
            },
          ],
        });
      }),
      { numRuns: 40000 },
    );
  });
});

describe('Slack mrkdwn', () => {
  it.each([
    ['*굵게*입니다 _기울임_이에요 ~취소~는 `코드`가', '**굵게**입니다 *기울임*이에요 ~~취소~~는 `코드`가'],
    ['snake_case 2*3*4 a~b~c', 'snake_case 2\\*3\\*4 a~b~c'],
    ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
    [
      '<@U1> <@U9|neo> <#C1> <#C9|x> <!subteam^S1> <!here> <!channel>',
      '<@p-1|김 민수> @neo <#잡담> <#x> <@&mods> @here @everyone',
    ],
    [
      '<https://a.kr|라벨> <https://b.kr> <mailto:a@b.kr|a@b.kr>',
      '[라벨](https://a.kr) https://b.kr [a@b.kr](mailto:a@b.kr)',
    ],
    ['<https://a.kr/?x=1&amp;y=2>', 'https://a.kr/?x=1&y=2'],
    [
      '<!date^7^{date}|then> :+1::skin-tone-4: :party-parrot: :nope:',
      '<t:7> 👍🏽 <:party-parrot:https://emoji.example/parrot.gif> :nope:',
    ],
    ['&gt; a\n&gt; b\nc', '> a\n> b\nc'],
    ['&gt;&gt;&gt;a\nb', '> a\n> b'],
    ['• a\n    • b\n• c', '- a\n  - b\n- c'],
    ['앞 ```let x = "<https://a.kr>" &amp;&amp; y``` 뒤', '앞 \n```\nlet x = "https://a.kr" && y\n```\n 뒤'],
    ['<javascript:alert(1)|여기> <!unknown|표시>', '여기 표시'],
    ['||숨김||', '\\|\\|숨김\\|\\|'],
  ])('%s', (text, expected) => {
    expect(markdown({ text })).toBe(expected);
  });

  it('is kept by the room log, whatever it is', () => {
    fc.assert(
      fc.property(markupText, (text) => {
        const tree = tidyTree(parseSlack({ text }, names));
        expect(parseMarkdown(renderMarkdown(tree))).toEqual(tree);
      }),
      { numRuns: 40000 },
    );
  });
});

describe('written for Slack', () => {
  it('marks are styles, so that a particle may follow', () => {
    expect(renderSlack(parseMarkdown('**굵게**입니다'))).toEqual({
      blocks: [richText(section(said('굵게', { bold: true }), said('입니다'))).blocks[0]],
      text: '굵게입니다',
      spoilers: [],
    });
  });

  it('spoilers are masked everywhere and handed over in order', () => {
    const tree = parseMarkdown('||범인은 **집사**|| 그리고\n||\n- 탐정\n||\n[x ||y||](https://a.kr)');
    const message = renderSlack(tree);
    expect(message.spoilers).toEqual(['범인은 집사', '• 탐정', 'x y']);
    expect(JSON.stringify([message.blocks, message.text])).not.toMatch(/집사|탐정|"y"/);
    expect(message.text).toContain('▒▒▒▒▒ 그리고');
  });

  it('nobody is notified and nothing is marked by literal text', () => {
    const literal =
      '<!channel> <!here> <!everyone> <!subteam^S1> <@U1> <https://evil.kr|https://bank.kr> *a* _b_ & @everyone';
    const message = renderSlack([{ type: 'paragraph', children: [{ type: 'text', text: literal }] }]);
    expect(message.blocks).toEqual(richText(section(said(literal))).blocks);
    expect(message.text).toBe(
      literal.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    );
  });

  it('mentions are real only where they were resolved, and never everybody', () => {
    const tree = parseMarkdown('<@p-1|김 민수> <#잡담> @everyone @here <@&mods>');
    expect(JSON.stringify(renderSlack(tree).blocks)).not.toMatch(/"(user|channel|usergroup|broadcast)"/);
    const { render } = slackMarkup(names, { userId: () => 'U1', channelId: () => 'C1' });
    expect(render(tree).blocks).toEqual(
      richText(
        section(
          { type: 'user', user_id: 'U1' },
          said(' '),
          { type: 'channel', channel_id: 'C1' },
          said(' @everyone @here @mods'),
        ),
      ).blocks,
    );
  });

  it('a label never hides whose address it is', () => {
    expect(renderSlack(parseMarkdown('[https://bank.kr](https://evil.kr)')).blocks).toEqual(
      richText(section({ type: 'link', url: 'https://evil.kr', text: 'https://bank.kr (evil.kr)' })).blocks,
    );
  });

  it('literal text comes back as it was', () => {
    fc.assert(
      fc.property(markupText, (literal) => {
        const tree = tidyTree([{ type: 'paragraph', children: [{ type: 'text', text: literal }] }]);
        expect(tidyTree(parseSlack(renderSlack(tree), names))).toEqual(tree);
      }),
    );
  });

  it('every tree is one that Slack takes, and says what the tree says', () => {
    const words = (text: string) => text.replace(/[\s>•▒]|\d+\./g, '');
    fc.assert(
      fc.property(markupText, (text) => {
        const tree = parseMarkdown(text);
        const { blocks, text: fallback } = renderSlack(tree);
        const report = new BlockReport();
        for (const block of blocks) checkRichText({ ...block }, '/blocks/0', report);
        expect(report.faults).toEqual([]);
        expect(fallback.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
        expect(words(shown(tree))).toBe(words(plainText(tree)));
      }),
      { numRuns: 40000 },
    );
  });
});
