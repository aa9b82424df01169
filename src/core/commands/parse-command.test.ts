import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from './grammar.ts';
import { parseCommand } from './parse-command.ts';

const understood = (name: string, options: Record<string, string> = {}): object => ({ name, options });

describe('what is typed after /movie', () => {
  it.each<[string, object]>([
    ['recommend Parasite', understood('recommend', { like: 'Parasite' })],
    ['recommend The Handmaiden', understood('recommend', { like: 'The Handmaiden' })],
    ['recommend', understood('recommend')],
    [
      'recommend like:"The Handmaiden" year:2010-2019',
      understood('recommend', { like: 'The Handmaiden', year: '2010-2019' }),
    ],
    [
      'recommend genre:Thriller year:1994 for:me',
      understood('recommend', { genre: 'Thriller', year: '1994', for: 'me' }),
    ],
    [
      'recommend genre:"Science Fiction" Parasite',
      understood('recommend', { genre: 'Science Fiction', like: 'Parasite' }),
    ],
    ['RECOMMEND Like:Parasite', understood('recommend', { like: 'Parasite' })],
    ['search song kang-ho', understood('search', { query: 'song kang-ho' })],
    ['info Burning', understood('info', { title: 'Burning' })],
    [
      'room open parasite title:"Parasite night"',
      understood('room open', { slug: 'parasite', title: 'Parasite night' }),
    ],
    [
      'poll question:"What next?" options:"Parasite, Burning"',
      understood('poll', { question: 'What next?', options: 'Parasite, Burning' }),
    ],
    // Commas keep options together, quoted or not.
    [
      'poll What next? options: The Handmaiden, Burning , tea',
      understood('poll', { question: 'What next?', options: 'The Handmaiden, Burning , tea' }),
    ],
    [
      'poll options:tea, coffee or "neither, nor" question:"And now?"',
      understood('poll', { question: 'And now?', options: 'tea, coffee or neither, nor' }),
    ],
    ['room  invite', understood('room invite')],
    ['room link K7QM-2FHD-9XWB', understood('room link', { code: 'K7QM-2FHD-9XWB' })],
    ['room unlink', understood('room unlink')],
    ['room info', understood('room info')],
    ['help', understood('help')],
    ['', understood('help')],
    ['   ', understood('help')],
    ['/movie', understood('help')],
    ['/movie recommend Parasite', understood('recommend', { like: 'Parasite' })],
  ])('%j', (text, meaning) => {
    expect(parseCommand(text)).toEqual(meaning);
  });

  it.each<[string, object]>([
    ['추천 기생충', understood('recommend', { like: '기생충' })],
    ['/영화 추천 살인의 추억', understood('recommend', { like: '살인의 추억' })],
    [
      '추천 비슷한:“박하사탕” 연도:1990-1999 장르:드라마',
      understood('recommend', { like: '박하사탕', year: '1990-1999', genre: '드라마' }),
    ],
    ['추천 대상:나', understood('recommend', { for: 'me' })],
    ['추천 대상:방', understood('recommend', { for: 'room' })],
    ['추천 대상:"이 방 사람들"', understood('recommend', { for: 'room' })],
    ['검색 송강호', understood('search', { query: '송강호' })],
    ['정보 버닝', understood('info', { title: '버닝' })],
    ['방 열기 기생충 제목:"기생충의 밤"', understood('room open', { slug: '기생충', title: '기생충의 밤' })],
    ['방 만들기 기생충', understood('room open', { slug: '기생충' })],
    [
      '투표 질문:"다음엔?" 선택지:"기생충, 버닝"',
      understood('poll', { question: '다음엔?', options: '기생충, 버닝' }),
    ],
    [
      '투표 다음엔? 선택지:기생충, 살인의 추억',
      understood('poll', { question: '다음엔?', options: '기생충, 살인의 추억' }),
    ],
    ['방 초대', understood('room invite')],
    ['방 연결 K7QM-2FHD-9XWB', understood('room link', { code: 'K7QM-2FHD-9XWB' })],
    ['방 해제', understood('room unlink')],
    ['방 연결해제', understood('room unlink')],
    ['방 정보', understood('room info')],
    ['도움말', understood('help')],
    ['/영화', understood('help')],
    ['/영화 추천 기생충'.normalize('NFD'), understood('recommend', { like: '기생충' })],
  ])('in Korean: %j', (text, meaning) => {
    expect(parseCommand(text)).toEqual(meaning);
  });

  it.each<[string, string]>([
    ['curly quotes', 'recommend like:“The Handmaiden”'],
    ['quotes that do not match', 'recommend like:"The Handmaiden”'],
    ['a quotation that is not closed', 'recommend like:"The Handmaiden'],
    ['a space after the colon', 'recommend like: "The Handmaiden"'],
    ['no quotes at all', 'recommend like:The Handmaiden'],
    ['quotes around bare words', 'recommend "The Handmaiden"'],
    ['more space than needed', '  recommend   The   Handmaiden  '],
  ])('%s', (_what, text) => {
    expect(parseCommand(text)).toEqual(understood('recommend', { like: 'The Handmaiden' }));
  });

  it.each<[string, object]>([
    ['recommend year: 2010 - 2019', understood('recommend', { year: '2010 - 2019' })],
    [
      'recommend year:2010 – 2019 Parasite',
      understood('recommend', { year: '2010 – 2019', like: 'Parasite' }),
    ],
    ['추천 연도:2010 ~ 2019', understood('recommend', { year: '2010 ~ 2019' })],
    [
      '추천 연도：2010∼2019년 장르： 드라마',
      understood('recommend', { year: '2010∼2019년', genre: '드라마' }),
    ],
    ['추천 연도:2010년 부터 2019년 까지', understood('recommend', { year: '2010년 부터 2019년 까지' })],
    [
      'recommend genre:science fiction Parasite',
      understood('recommend', { genre: 'science fiction', like: 'Parasite' }),
    ],
    [
      'recommend runtime: 90 - 120 min language: Korean',
      understood('recommend', { runtime: '90 - 120 min', language: 'Korean' }),
    ],
    ['recommend for: the people in this room', understood('recommend', { for: 'room' })],
    [
      'watchlist add Burning note: see it with Bora',
      understood('watchlist add', { title: 'Burning', note: 'see it with Bora' }),
    ],
    [
      '찜 추가 버닝 메모: 보라와 함께 보기',
      understood('watchlist add', { title: '버닝', note: '보라와 함께 보기' }),
    ],
    [
      'watchlist add note:with Bora title:Burning',
      understood('watchlist add', { title: 'Burning', note: 'with Bora' }),
    ],
    ['찜 추가 「버닝」 메모:『보라와』', understood('watchlist add', { title: '버닝', note: '보라와' })],
    [
      "watchlist add 'Burning' note:‘with Bora’",
      understood('watchlist add', { title: 'Burning', note: 'with Bora' }),
    ],
    ["info 'night Mother", understood('info', { title: "'night Mother" })],
    [
      'watchlist add Burning note:"said “see it” twice"',
      understood('watchlist add', { title: 'Burning', note: 'said “see it” twice' }),
    ],
    ['info title:"Heat" 1995', understood('info', { title: 'Heat 1995' })],
    ['recommend year:soon', understood('recommend', { year: 'soon' })],
  ])('takes what people write: %s', (text, meaning) => {
    expect(parseCommand(text)).toEqual(meaning);
  });

  it.each([
    ['room unlink now please', 'now please'],
    ['watchlist show Burning', 'Burning'],
    ['recommend like:Parasite like:Oldboy', 'like:Oldboy'],
    ['recommend Parasite like:Oldboy', 'Parasite'],
    ['recommend like:Parasite year:1994 and more', 'and more'],
    ['help me', 'me'],
  ])('names what it could not place: %s', (text, left) => {
    expect(parseCommand(text)).toMatchObject({ left });
  });

  it.each([
    ['/moive recommend Parasite', '/moive', 'recommend'],
    ['/help', '/help', 'help'],
    ['/영하 추천 기생충', '/영하', 'recommend'],
    ['/도움말', '/도움말', 'help'],
    ['/recomend', '/recomend', 'recommend'],
  ])('knows no other word with a slash: %s', (text, unknown, nearest) => {
    expect(parseCommand(text)).toMatchObject({ unknown, nearest: { name: nearest } });
  });

  it('loses no word, whatever is typed: each is in an option, or named as not placed', () => {
    const names = COMMANDS.flatMap(({ options }) =>
      options.flatMap(({ name, aliases }) => [name, ...aliases]),
    );
    const word = fc.oneof(
      fc.constantFrom(
        '2010',
        '-',
        '–',
        '~',
        '2019',
        'Bora',
        '기생충',
        'the',
        'drama',
        '드라마',
        'me',
        '방',
        '120분',
        'ko',
        "Ocean's",
      ),
      fc.stringMatching(/^[a-z가-힣0-9]{1,6}$/),
    );
    const marks = fc.constantFrom(
      ['"', '"'],
      ['“', '”'],
      ['‘', '’'],
      ["'", "'"],
      ['「', '」'],
      ['『', '』'],
      ['«', '»'],
      ['"', ''],
    );
    const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
    const piece = fc.oneof(
      phrase,
      fc.tuple(marks, phrase).map(([[open, close], words]) => `${open}${words}${close}`),
      fc
        .tuple(
          fc.constantFrom(...names),
          fc.constantFrom(':', '：', ': ', ' : '),
          fc.oneof(
            phrase,
            fc.tuple(marks, phrase).map(([[open, close], words]) => `${open}${words}${close}`),
          ),
        )
        .map(([name, colon, value]) => `${name}${colon}${value}`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...COMMANDS), fc.array(piece, { maxLength: 5 }), ({ name }, pieces) => {
        const parsed = parseCommand(`${name} ${pieces.join(' ')}`);
        if (!('name' in parsed) || parsed.name !== name) return;
        const { options, left = '' } = parsed;
        const counted = (text: string): Map<string, number> => {
          const counts = new Map<string, number>();
          for (const each of text.match(/[\p{L}\p{N}]+/gu) ?? [])
            counts.set(each, (counts.get(each) ?? 0) + 1);
          return counts;
        };
        const kept = counted([...Object.values(options), left].join(' '));
        // Names of options are no words of values, and a choice is kept by its value, whatever it was called.
        const passed = (each: string): boolean => names.includes(each) || ['me', '방'].includes(each);
        for (const [each, count] of counted(pieces.join(' ')))
          if (!passed(each)) expect([each, Math.min(kept.get(each) ?? 0, count)]).toEqual([each, count]);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves colons that name no option in the title', () => {
    expect(parseCommand('info Mission: Impossible')).toEqual(
      understood('info', { title: 'Mission: Impossible' }),
    );
    expect(parseCommand('info 2001:A Space Odyssey')).toEqual(
      understood('info', { title: '2001:A Space Odyssey' }),
    );
    expect(parseCommand('search dislike:x')).toEqual(understood('search', { query: 'dislike:x' }));
  });

  it.each([
    ['search', 'query', 'search'],
    ['search   ', 'query', 'search'],
    ['search query:""', 'query', 'search'],
    ['info', 'title', 'info'],
    ['room open', 'slug', 'room open'],
    ['room open title:x', 'slug', 'room open'],
    ['방 연결', 'code', 'room link'],
  ])('%j lacks %s', (text, option, command) => {
    expect(parseCommand(text)).toMatchObject({ missing: { name: option }, of: { name: command } });
  });

  it.each([
    ['recomend Parasite', 'recommend'],
    ['rekommend', 'recommend'],
    ['serach x', 'search'],
    ['infos Burning', 'info'],
    ['room', 'room open'],
    ['room opn x', 'room open'],
    ['room invit', 'room invite'],
    ['rooom link', 'room link'],
    ['hlep', 'help'],
    ['추쳔 기생충', 'recommend'],
    ['방 열긔', 'room open'],
    ['도움', 'help'],
    ['recommendParasite', 'recommend'],
  ])('%j is near to %s', (text, nearest) => {
    const parsed = parseCommand(text);
    expect('unknown' in parsed ? parsed.nearest.name : 'name' in parsed && parsed.name).toBe(nearest);
  });

  it('understands the example of every command, in both languages', () => {
    for (const { name, example } of COMMANDS) {
      for (const text of [example.en, example.ko])
        expect([text, parseCommand(text)]).toMatchObject([text, { name }]);
    }
  });

  it('never fails, whatever is typed, and never takes long', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .constantFrom(...COMMANDS.map((each) => each.name))
            .chain((name) => fc.string().map((rest) => `${name} ${rest}`)),
        ),
        (text) => {
          const parsed = parseCommand(text);
          expect('name' in parsed || 'unknown' in parsed || 'missing' in parsed).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    for (const text of [
      'search ' + '"'.repeat(4000),
      'x'.repeat(4000),
      'recommend ' + 'like:'.repeat(800),
      'recommend ' + ' '.repeat(3990) + ':',
      '추천 ' + '“'.repeat(3990),
    ]) {
      const begun = performance.now();
      parseCommand(text);
      expect(performance.now() - begun).toBeLessThan(200);
    }
  });
});
