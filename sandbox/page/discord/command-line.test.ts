import { describe, expect, it } from 'vitest';
import type { DiscordCommand, DiscordOption } from '../../page-protocol.ts';
import { readCommandLine, withChoice, withOption } from './command-line.ts';

const option = (name: string, label: string, more: Partial<DiscordOption> = {}): DiscordOption => ({
  name,
  label,
  description: '',
  required: false,
  autocomplete: false,
  choices: [],
  ...more,
});

const RECOMMEND: DiscordCommand = {
  words: ['영화', '추천'],
  path: { name: 'movie', subcommand: 'recommend' },
  description: '',
  options: [
    option('like', '비슷한', { autocomplete: true }),
    option('genre', '장르'),
    option('year', '연도'),
  ],
};
const OPEN: DiscordCommand = {
  words: ['영화', '방', '열기'],
  path: { name: 'movie', subcommandGroup: 'room', subcommand: 'open' },
  description: '',
  options: [option('slug', '이름', { required: true }), option('title', '제목')],
};
const COMMANDS = [RECOMMEND, OPEN];

const options = (line: string) => {
  const read = readCommandLine(line, COMMANDS);
  if (read.step !== 'options') throw new Error(`${line} names no command`);
  return read;
};

describe('a typed command line', () => {
  it('offers the commands that begin as it does, in either language', () => {
    const offered = (line: string) => {
      const read = readCommandLine(line, COMMANDS);
      return read.step === 'command' ? read.commands : undefined;
    };
    expect(offered('/')).toEqual(COMMANDS);
    expect(offered('/movie re')).toEqual([RECOMMEND]);
    expect(offered('/영화 방')).toEqual([OPEN]);
    expect(offered('/something')).toEqual([]);
  });

  it('takes bare words as the first option', () => {
    expect(options('/movie recommend Parasite').values).toEqual({ like: 'Parasite' });
    expect(options('/영화 추천 기생충').values).toEqual({ like: '기생충' });
    expect(options('/movie room open parasite title:Parasite night').values).toEqual({
      slug: 'parasite',
      title: 'Parasite night',
    });
  });

  it('takes options by name in any order, in either language, quoted or not', () => {
    expect(options('/movie recommend year:2019 like:"The Handmaiden"').values).toEqual({
      year: '2019',
      like: 'The Handmaiden',
    });
    expect(options('/영화 추천 비슷한:버닝 genre:drama').values).toEqual({ like: '버닝', genre: 'drama' });
  });

  it('says which option is being typed, and which may still come', () => {
    const read = options('/movie recommend like:par');
    expect(read.focused?.option.name).toBe('like');
    expect(read.focused?.typed).toBe('par');
    expect(read.remaining.map(({ name }) => name)).toEqual(['genre', 'year']);
  });

  it('names the first required option without a value', () => {
    expect(options('/movie room open').missing?.name).toBe('slug');
    expect(options('/movie room open parasite').missing).toBeUndefined();
  });

  it('puts a choice in the place of what was typed, and an option behind', () => {
    const line = '/movie recommend like:par';
    const { focused } = options(line);
    expect(withChoice(line, focused?.from ?? 0, 'Parasite (2019)')).toBe(
      '/movie recommend like:Parasite (2019) ',
    );
    expect(withOption('/movie recommend Parasite ', option('genre', 'genre'))).toBe(
      '/movie recommend Parasite genre:',
    );
  });
});
