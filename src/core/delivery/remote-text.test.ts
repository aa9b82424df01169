import { describe, expect, it } from 'vitest';
import { textOf } from './remote-text.ts';

describe('a text from a platform', () => {
  it('is cleaned, and nothing when nothing of it can be seen', () => {
    expect(textOf('  안녕\u0000 \u202ehello\r\n')).toBe('안녕 hello');
    expect(textOf('\u200b \u3164')).toBe('');
  });

  it('is cut where it is without bound, between characters', () => {
    expect(textOf('a'.repeat(50_000))).toHaveLength(40_000);
    expect(textOf(`a${'🎬'.repeat(30_000)}`)).toHaveLength(39_999);
  });

  it('leaves room for what we say behind it', () => {
    expect(textOf('hello', ['one', 'two'])).toBe('hello\none\ntwo');
    expect(textOf(' ', ['one'])).toBe('one');
    const long = textOf('a'.repeat(50_000), ['one']);
    expect(long).toHaveLength(40_000);
    expect(long.endsWith('a\none')).toBe(true);
  });
});
