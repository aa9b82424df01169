import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName, cleanText, firstGraphemes, isBlank, withinUnits } from './clean-text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });
const surrogates = fc.array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 40 });
const brokenText = surrogates.map((codes) => String.fromCharCode(...codes));

describe('cleaning what people write', () => {
  it('drops NUL, controls and lone surrogates, and keeps tabs and line feeds', () => {
    expect(cleanText('a\u0000b\u0007\tc\nd\ud800e\udc00\u0085f')).toBe('ab\tc\nde\nf');
  });

  it('keeps emoji, also joined and coloured ones, and the flag of Scotland', () => {
    const emoji = '👩‍💻👍🏽❤️🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';
    expect(cleanText(emoji)).toBe(emoji);
    expect(cleanName(emoji)).toBe(emoji);
  });

  it('drops hidden tag letters that are no flag', () => {
    expect(cleanText('hi\u{E0068}\u{E0069}')).toBe('hi');
  });

  it('drops bidi overrides and isolates', () => {
    expect(cleanText('gpj.\u202eexe\u202c \u2066x\u2069')).toBe('gpj.exe x');
  });

  it('puts Hangul together that arrives as single letters', () => {
    expect(cleanText('\u1112\u1161\u11ab\u1100\u1173\u11af')).toBe('한글');
  });

  it('leaves at most five combining marks on a letter', () => {
    const zalgo = cleanText(`H${'\u0335'.repeat(200)}i`);
    expect([...zalgo].length).toBeLessThanOrEqual(7);
    expect(zalgo.at(-1)).toBe('i');
  });

  it('leaves at most two blank lines in a row', () => {
    expect(cleanText(`a${'\n'.repeat(5000)}b`)).toBe('a\n\n\nb');
  });

  it('gives well-formed text without controls, and the same again when cleaned twice', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        const cleaned = cleanText(text);
        expect(cleaned).not.toMatch(/\p{Cs}|(?![\n\t])\p{Cc}/u);
        expect(cleanText(cleaned)).toBe(cleaned);
      }),
    );
  });

  it('leaves ordinary Korean and English as they are', () => {
    const text = '기생충 봤어요? It was **great** — 10/10 :)\n\n- 봉준호';
    expect(cleanText(text)).toBe(text);
  });
});

describe('a blank text', () => {
  it.each([
    ['nothing', ''],
    ['spaces and lines', ' \n\t\u3000 '],
    ['the Hangul filler', '\u3164'],
    ['the half-width Hangul filler', '\uffa0'],
    ['Hangul jamo fillers', '\u115f\u1160'],
    ['a zero-width space', '\u200b'],
    ['a blank Braille cell', '\u2800'],
    ['a soft hyphen', '\u00ad'],
    ['a variation selector', '\ufe0f'],
    ['a combining mark alone', '\u0301'],
    ['a tag letter', '\u{E0061}'],
  ])('is %s', (_, text) => {
    expect(isBlank(text)).toBe(true);
  });

  it.each(['가', 'ㄱ', 'ㅏ', 'ㅎㅎ', '\u1112\u1161', '.', '0', '👍', '한\u3164글', '❤️'])(
    'is not %s',
    (text) => {
      expect(isBlank(text)).toBe(false);
    },
  );
});

describe('a name', () => {
  it('loses zero-width and bidi characters that would make it look like another', () => {
    expect(cleanName('own\u200ber')).toBe('owner');
    expect(cleanName('\u202enimda')).toBe('nimda');
    expect(cleanName('ad\u200dmin')).toBe('admin');
    expect(cleanName('김\u3164민수')).toBe('김민수');
  });

  it('is one line with single spaces', () => {
    expect(cleanName('  Kim \n\t Min\u3000su ')).toBe('Kim Min su');
  });

  it('is empty when nothing of it can be seen', () => {
    expect(cleanName('\u3164\u200b ')).toBe('');
  });

  it('is cut at 80 graphemes, never inside one', () => {
    expect(cleanName('가'.repeat(200))).toBe('가'.repeat(80));
    expect(cleanName('👩‍💻'.repeat(100))).toBe('👩‍💻'.repeat(80));
  });

  it('stays the same when cleaned twice and has no invisible edge', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        const name = cleanName(text);
        expect(cleanName(name)).toBe(name);
        expect(name).toBe(name.trim());
        expect(name).not.toMatch(/[\n\u200b\u202a-\u202e\u2066-\u2069\u3164]|\p{Cs}/u);
      }),
    );
  });
});

it('counts graphemes as people do', () => {
  expect(firstGraphemes('e\u0301👨‍👩‍👧한글', 3)).toBe('e\u0301👨‍👩‍👧한');
});

describe('withinUnits', () => {
  it.each([
    ['short', 10, 'short'],
    ['x😀', 2, 'x'],
    ['x😀', 3, 'x😀'],
    ['👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 21, '👨‍👩‍👧‍👦'],
    ['e\u0301e\u0301', 3, 'e\u0301'],
    ['😀', 1, ''],
  ])('of %j within %i units is %j', (text, most, kept) => {
    expect(withinUnits(text, most)).toBe(kept);
  });
});
