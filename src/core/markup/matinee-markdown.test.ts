import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { autolink } from './inline-parser.ts';
import { markupText } from './markup-samples.ts';
import { parseMarkdown, renderMarkdown } from './matinee-markdown.ts';
import { plainText } from './plain-text.ts';
import { tidyTree } from './tidy-tree.ts';
import type { Block, Inline, Tree } from './tree.ts';
import { isMarked } from './tree.ts';

const text = (value: string): Inline => ({ type: 'text', text: value });
const inline = (markdown: string): Inline[] => {
  const [only] = parseMarkdown(markdown);
  return only?.type === 'paragraph' ? only.children : [];
};

/** Every node of a tree, whatever its depth. */
function nodesOf(tree: readonly (Block | Inline)[]): (Block | Inline)[] {
  return tree.flatMap((node) => {
    if (node.type === 'list')
      return [node, ...node.items.flatMap((item) => nodesOf([...item.children, ...(item.lists ?? [])]))];
    return 'children' in node ? [node, ...nodesOf(node.children)] : [node];
  });
}

describe('Matinee markdown', () => {
  it.each([
    ['**굵게**입니다', 'strong', '굵게'],
    ['*기울임*입니다', 'emphasis', '기울임'],
    ['_기울임_입니다', 'emphasis', '기울임'],
    ['__밑줄__입니다', 'underline', '밑줄'],
    ['~~취소선~~입니다', 'strike', '취소선'],
    ['||스포일러||입니다', 'spoiler', '스포일러'],
    ['**"굵게"**입니다', 'strong', '"굵게"'],
    ['**굵게(강조)**입니다', 'strong', '굵게(강조)'],
  ])('marks %s although a particle follows', (markdown, type, inside) => {
    expect(inline(markdown)).toEqual([{ type, children: [text(inside)] }, text('입니다')]);
  });

  it.each([
    '2 * 3 * 4 = 24',
    'snake_case_name 파일_이름_최종.hwp',
    '>_< >:( <3 -_- ^^;; ㅠ_ㅠ',
    '**열고 닫지 않음',
    '#해시태그 #1',
    '-5도, +1, 1.5점',
    '[속보] (1) [x]',
    'a | b || ',
    '\\ C:\\Users',
    '¯\\_(ツ)_/¯',
    '<div class="x">&amp;&#106;',
    'kim@example.com',
    ':popcorn: :not_an_emoji:',
  ])('leaves %s as it is', (literal) => {
    expect(parseMarkdown(literal)).toEqual([{ type: 'paragraph', children: [text(literal)] }]);
    expect(renderMarkdown(parseMarkdown(literal))).toBe(literal);
  });

  it('reads nested and overlapping marks', () => {
    expect(inline('***a** b*')).toEqual([
      { type: 'emphasis', children: [{ type: 'strong', children: [text('a')] }, text(' b')] },
    ]);
    expect(inline('*a **b* c**')).toEqual([
      { type: 'emphasis', children: [text('a '), { type: 'strong', children: [text('b')] }] },
      { type: 'strong', children: [text(' c')] },
    ]);
  });

  it('keeps the lines people typed, and divides paragraphs at blank lines', () => {
    expect(parseMarkdown('a\nb\n\n\n\nc')).toEqual([
      { type: 'paragraph', children: [text('a'), { type: 'break' }, text('b')] },
      { type: 'paragraph', children: [text('c')] },
    ]);
  });

  it('reads nested lists of both kinds, quotes, headings and fences', () => {
    expect(parseMarkdown('# 제목\n- a\n  - b\n    3. c\n- d\n> q\n> > r\n```ts\nlet x;\n```')).toEqual([
      { type: 'heading', level: 1, children: [text('제목')] },
      {
        type: 'list',
        ordered: false,
        items: [
          {
            children: [text('a')],
            lists: [
              {
                type: 'list',
                ordered: false,
                items: [
                  {
                    children: [text('b')],
                    lists: [{ type: 'list', ordered: true, start: 3, items: [{ children: [text('c')] }] }],
                  },
                ],
              },
            ],
          },
          { children: [text('d')] },
        ],
      },
      {
        type: 'quote',
        children: [
          { type: 'paragraph', children: [text('q')] },
          { type: 'quote', children: [{ type: 'paragraph', children: [text('r')] }] },
        ],
      },
      { type: 'codeBlock', lang: 'ts', code: 'let x;' },
    ]);
  });

  it('hides whole blocks when a spoiler reaches over them', () => {
    const hidden = {
      type: 'spoilerBlock',
      children: [
        { type: 'paragraph', children: [text('a')] },
        { type: 'paragraph', children: [text('b')] },
      ],
    };
    expect(parseMarkdown('||a\n\nb||')).toEqual([hidden]);
    expect(parseMarkdown('||\na\n\nb\n||')).toEqual([hidden]);
    expect(parseMarkdown('앞 ||- a\n- b\n```\n||\n```\n|| 뒤').map(({ type }) => type)).toEqual([
      'paragraph',
      'spoilerBlock',
      'paragraph',
    ]);
  });

  it('knows mentions, custom emoji and times', () => {
    expect(
      inline(
        '@민수님 <@p-1|김 민수> <@&mods> <#잡담 방> @everyone <:pepe:https://cdn.example/1.png> <t:1700000000:R>',
      ),
    ).toEqual([
      { type: 'mention', kind: 'person', name: '민수님' },
      text(' '),
      { type: 'mention', kind: 'person', name: '김 민수', personId: 'p-1' },
      text(' '),
      { type: 'mention', kind: 'role', name: 'mods' },
      text(' '),
      { type: 'mention', kind: 'channel', name: '잡담 방' },
      text(' '),
      { type: 'mention', kind: 'everyone', name: 'everyone' },
      text(' '),
      { type: 'emoji', name: 'pepe', url: 'https://cdn.example/1.png' },
      text(' '),
      { type: 'timestamp', at: 1700000000, style: 'R' },
    ]);
  });
});

