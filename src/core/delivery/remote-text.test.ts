import { describe, expect, it } from 'vitest';
import { fileLine, fileLinesOf, textOf } from './remote-text.ts';

describe('a text from a platform', () => {
  it('is cleaned, and nothing when nothing of it can be seen', () => {
    expect(textOf('  안녕\u0000 \u202ehello\r\n')).toBe('안녕 hello');
    expect(textOf('\u200b \u3164')).toBe('');
  });

  it('is cut where it is without bound, between characters', () => {
    expect(textOf('a'.repeat(50_000))).toHaveLength(40_000);
    expect(textOf(`a${'🎬'.repeat(30_000)}`)).toHaveLength(39_999);
  });
});

describe('lines that stand for files', () => {
  it('name the file, harmlessly', () => {
    expect(fileLine('notes\u202efdp.exe\n')).toBe('📎 notesfdp.exe');
    expect(fileLine('\u200b')).toBe('📎 file');
  });

  it('are found again at the end of a text, and only there', () => {
    const names = ['a.pdf', 'b.zip'];
    expect(fileLinesOf('hello\n📎 a.pdf\n📎 b.zip', names)).toEqual(['📎 a.pdf', '📎 b.zip']);
    expect(fileLinesOf('📎 a.pdf\nis what I mean', names)).toEqual([]);
    expect(fileLinesOf('📎 other.pdf\n📎 a.pdf', names)).toEqual(['📎 a.pdf']);
    expect(fileLinesOf('hello', names)).toEqual([]);
    expect(fileLinesOf('📎 a.pdf', [])).toEqual([]);
  });
});
