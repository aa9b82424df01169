import { beforeAll, describe, expect, it } from 'vitest';
import { shippedFilms } from '../../../tests/support/command-stage.ts';
import type { Films } from '../catalogue/films.ts';
import { BilingualProblem } from '../commands/problem-text.ts';
import { parsePoll, splitOptions } from './poll.ts';

describe('a poll as it is typed', () => {
  let films: Films;
  beforeAll(async () => {
    films = await shippedFilms();
  });

  const asked = (options: string, question = 'What next?') =>
    parsePoll(films, { question, options: splitOptions(films, options) });
  function refusal(options: string, question?: string): BilingualProblem {
    try {
      asked(options, question);
    } catch (error) {
      if (error instanceof BilingualProblem) return error;
      throw error;
    }
    throw new Error('not refused');
  }

  it('has a question, and options between commas of any script', () => {
    expect(asked(' tea ,coffee，  water、nothing at all,', '  What\n to drink? ')).toEqual({
      question: 'What to drink?',
      options: [{ text: 'tea' }, { text: 'coffee' }, { text: 'water' }, { text: 'nothing at all' }],
    });
  });

  it('knows an option that is exactly a film’s title, in either language and however it is written', () => {
    const { options } = asked('the HANDMAIDEN, 기생충, something else, parasit');
    expect(options.map(({ movieId }) => movieId)).toEqual([
      films.meant('The Handmaiden', 'en').film?.id,
      films.meant('Parasite', 'en').film?.id,
      undefined,
      undefined,
    ]);
  });

  it('keeps a film whole whose title has a comma', () => {
    const title = films.ranked.find((movie) => /^[\w ]+, [\w ]+$/.test(movie.title))?.title ?? '';
    expect(title).toContain(',');
    expect(asked(`tea, ${title}, coffee`).options.map(({ text }) => text)).toEqual(['tea', title, 'coffee']);
  });

  it('does not take its only two options for one film', () => {
    const title = films.ranked.find((movie) => /^[\w ]+, [\w ]+$/.test(movie.title))?.title ?? '';
    expect(asked(title).options).toHaveLength(2);
  });

  it.each([
    ['one option', 'tea', undefined, 'invalid_input', /2 to 10 options.*is 1/, /2개부터 10개.*1개/],
    ['eleven', [...'abcdefghijk'].join(), undefined, 'invalid_input', /here are 11/, /11개예요/],
    ['the same twice', 'Tea, coffee, ｔｅａ', undefined, 'invalid_input', /there twice/, /두 번/],
    ['one film twice', 'Parasite, 기생충', undefined, 'invalid_input', /the same film/, /같은 영화/],
    [
      'a long option',
      `tea, ${'x'.repeat(81)}`,
      undefined,
      'text_too_long',
      /at most 80.*81/,
      /80자까지.*81자/,
    ],
    ['no question', 'a, b', ' \u200b ', 'text_empty', /needs a question/, /질문이 필요/],
    ['a long question', 'a, b', 'x'.repeat(301), 'text_too_long', /301 characters.*300/, /301자.*300자/],
  ])(
    'is refused with %s, in both languages, saying how to mend it',
    (_name, options, question, code, en, ko) => {
      const { code: refused, texts } = refusal(options, question);
      expect(refused).toBe(code);
      expect(texts.en).toMatch(en);
      expect(texts.ko).toMatch(ko);
    },
  );

  it('tells words apart that only signs tell apart', () => {
    expect(asked('C, C++, C#').options).toHaveLength(3);
  });

  it('takes the longest question and options there may be, and nothing invisible', () => {
    const { options } = asked(`${'가'.repeat(80)}, a\u202Eb\u200B`, 'x'.repeat(300));
    expect(options).toEqual([{ text: '가'.repeat(80) }, { text: 'ab' }]);
  });
});
