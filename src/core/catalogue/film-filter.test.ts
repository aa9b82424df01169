import { describe, expect, it } from 'vitest';
import { parseLanguage, parseRuntime } from './film-filter.ts';

describe('what films are asked for', () => {
  it.each([
    ['120', { runtimeTo: 120 }],
    ['90-120', { runtimeFrom: 90, runtimeTo: 120 }],
    ['120~90분', { runtimeFrom: 90, runtimeTo: 120 }],
    ['95 min', { runtimeTo: 95 }],
    ['short', null],
    ['-5', null],
    ['', null],
  ])('a runtime of %j', (typed, meant) => {
    expect(parseRuntime(typed)).toEqual(meant);
  });

  it.each([
    ['ko', 'ko'],
    ['Korean', 'ko'],
    ['한국어', 'ko'],
    ['일본어', 'ja'],
    [' FRENCH ', 'fr'],
    ['cn', 'cn'],
    ['Klingon', null],
    ['', null],
  ])('the language %j', (typed, meant) => {
    expect(parseLanguage(typed)).toBe(meant);
  });
});
