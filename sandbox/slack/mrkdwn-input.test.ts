import { describe, expect, it } from 'vitest';
import { typedTextToRichText } from './mrkdwn-input.ts';
import { richTextToMrkdwn } from './rich-text.ts';

const context = {
  userByName: (name: string) => (name === 'mina' ? 'U0MINA' : undefined),
  isCustomEmoji: (name: string) => name === 'matinee',
};

const typed = (text: string): unknown => typedTextToRichText(text, 'b1', context).elements;
const stored = (text: string): string => richTextToMrkdwn(typedTextToRichText(text, 'b1', context));

describe('what a person types', () => {
  it('becomes rich text with its marks', () => {
    expect(typed('*a _b_* ~c~ `d*e*`')).toEqual([
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'a ', style: { bold: true } },
          { type: 'text', text: 'b', style: { bold: true, italic: true } },
          { type: 'text', text: ' ' },
          { type: 'text', text: 'c', style: { strike: true } },
          { type: 'text', text: ' ' },
          { type: 'text', text: 'd*e*', style: { code: true } },
        ],
      },
    ]);
  });

  it('becomes quotes, lists and fences', () => {
    const text = 'before\n> one\n> two\n- x\n- y\n1. p\n```\ncode *here*\n```\nafter';
    expect(typed(text)).toMatchObject([
      { type: 'rich_text_section', elements: [{ text: 'before\n' }] },
      { type: 'rich_text_quote', elements: [{ text: 'one\ntwo' }] },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [{ elements: [{ text: 'x' }] }, { elements: [{ text: 'y' }] }],
      },
      { type: 'rich_text_list', style: 'ordered' },
      { type: 'rich_text_preformatted', elements: [{ text: 'code *here*' }] },
      { type: 'rich_text_section', elements: [{ text: 'after' }] },
    ]);
    expect(stored(text)).toBe('before\n&gt; one\n&gt; two\n• x\n• y\n1. p\n```code *here*```\nafter');
  });

  it.each([
    ['<@U0MINA> @mina @nobody', '<@U0MINA> <@U0MINA> @nobody'],
    ['@channel and <!here>', '<!channel> and <!here>'],
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['see https://example.com/a?b=1&c=2.', 'see <https://example.com/a?b=1&amp;c=2>.'],
    ['<https://example.com|the site>', '<https://example.com|the site>'],
    [':tada: :matinee: :nonsense: 🎬 👍🏽', ':tada: :matinee: :nonsense: :clapper: :+1::skin-tone-4:'],
    ['2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['*굵게*입니다', '*굵게*입니다'],
    ['12:30:45', '12:30:45'],
    ['mail@mina', 'mail@mina'],
  ])('%s is stored as %s', (text, expected) => {
    expect(stored(text)).toBe(expected);
  });

  it('keeps skin tones as a number beside the name', () => {
    expect(typed('👍🏽')).toMatchObject([{ elements: [{ type: 'emoji', name: '+1', skin_tone: 4 }] }]);
  });
});
