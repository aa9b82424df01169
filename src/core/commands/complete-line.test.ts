import { describe, expect, it } from 'vitest';
import { completeLine } from './complete-line.ts';
import type { CommandRunner } from './command-runner.ts';

const films: CommandRunner['complete'] = (_command, option, typed) =>
  Promise.resolve(
    option === 'for'
      ? [
          { name: 'me', value: 'me' },
          { name: 'the people in this room', value: 'room' },
        ]
      : [
          { name: 'Parasite (2019)', value: 'parasite-2019' },
          { name: '어느 가족 (2018)', value: 'shoplifters-2018' },
        ].filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase())),
  );

const labels = async (line: string, locale: 'en' | 'ko' = 'en'): Promise<string[]> =>
  (await completeLine(line, locale, films)).choices.map(({ label }) => label);

describe('A line that begins a command', () => {
  it('goes on with the commands, in the language it is begun in', async () => {
    expect(await labels('/mo')).toContain('/movie recommend');
    expect(await labels('/movie rec')).toEqual(['/movie recommend']);
    expect(await labels('/영')).toContain('/영화 추천');
    expect(await labels('/', 'ko')).toContain('/영화 추천');
  });

  it('goes on with options and their fixed values', async () => {
    const offered = await labels('/movie recommend ');
    expect(offered.slice(0, 3)).toEqual(['like:', 'genre:', 'year:']);
    expect(offered).toEqual(expect.arrayContaining(['for:me', 'for:room']));
    expect(await labels('/movie recommend for:r')).toEqual(['for:room']);
    expect(await labels('/movie recommend for:room ')).not.toContain('for:me');
  });

  it('goes on with film titles, quoted where they have spaces', async () => {
    expect((await completeLine('/movie recommend like:para', 'en', films)).choices).toEqual([
      { line: '/movie recommend like:Parasite ', label: 'Parasite (2019)', does: 'A film you liked' },
    ]);
    const [found] = (await completeLine('/movie recommend like:"어느 가', 'ko', films)).choices;
    expect(found?.line).toBe('/movie recommend like:"어느 가족" ');
  });

  it('goes on where a space or a full-width colon stands before the value, and in titles of several words', async () => {
    for (const begun of ['like: para', 'like：para', 'like:"para', 'like: “para'])
      expect((await completeLine(`/movie recommend ${begun}`, 'en', films)).choices[0]?.label).toBe(
        'Parasite (2019)',
      );
    expect(await labels('/movie recommend for: r')).toEqual(['for: room']);
    expect((await completeLine('/영화 추천 비슷한: 어느 가', 'ko', films)).choices[0]?.line).toBe(
      '/영화 추천 비슷한: "어느 가족" ',
    );
    expect(await labels('/movie watchlist add Parasite note: with Bo')).toEqual([]);
  });

  it('takes a bare word for the first option', async () => {
    expect(await labels('/movie info par')).toEqual(['Parasite (2019)']);
  });

  it('says whether it is a whole command already', async () => {
    expect((await completeLine('/movie rec', 'en', films)).whole).toBe(false);
    expect((await completeLine('/movie recommend', 'en', films)).whole).toBe(true);
    expect((await completeLine('/영화 추천 기생충', 'ko', films)).whole).toBe(true);
  });
});
