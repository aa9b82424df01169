import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateLimits } from '../../bus/rate-limits.ts';
import { PROBLEM_CODES, type Answer, type ProblemCode } from '../../protocol/frames.ts';
import { Films } from '../catalogue/films.ts';
import { Problem } from '../errors.ts';
import { parseMarkdown } from '../markup/matinee-markdown.ts';
import type { CommandContext } from './command-runner.ts';
import { COMMANDS } from './grammar.ts';
import { problemText } from './problem-text.ts';
import type { Commands } from './runner.ts';
import { channel, CommandStage, read } from '../../../tests/support/command-stage.ts';
import { reviewed } from '../../../tests/support/factories.ts';

let stage: CommandStage;
let commands: Commands;
const context = (more: Partial<CommandContext> = {}): Promise<CommandContext> => stage.context(more);

beforeAll(async () => {
  stage = await CommandStage.set();
  ({ commands } = stage);
});
afterAll(() => stage?.close());

const titles = ({ cards }: Answer): string[] => cards.map((card) => card.title);

describe('/movie recommend', () => {
  it('answers with films like one, in the language of who asks, each with a reason', async () => {
    const english = await commands.runText('recommend parasite', await context());
    expect([english.to, read(english), english.cards.length]).toEqual(['channel', 'Films like Parasite.', 5]);
    const korean = await commands.runText('추천 기생충', await context({ locale: 'ko' }));
    expect(read(korean)).toBe('기생충 같은 영화예요.');
    expect(korean.cards.map((card) => card.movieId)).toEqual(english.cards.map((card) => card.movieId));
    for (const card of korean.cards) expect(card.because).toMatch(/[가-힣]/);
    for (const card of english.cards) expect(card.because).not.toMatch(/[가-힣]/);
    expect(titles(english)).not.toContain('Parasite');
  });

  it('keeps to a genre and to years, however they are written', async () => {
    for (const text of [
      'recommend genre:Drama year:1990-1999',
      'recommend genre:드라마 year:1990s',
      '추천 장르:드라마 연도:1990년대',
    ]) {
      const { cards } = await commands.runText(text, await context());
      expect(cards.length).toBeGreaterThan(0);
      for (const card of cards) {
        expect(card.genreKeys).toContain('Drama');
        expect(card.year).toBeGreaterThanOrEqual(1990);
        expect(card.year).toBeLessThanOrEqual(1999);
      }
    }
    const one = await commands.runText('recommend year:2019', await context());
    expect(new Set(one.cards.map((card) => card.year))).toEqual(new Set([2019]));
  });

  it('answers for:me from what the person rated, to them alone, in their language, and again after the next rating', async () => {
    const mina = await context({ locale: 'ko' });
    for (const film of ['parasite-2019', 'oldboy-2003'])
      await reviewed(stage.database, mina.person, film, 10);
    const first = await commands.runText('추천 대상:나', mina);
    expect([first.to, read(first)]).toEqual(['sender', '취향에 맞을 만한 영화예요.']);
    expect(
      first.cards.some((card) => /좋아하신 ‘(기생충|올드보이)’[와과] 비슷해요/.test(card.because ?? '')),
    ).toBe(true);
    const [next] = first.cards;
    await reviewed(stage.database, mina.person, next?.movieId ?? '', 9);
    const second = await commands.runText('추천 대상:나', mina);
    for (const seen of ['parasite-2019', 'oldboy-2003', next?.movieId])
      expect(second.cards.map((card) => card.movieId)).not.toContain(seen);
    expect(second.cards).toHaveLength(5);
  });

  it('answers for:room, and by itself in a room, from what its people like, and names them to members', async () => {
    const here = channel('slack');
    const owner = await context({ channel: here });
    await commands.runText(`room open r-${uuid()}`, owner);
    await reviewed(stage.database, owner.person, 'spirited-away-2001', 10);
    for (const text of ['recommend', 'recommend for:room']) {
      const { to, cards, ...said } = await commands.runText(text, owner);
      expect([to, read({ to, cards, ...said }), cards.length]).toEqual([
        'channel',
        'Films for the people here.',
        5,
      ]);
      expect(cards[0]?.because).toBe('For Ana.');
      const passing = await commands.runText(text, await context({ channel: here }));
      for (const card of passing.cards) expect(card.because).not.toContain('Ana');
    }
  });

  it('keeps to a language and a length', async () => {
    const { cards } = await commands.runText('추천 언어:한국어 시간:90-110', await context({ locale: 'ko' }));
    expect(cards.length).toBeGreaterThan(0);
    for (const { movieId, runtime } of cards) {
      expect(stage.films.get(movieId).language).toBe('ko');
      expect(runtime).toBeGreaterThanOrEqual(90);
      expect(runtime).toBeLessThanOrEqual(110);
    }
  });

  it('starts from the film of the room it is asked in, unless it is for the person alone', async () => {
    const here = channel();
    const owner = await context({ channel: here });
    await commands.runText(`room open r-${uuid()}`, owner);
    const link = await stage.links.byChannel(here);
    await stage.database.query('update rooms set movie_id = $1 where id = $2', [
      'parasite-2019',
      link?.roomId ?? '',
    ]);
    const room = await stage.rooms.byId(link?.roomId ?? '');
    for (const asked of [owner, await context({ room: room?.slug ?? '' })]) {
      expect(read(await commands.runText('recommend', asked))).toBe('Films like Parasite.');
      expect(read(await commands.runText('recommend for:room', asked))).toBe('Films like Parasite.');
      expect(read(await commands.runText('recommend for:me', asked))).toMatch(/^Films loved by many\./);
    }
    expect(
      read(await commands.runText('추천 대상:방', await context({ locale: 'ko', channel: channel() }))),
    ).toMatch(/연결되어 있지 않아요/);
  });

  it.each([
    [
      'recommend genre:nonsense',
      /^There is no such genre. Known: Action, /,
      /^그런 장르는 없어요. 이 중에서 골라 주세요: 액션, /,
    ],
    ['recommend year:soon', /^Give a year as 1994/, /^연도는 1994 또는 1990-1999처럼/],
    ['recommend runtime:short', /^Give a runtime in minutes as 120/, /^상영 시간은 120/],
    ['recommend language:Klingon', /^Give a language by name/, /^언어는 한국어처럼/],
    ['recommend for:them', /^“for” is “me” or “room”\.$/, /^대상은 ‘나’ 또는 ‘방’이에요\.$/],
    ['recommend genre:Western year:1900-1901', /^No film fits all of that/, /^조건에 맞는 영화가 없어요/],
  ])('says what is wrong with %j', async (text, english, korean) => {
    const answers = await Promise.all(
      (['en', 'ko'] as const).map(async (locale) => commands.runText(text, await context({ locale }))),
    );
    expect(answers.map(({ to, refused, cards }) => ({ to, refused, cards }))).toEqual(
      Array(2).fill({ to: 'sender', refused: true, cards: [] }),
    );
    expect(read(answers[0] as Answer)).toMatch(english);
    expect(read(answers[1] as Answer)).toMatch(korean);
  });
});