describe('an address', () => {
  const linkOf = (markdown: string) =>
    nodesOf(parseMarkdown(markdown)).flatMap((node) => (node.type === 'link' ? [node.url] : []));

  it.each([
    ['https://example.com에서 봤어요', 'https://example.com'],
    ['https://example.com/watch?v=abc을 보세요', 'https://example.com/watch?v=abc'],
    ['https://ko.wikipedia.org/wiki/기생충_(영화) 참고', 'https://ko.wikipedia.org/wiki/기생충_(영화)'],
    ['https://한국.com/영화', 'https://한국.com/영화'],
    ['(https://example.com/a).', 'https://example.com/a'],
    ['**https://example.com**입니다', 'https://example.com'],
    ['||https://example.com/x||', 'https://example.com/x'],
    ['「https://example.com/x」', 'https://example.com/x'],
    ['<https://example.com/x_y>z', 'https://example.com/x_y'],
    ['[라벨](https://example.com/a_(b)) 끝', 'https://example.com/a_(b)'],
    ['[x](<https://example.com/)>)', 'https://example.com/)'],
    ['[x](https://example.com "title")', 'https://example.com'],
    ['[메일](mailto:kim@example.com)', 'mailto:kim@example.com'],
    ['HTTPS://EXAMPLE.COM/x', 'HTTPS://EXAMPLE.COM/x'],
  ])('in %s is %s', (markdown, url) => {
    expect(linkOf(markdown)).toEqual([url]);
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](vbscript:x)',
    '[x](blob:https://example.com/1)',
    '[x](file:///etc/passwd)',
    '![x](javascript:alert(1))',
    '<javascript:alert(1)>',
    '[x][1]\n\n[1]: javascript:alert(1)',
    '[a](https://a" onmouseover="__pwned=1)',
    '[a](https://good.com@evil.com)',
    'https://good.com@evil.com/',
    '[a](https://evil.com\u202e/moc.knab)',
    '[a](https:\\\\evil.com)',
    '[a](//evil.com)',
    '[](ftp://empty.example)',
    '[](https://empty.example)',
    '[ ](https://blank.example "x" y)',
    '[x](http://)',
    '<:x:javascript:alert(1)>',
  ])('is never made of %j', (markdown) => {
    for (const node of nodesOf(parseMarkdown(markdown))) {
      expect(node.type).not.toBe('emoji');
      if (node.type === 'link') expect(node).toEqual(autolink(node.url));
    }
    expect(linkOf(markdown).join()).not.toMatch(/script|data:|blob:|file:|@|onmouse|\u202e/i);
  });

  it('is only ever http, https or mailto, whatever is typed', () => {
    fc.assert(
      fc.property(markupText, fc.string({ maxLength: 12 }), (markdown, url) => {
        for (const found of linkOf(`${markdown}[x](${url}) <${url}> ${url}`))
          expect(found).toMatch(/^(https?:\/\/[^/\s"<>@]+|mailto:[^\s"<>]+$)/i);
      }),
    );
  });
});

