import { describe, expect, it } from 'vitest';
import { Problem } from '../client/problem.ts';
import { words as enLater } from './en.later.ts';
import { en } from './en.ts';
import { words as koLater } from './ko.later.ts';
import { ko } from './ko.ts';
import { explain } from './later.ts';
import { chooseLocale, clockTime, dayName } from './localize.ts';
import { places } from './places.ts';

/** Every phrase with its place, functions called with something plausible. */
function phrases(strings: object, path = ''): [string, string][] {
  return Object.entries(strings).flatMap(([key, value]): [string, string][] => {
    const place = `${path}${key}`;
    if (typeof value === 'string') return [[place, value]];
    if (typeof value === 'function') {
      const say = value as (...given: unknown[]) => string;
      const samples: unknown[][] =
        key === 'typing'
          ? [[['Ana'], 0]]
          : key === 'clock'
            ? [[19, '04']]
            : key === 'day'
              ? [[new Date(2026, 10, 20), 2026]]
              : key === 'place'
                ? [['web']]
                : key.match(/By|To|Of|actions|announce|About|rated/)
                  ? [['Ana', 'x']]
                  : [[2, 'x', true]];
      return samples.map((given) => [place, say(...given)]);
    }
    return phrases(value as object, `${place}.`);
  });
}

describe('A place', () => {
  it('is called as the server says, in the reader’s language, and else by its id', () => {
    expect([en.place('parley'), ko.place('parley')]).toEqual(['parley', 'parley']);
    places['parley'] = { en: 'Parley', ko: '팔리' };
    expect([en.place('parley'), ko.place('parley')]).toEqual(['Parley', '팔리']);
    delete places['parley'];
    expect([en.place('web'), ko.place('web')]).toEqual(['Web', '웹']);
  });
});

describe('The two languages', () => {
  it.each([
    [en, ko],
    [enLater, koLater],
  ])('say the same things', (english, korean) => {
    expect(phrases(korean).map(([place]) => place)).toEqual(phrases(english).map(([place]) => place));
  });

  it('leave nothing in the other one', () => {
    for (const [place, text] of [...phrases(ko), ...phrases(koLater)].filter(
      ([place]) => place !== 'polls.share' && place !== 'dates',
    ))
      expect(text, place).toMatch(/[가-힣]/);
    for (const [place, text] of [...phrases(en), ...phrases(enLater)])
      expect(text, place).not.toMatch(/[가-힣]/);
  });

  it('count people and things as each language does', () => {
    expect([enLater.newLines(1), enLater.newLines(2), koLater.newLines(2)]).toEqual([
      '1 new line',
      '2 new lines',
      '새 메시지 2개',
    ]);
    expect(enLater.typing(['Ana'], -1)).toBe('Ana is typing…');
    expect(enLater.typing(['Ana', 'Jun'], 0)).toBe('Ana and Jun are typing…');
    expect(enLater.typing(['Ana', 'Jun'], 3)).toBe('Ana, Jun and 3 others are typing…');
    expect(koLater.typing(['Ana'], -1)).toBe('Ana 님이 쓰는 중…');
    expect(koLater.typing(['Ana', '보라'], 3)).toBe('Ana 님, 보라 님 외 3명이 쓰는 중…');
  });

  it('are chosen by the first wish we can grant', () => {
    expect(chooseLocale('', undefined, 'fr-FR', 'ko-KR', 'en')).toBe('ko');
    expect(chooseLocale('EN-us')).toBe('en');
    expect(chooseLocale('xx', 'constructor')).toBe('en');
  });

  it('tell time and day as their readers do', () => {
    const at = new Date(2026, 10, 20, 19, 4).toISOString();
    const now = new Date(2026, 11, 1);
    expect(clockTime('en', at)).toBe('19:04');
    expect(clockTime('ko', at)).toBe('오후 7:04');
    expect(dayName('en', at, now)).toBe('Fri 20 Nov');
    expect(dayName('ko', at, now)).toBe('11월 20일 금요일');
    expect(dayName('en', at, new Date(2027, 1, 1))).toContain('2026');
  });

  it('say what to do about a refusal, also one they have no words for', () => {
    expect(explain(enLater, new Problem('room_full', 'raw detail'))).toBe(
      'The room is full. Come back when somebody has left.',
    );
    expect(explain(koLater, new Problem('slug_taken', 'raw detail'))).toBe(
      '잘 되지 않았어요. 조금 뒤에 다시 해 주세요.',
    );
  });
});