describe('/movie search and /movie info', () => {
  it('find films by title and by person, and show them in the language of who asks', async () => {
    expect(titles(await commands.runText('search bong joon-ho', await context()))).toContain(
      'Memories of Murder',
    );
    expect(titles(await commands.runText('검색 송강호', await context({ locale: 'ko' })))).toContain(
      '기생충',
    );
    const { cards, to } = await commands.runText('info parasite-2019', await context({ locale: 'ko' }));
    expect([to, cards.length]).toEqual(['channel', 1]);
    expect(cards[0]).toMatchObject({
      title: '기생충',
      year: 2019,
      directors: ['봉준호'],
      genreKeys: expect.arrayContaining(['Thriller']) as unknown,
    });
  });

  it('are never a dead end, and say back what was asked as it was typed', async () => {
    const hostile = '**zzqqxx** [win](https://evil.example) <img src=x> @everyone';
    for (const [locale, expected] of [
      ['en', /^“(.*)” is not in this catalogue\. .*matinee import.* Perhaps one of these\?$/],
      ['ko', /^‘(.*)’ 영화는 이곳에 없어요\..*matinee import.* 대신 이런 영화는 어때요\?$/],
    ] as const) {
      for (const command of ['search', 'info', 'recommend']) {
        const answer = await commands.runText(`${command} ${hostile}`, await context({ locale }));
        expect([answer.to, answer.cards.length]).toEqual(['sender', 3]);
        expect(expected.exec(read(answer))?.[1]).toBe(hostile);
        expect(JSON.stringify(parseMarkdown(answer.text))).not.toMatch(/"(link|mention|strong)"/);
      }
    }
  });

  it('offer films for the person instead of what is not found', async () => {
    const asked = await context();
    for (const film of ['parasite-2019', 'oldboy-2003'])
      await reviewed(stage.database, asked.person, film, 10);
    const answer = await commands.runText('info qqzzxxparasitte', asked);
    expect(answer.to).toBe('sender');
    const mine = await commands.runText('recommend for:me', asked);
    expect(titles(answer)).toEqual(titles(mine).slice(0, 3));
  });

  it('say back only the beginning of what is long', async () => {
    const answer = await commands.runText(`search ${'zq'.repeat(1900)}`, await context());
    expect(answer.text.length).toBeLessThan(200);
  });
});