describe('markup pasted as HTML', () => {
  it.each([
    '<img src=x onerror=__pwned=1>',
    '<svg onload=__pwned=1>',
    "/<img/src='x'/onerror='__pwned=1'>aaa",
    '</script><script>__pwned=1</script><!--',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=__pwned=1&gt;">',
    "<style>@import 'canary.css'</style>",
  ])('stays text: %s', (html) => {
    expect(plainText(parseMarkdown(html))).toBe(html);
    expect(
      nodesOf(parseMarkdown(html)).every(({ type }) => ['paragraph', 'text', 'mention'].includes(type)),
    ).toBe(true);
  });
});

describe('a tree', () => {
  it('is the same after rendering and parsing it again', () => {
    fc.assert(
      fc.property(markupText, (markdown) => {
        const tree = parseMarkdown(markdown);
        expect(parseMarkdown(renderMarkdown(tree))).toEqual(tree);
        expect(tidyTree(tree)).toEqual(tree);
        expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
      }),
      { numRuns: 3000 },
    );
  });

  it('made of literal text alone comes back as literal text', () => {
    fc.assert(
      fc.property(markupText, (literal) => {
        const tree = tidyTree([{ type: 'paragraph', children: [text(literal)] }]);
        const again = parseMarkdown(renderMarkdown(tree));
        expect(again).toEqual(tree);
        expect(nodesOf(again).every(({ type }) => ['paragraph', 'text', 'break'].includes(type))).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps all its marks when they meet without a space between', () => {
    const marks = fc.constantFrom('strong', 'emphasis', 'strike', 'underline', 'spoiler');
    const leaf = fc.constantFrom<Inline>(
      text('a'),
      text('가'),
      text('*'),
      { type: 'code', code: 'x' },
      text('b c'),
    );
    const marked = fc.array(fc.tuple(leaf, fc.uniqueArray(marks, { maxLength: 3 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(marked, (parts) => {
        const children = parts.map(([node, types]) =>
          types.reduce<Inline>((inner, type) => ({ type, children: [inner] }) as Inline, node),
        );
        const tree = tidyTree([{ type: 'paragraph', children }]);
        expect(parseMarkdown(renderMarkdown(tree))).toEqual(tree);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('beside CommonMark', () => {
  // Underlines, intraword "_" and nesting of equal marks are where chat differs on purpose.
  const words = fc.constantFrom('word', 'two words', '한글', '낱말 둘', '`code`', '\\*', '1 \\# x');
  const span = fc.oneof(
    words,
    words.map((word) => `**${word}**`),
    words.map((word) => `*${word}*`),
    words.map((word) => `~~${word}~~`),
    words.map((word) => `**a *${word}* b**`),
    words.map((word) => `[${word}](https://example.com/x)`),
    fc.constant('https://example.com/x'),
  );
  const line = fc.array(span, { minLength: 1, maxLength: 4 }).map((spans) => spans.join(' '));
  const block = fc.oneof(
    line,
    fc.tuple(line, line).map((pair) => pair.join('\n')),
    line.map((words) => `## ${words}`),
    line.map((words) => `> ${words}`),
    fc
      .array(line, { minLength: 1, maxLength: 3 })
      .map((lines) => lines.map((words) => `- ${words}`).join('\n')),
    fc
      .array(line, { minLength: 1, maxLength: 3 })
      .map((lines) => lines.map((words, index) => `${index + 1}. ${words}`).join('\n')),
    fc.tuple(line, line).map(([first, second]) => `- ${first}\n  - ${second}`),
    fc.constant('```ts\nlet *x* = 1;\n```'),
  );

  const oracle = new MarkdownIt({ linkify: true, breaks: true });

  it('says the same as markdown-it on what both know', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (blocks) => {
        const markdown = blocks.join('\n\n');
        expect(html(mergeLists(parseMarkdown(markdown)))).toBe(normalised(oracle.render(markdown)));
      }),
      { numRuns: 500 },
    );
  });

  const escape = (value: string) =>
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const normalised = (rendered: string) =>
    rendered
      .replace(/<br>\n/g, '<br>')
      .replace(/>\n+/g, '>')
      .replace(/\n+</g, '<')
      .replace(/<\/?p>/g, '');
  const TAGS: Record<string, string> = {
    strong: 'strong',
    emphasis: 'em',
    strike: 's',
    underline: 'u',
    spoiler: 'span',
  };

  /** CommonMark joins lists of one kind over blank lines. */
  const mergeLists = (tree: Tree): Tree =>
    tree.reduce<Tree>((merged, next) => {
      const last = merged.at(-1);
      if (last?.type === 'list' && next.type === 'list' && last.ordered === next.ordered)
        return [...merged.slice(0, -1), { ...last, items: [...last.items, ...next.items] }];
      return [...merged, next];
    }, []);

  function html(nodes: readonly (Block | Inline)[]): string {
    return nodes
      .map((node): string => {
        if (node.type === 'text') return escape(node.text);
        if (node.type === 'break') return '<br>';
        if (node.type === 'code') return `<code>${escape(node.code)}</code>`;
        if (node.type === 'codeBlock')
          return `<pre><code class="language-${node.lang}">${escape(node.code)}</code></pre>`;
        if (node.type === 'link') return `<a href="${node.url}">${html(node.children)}</a>`;
        if (node.type === 'heading') return `<h${node.level}>${html(node.children)}</h${node.level}>`;
        if (node.type === 'quote') return `<blockquote>${html(node.children)}</blockquote>`;
        if (node.type === 'paragraph') return html(node.children);
        if (node.type === 'list') {
          const tag = node.ordered ? 'ol' : 'ul';
          return `<${tag}>${node.items.map((item) => `<li>${html(item.children)}${html(item.lists ?? [])}</li>`).join('')}</${tag}>`;
        }
        return 'children' in node && isMarked(node as Inline)
          ? `<${TAGS[node.type]}>${html(node.children)}</${TAGS[node.type]}>`
          : '';
      })
      .join('');
  }
});

it('says in plain text what a tree holds, with spoilers masked unless asked', () => {
  const tree = parseMarkdown('# 제목\n**범인은** ||집사|| [https://bank.kr](https://evil.kr)\n- a\n  1. b');
  expect(plainText(tree)).toBe('제목\n범인은 ▒▒▒ https://bank.kr (evil.kr)\n• a\n  1. b');
  expect(plainText(tree, { spoilers: 'show' })).toContain('집사');
});
