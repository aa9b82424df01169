import { describe, expect, it } from 'vitest';
import { parseMarkdown } from '../markup/matinee-markdown.ts';
import { fileLine, fileLinesOf, languageOf, sizeText, withFileSettled } from './file-line.ts';

const HERE = 'https://discord.com/channels/1/2/3';

describe('the line that stands for a file', () => {
  it('says what it was, how large, why, and where it is', () => {
    const film = { name: 'film.mkv', size: 734_003_200 };
    expect(fileLine(film, 'too large', HERE, 'en')).toBe(`📎 [film.mkv](${HERE}) · 734 MB · too large`);
    expect(fileLine(film, 'too large', HERE, 'ko')).toBe(`📎 [film.mkv](${HERE}) · 734 MB · 너무 커요`);
    expect(fileLine({ name: 'film.mkv', size: 0 }, 'failed', undefined, 'en')).toBe(
      '📎 film.mkv · could not be fetched',
    );
  });

  it('is one line with one link, whatever the file is called', () => {
    const names = [
      '../../etc/passwd',
      'notes\u202efdp.exe\n# big',
      '[x](javascript:alert(1)).pdf',
      'a](https://evil.example) b.pdf',
      '**bold** ||hidden|| `code`.txt',
      '<img src=x onerror=alert(1)>.html',
      'x'.repeat(5_000),
      '\u200b',
    ];
    for (const name of names) {
      const line = fileLine({ name, size: 5 }, 'failed', HERE, 'en');
      expect(line).not.toMatch(/[\n\u202e]/);
      expect(line.length).toBeLessThan(300);
      const [paragraph, ...more] = parseMarkdown(line);
      expect(more).toEqual([]);
      const children = paragraph?.type === 'paragraph' ? paragraph.children : [];
      expect(children.map(({ type }) => type)).toEqual(['text', 'link', 'text']);
      expect(children[1]).toMatchObject({ url: HERE, children: [{ type: 'text' }] });
      expect(fileLinesOf(`said\n${line}`, [name])).toEqual([line]);
      expect(
        withFileSettled(`said\n${fileLine({ name, size: 5 }, 'on its way', HERE, 'ko')}`, name, null),
      ).toBe('said');
    }
  });

  it('speaks the language of the message, or of the name', () => {
    expect(languageOf('여기요', { name: 'a.pdf' })).toBe('ko');
    expect(languageOf('', { name: '대본.pdf' })).toBe('ko');
    expect(languageOf('here', { name: 'a.pdf' })).toBe('en');
  });

  it('counts in the units people read', () => {
    const sizes = [5, 999, 1_000, 1_540, 99_400, 1_000_000, 26_214_400].map(sizeText);
    expect(sizes).toEqual(['5 B', '999 B', '1 KB', '1.5 KB', '99 KB', '1 MB', '26 MB']);
  });
});

it('a line about a file that gives something away covers its name, and is found again', () => {
  const butler = { name: 'the-butler.pdf', size: 5, spoiler: true };
  for (const address of [HERE, undefined]) {
    const line = fileLine(butler, 'on its way', address, 'en');
    const [paragraph] = parseMarkdown(line);
    const children = paragraph?.type === 'paragraph' ? paragraph.children : [];
    expect(children.map(({ type }) => type)).toEqual(['text', 'spoiler', 'text']);
    expect(fileLinesOf(`said\n${line}`, [butler.name])).toEqual([line]);
    expect(withFileSettled(`said\n${line}`, butler.name, null)).toBe('said');
  }
});

describe('lines about files in a stored text', () => {
  const line = (name: string, why: 'failed' | 'on its way' = 'failed'): string =>
    fileLine({ name, size: 7 }, why, HERE, 'en');

  it('are found again above that of a file which is gone', () => {
    const text = ['said', line('a.pdf'), line('gone.pdf'), line('b.pdf'), line('gone too.pdf')].join('\n');
    expect(fileLinesOf(text, ['a.pdf', 'b.pdf'])).toEqual([line('a.pdf'), line('b.pdf')]);
  });

  it('are found again at the end, and only there, each file’s once', () => {
    const names = ['a.pdf', 'b.zip'];
    const both = [line('a.pdf'), line('b.zip')];
    expect(fileLinesOf(['hello', ...both].join('\n'), names)).toEqual(both);
    expect(fileLinesOf(`${line('a.pdf')}\nis what I mean`, names)).toEqual([]);
    expect(fileLinesOf([line('other.pdf'), line('a.pdf')].join('\n'), names)).toEqual([line('a.pdf')]);
    expect(fileLinesOf([line('a.pdf'), line('a.pdf')].join('\n'), names)).toEqual([line('a.pdf')]);
    expect(fileLinesOf('hello', names)).toEqual([]);
    expect(fileLinesOf(line('a.pdf'), [])).toEqual([]);
  });

  it('are found as earlier versions wrote them', () => {
    expect(fileLinesOf('hello\n📎 a.pdf\n📎 b.zip', ['a.pdf', 'b.zip'])).toEqual(['📎 a.pdf', '📎 b.zip']);
  });

  it('go when the file comes, and say why when it never will', () => {
    const text = ['hello', line('a.pdf', 'on its way'), line('b.zip', 'on its way')].join('\n');
    expect(withFileSettled(text, 'a.pdf', null)).toBe(['hello', line('b.zip', 'on its way')].join('\n'));
    expect(withFileSettled(text, 'a.pdf', 'failed')).toBe(
      ['hello', line('a.pdf'), line('b.zip', 'on its way')].join('\n'),
    );
    expect(withFileSettled(text, null, 'failed')).toBe(
      ['hello', line('a.pdf', 'on its way'), line('b.zip')].join('\n'),
    );
    expect(withFileSettled('hello', 'a.pdf', null)).toBe('hello');
  });
});