describe('what is not understood', () => {
  it('is answered to its sender alone with the nearest command and an example', async () => {
    const english = await commands.runText('recomend Parasite', await context());
    expect(english).toMatchObject({ to: 'sender', refused: true, cards: [] });
    expect(read(english)).toBe(
      'There is no command “recomend”. Did you mean /movie recommend Parasite? See /movie help for all of them.',
    );
    const korean = await commands.runText('추쳔 기생충', await context({ locale: 'ko' }));
    expect(read(korean)).toBe(
      '“추쳔” 명령은 없어요. 혹시 /영화 추천 기생충? 전체 목록은 /영화 도움말에서 볼 수 있어요.',
    );
  });

  it('is said back as it was typed', async () => {
    const answer = await commands.runText("<img/src='x'/onerror='__pwned=1'>aaa", await context());
    expect(read(answer)).toContain("“<img/src='x'/onerror='__pwned=1'>aaa”");
    const link = await commands.runText('[x](https://evil.example)', await context());
    expect(JSON.stringify(parseMarkdown(link.text))).not.toContain('"link"');
  });

  it('for want of an option is answered with what is missing, in natural words', async () => {
    const said = async (text: string, locale: 'en' | 'ko'): Promise<string> =>
      read(await commands.runText(text, await context({ locale })));
    expect(await said('search', 'en')).toBe(
      'This needs “query” (What you remember). For example: /movie search song kang-ho',
    );
    expect(await said('검색', 'ko')).toBe('‘검색어’가 필요해요. 예: /영화 검색 송강호');
    expect(await said('정보', 'ko')).toBe('‘제목’이 필요해요. 예: /영화 정보 버닝');
    expect(await said('방 열기', 'ko')).toMatch(/^‘이름’이 필요해요/);
    expect(await said('방 연결', 'ko')).toMatch(/^‘코드’가 필요해요/);
  });
});

describe('/movie help', () => {
  it.each(['en', 'ko'] as const)('lists every command with an example that works (%s)', async (locale) => {
    const answer = await commands.runText('help', await context({ locale }));
    expect(answer).toMatchObject({ to: 'sender', cards: [] });
    for (const { example, description } of COMMANDS) {
      expect(answer.text).toContain(`\`${example[locale]}\``);
      expect(answer.text).toContain(description[locale]);
    }
  });
});

describe('the command runner', () => {
  it('offers titles while they are typed, in the language of who types', async () => {
    const [korean] = await commands.complete('info', 'title', '기생', 'ko');
    expect(korean).toEqual({ name: '기생충 (2019)', value: 'parasite-2019' });
    const [english] = await commands.complete('recommend', 'like', 'paras', 'en');
    expect(english).toEqual({ name: 'Parasite (2019)', value: 'parasite-2019' });
    expect((await commands.complete('search', 'query', 'paras', 'en'))[0]).toEqual({
      name: 'Parasite (2019)',
      value: 'Parasite',
    });
    expect((await commands.complete('info', 'title', '', 'en')).length).toBe(25);
  });

  it('offers genres and fixed choices by their name in either language', async () => {
    expect(await commands.complete('recommend', 'genre', '드라', 'ko')).toEqual([
      { name: '드라마', value: 'Drama' },
    ]);
    expect(await commands.complete('recommend', 'genre', 'dram', 'ko')).toEqual([
      { name: '드라마', value: 'Drama' },
    ]);
    expect(await commands.complete('recommend', 'for', '', 'ko')).toEqual([
      { name: '나', value: 'me' },
      { name: '이 방 사람들', value: 'room' },
    ]);
    expect(await commands.complete('recommend', 'year', '19', 'en')).toEqual([]);
    expect(await commands.complete('help', 'nothing', 'x', 'en')).toEqual([]);
  });

  it('counts what one person asks for, understood or not', async () => {
    const limited = stage.runner({ limiter: new RateLimits() });
    const asked = await context();
    const answers = await Promise.all(
      Array.from({ length: 45 }, (_, i) => limited.runText(i % 2 ? 'help' : 'nonsense', asked)),
    );
    expect(answers.filter(({ text }) => text.startsWith('That is too much at once'))).toHaveLength(5);
  });

  it('never throws: a fault of ours is told as one, in the language of who asks, and logged without what was typed', async () => {
    class BrokenFilms extends Films {
      override look(): never {
        throw new Error('the index is gone');
      }
    }
    const broken = stage.runner({ films: new BrokenFilms([]) });
    const answer = await broken.runText('search my secret', await context({ locale: 'ko' }));
    expect(answer).toMatchObject({ refused: true, text: '문제가 생겼어요. 잠시 뒤에 다시 해 보세요.' });
    expect(stage.logger.said.at(-1)).toMatch(/^a command failed/);
    expect(stage.logger.said.join('\n')).not.toContain('my secret');
  });

  it('has Korean for every refusal there is, polite and without a blank for a particle', () => {
    for (const code of Object.keys(PROBLEM_CODES) as ProblemCode[]) {
      const text = problemText(new Problem(code, 'English'), 'ko');
      expect([code, text]).toEqual([code, expect.stringMatching(/[요][.:]|요$/)]);
      expect(text).not.toMatch(/\((이|가|을|를|은|는|와|과|으로|로)\)/);
      expect(problemText(new Problem(code, 'English'), 'en')).toBe('English');
    }
  });
});
