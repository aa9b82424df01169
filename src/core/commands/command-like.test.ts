import { describe, expect, it } from 'vitest';
import { asSaid, looksLikeCommand } from './command-like.ts';

describe('A line', () => {
  it.each([
    '/movie',
    '/movie info Burning',
    '/help',
    '/moive recommend',
    '/영하 추천',
    ' /movie',
    '/영화',
    '/r',
  ])('that looks like a command is none of the talk: %j', (line) =>
    expect(looksLikeCommand(line)).toBe(true),
  );

  it.each([
    'and/or',
    '/',
    '/ movie',
    '/usr/bin/node',
    '/r/movies',
    '//help',
    '/3',
    '/:',
    'see /movie help',
    'a\n/help',
  ])('that does not is talk: %j', (line) => expect(looksLikeCommand(line)).toBe(false));

  it('is said as it stands behind two slashes', () => {
    expect(asSaid('//help me')).toBe('/help me');
    expect(asSaid('// a remark')).toBe('// a remark');
    expect(asSaid('//server/share')).toBe('//server/share');
    expect(asSaid('plain')).toBe('plain');
  });
});
