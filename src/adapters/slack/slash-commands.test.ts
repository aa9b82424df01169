import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, FilmCard } from '../../protocol/frames.ts';
import { aLine, aPicture, eventually, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ app: { commands: ['/movie', '/영화'] } });
  await stage.platform.start();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.commands.typed.length = 0;
  stage.commands.pressed.length = 0;
  stage.commands.answer = () => ({ to: 'channel', text: 'Done.', cards: [] });
});
afterEach(() => stage.slack.faults.clear());

const type = (text: string, by = stage.mina, command = '/movie') =>
  stage.slack.world.slash(by, stage.channel, command, text);
const answerTo = async (run: ReturnType<typeof type>) => {
  const outcome = await run;
  expect(outcome.error).toBeUndefined();
  const shown = await outcome.next();
  if (!shown) throw new Error('no answer came');
  return shown;
};
const oldboy: FilmCard = {
  movieId: 'oldboy-2003',
  title: 'Oldboy',
  originalTitle: '올드보이 *<!channel>*',
  year: 2003,
  genres: ['Thriller', 'Mystery'],
  genreKeys: ['Thriller', 'Mystery'],
  runtime: 120,
  directors: ['Park Chan-wook'],
  overview: 'A man is shut up for fifteen years & never told why.',
  rating: { mean: 4.4, count: 12 },
  because: 'Because you liked Burning',
  posterUrl: '/media/oldboy.jpg',
};

describe('a slash command', () => {
  it('is run as it was typed, for whom and where it was typed', async () => {
    await answerTo(type('recommend like:"The <Handmaiden> & co"'));
    const [asked] = stage.commands.typed;
    expect(asked?.text).toBe('recommend like:"The <Handmaiden> & co"');
    expect(asked?.context).toMatchObject({
      via: 'slack',
      locale: 'en',
      person: { name: 'Mina' },
      channel: {
        platform: 'slack',
        tenantId: stage.slack.teamId,
        channelId: stage.channel,
      },
    });
    expect(await asked?.context.channel?.look()).toEqual({
      name: 'movies',
      isPrivate: false,
      mayManage: true,
      standing: 'member',
    });
  });

  it('works in Korean, and speaks the language of whoever asks', async () => {
    await answerTo(type('추천 기생충', stage.june, '/영화'));
    expect(stage.commands.typed[0]).toMatchObject({ text: '추천 기생충', context: { locale: 'ko' } });
  });

  it('answers everybody, or only whoever asked', async () => {
    const shown = await answerTo(type('recommend'));
    expect(shown).toMatchObject({ text: 'Done.', ephemeral: false });
    stage.commands.answer = () => ({
      to: 'sender',
      text: 'There is no **such** command.',
      cards: [],
      refused: true,
    });
    const hidden = await answerTo(type('recomend'));
    expect(hidden).toMatchObject({ text: 'There is no such command.', ephemeral: true });
  });

  it('is acknowledged at once, however long the answer takes', async () => {
    let finish = (_answer: Answer): void => undefined;
    stage.commands.answer = () => new Promise((resolve) => (finish = resolve));
    const outcome = await type('recommend');
    expect(outcome.error).toBeUndefined();
    expect(outcome.messages()).toEqual([]);
    await eventually('the command', () => stage.commands.typed.length === 1);
    finish({ to: 'channel', text: 'At last.', cards: [] });
    expect((await outcome.next())?.text).toBe('At last.');
  });

  it('is answered also when Slack is in trouble for a moment', async () => {
    stage.slack.faults.serverError({ method: 'response_url', status: 503 });
    expect((await answerTo(type('recommend'))).text).toBe('Done.');
  });

  it('in a direct message belongs to no channel', async () => {
    const { world } = stage.slack;
    const direct = world.directChannel(stage.mina, world.botUserId);
    const outcome = await world.slash(stage.mina, direct, '/movie', 'help');
    expect(await outcome.next()).toBeDefined();
    expect(stage.commands.typed[0]?.context.channel).toBeUndefined();
  });

  it('joins a public channel before it is linked', async () => {
    const { world } = stage.slack;
    const { id } = world.createChannel({ name: 'new', members: [stage.mina], withApp: false });
    const outcome = await world.slash(stage.mina, id, '/movie', 'room open new');
    expect((await outcome.next())?.text).toBe('Done.');
    expect(world.channel(id).memberIds).toContain(world.botUserId);
  });

  it('says how to invite the app into a private channel, and links nothing', async () => {
    const { world } = stage.slack;
    const { id } = world.createChannel({
      name: 'den',
      kind: 'private',
      members: [stage.june],
      withApp: false,
    });
    const outcome = await world.slash(stage.june, id, '/영화', '방 열기 den');
    expect(await outcome.next()).toMatchObject({
      ephemeral: true,
      text: expect.stringContaining('/invite @Matinee'),
    });
    expect(stage.commands.typed).toEqual([]);
  });

  it('that stumbles over Slack is answered, in both languages', async () => {
    stage.slack.world.createUser({ realName: 'Late' });
    const late = stage.slack.world.users().at(-1)?.id ?? '';
    stage.slack.world.join(late, stage.channel);
    stage.commands.answer = () => Promise.reject(new Error('the store is away'));
    const shown = await answerTo(type('recommend', late));
    expect(shown).toMatchObject({ ephemeral: true, text: expect.stringMatching(/Try again[^]*다시/) });
  });

  it('long in its answer comes in parts', async () => {
    stage.commands.answer = () => ({ to: 'sender', text: 'A rather long sentence. '.repeat(300), cards: [] });
    const outcome = await type('help');
    const first = await outcome.next();
    const second = await outcome.next();
    expect(first?.text).toMatch(/^\(1\/2\) /);
    expect(second?.text).toMatch(/^\(2\/2\) /);
  });
});

describe('film cards', () => {
  const card = async (cards: FilmCard[], by = stage.mina) => {
    stage.commands.answer = () => ({ to: 'channel', text: 'Films like **Burning**.', cards });
    return answerTo(type('recommend', by));
  };

  it('show title, facts, stars, overview, the reason and the poster', async () => {
    const before = stage.slack.world.pings.length;
    const shown = await card([oldboy]);
    const [intro, section, context, actions] = shown.blocks ?? [];
    expect(intro).toMatchObject({ type: 'rich_text' });
    expect(section).toMatchObject({
      type: 'section',
      accessory: { type: 'image', image_url: 'https://rooms.example/media/oldboy.jpg', alt_text: 'Oldboy' },
    });
    const text = JSON.stringify(section?.text);
    expect(text).toContain('*Oldboy*\\n');
    expect(text).toContain('&lt;!channel&gt;');
    expect(text).toContain('2003 · Thriller · Mystery · 120 min');
    expect(text).toContain('★★★★½ 4.4 (12)');
    expect(text).toContain('fifteen years &amp; never');
    expect(context).toMatchObject({ type: 'context', elements: [{ text: 'Because you liked Burning' }] });
    expect(actions).toMatchObject({
      elements: [
        { text: { text: 'More like it' } },
        { text: { text: 'Review' } },
        { text: { text: 'Watch later' } },
      ],
    });
    expect(stage.slack.world.pings.length).toBe(before);
  });

  it('say what a source wants said once, below all of them, and ask for posters that always come', async () => {
    const film = { ...oldboy, attribution: 'This product uses TMDB …', posterUrl: '/posters/b' };
    const shown = await card([film, { ...film, movieId: 'another' }]);
    const said = (shown.blocks ?? []).filter((block) => JSON.stringify(block).includes('TMDB'));
    expect(said).toMatchObject([{ type: 'context', elements: [{ text: film.attribution }] }]);
    expect(shown.blocks?.at(-1)).toEqual(said[0]);
    expect(shown.blocks?.find(({ type: kind }) => kind === 'section')).toMatchObject({
      accessory: { image_url: 'https://rooms.example/posters/b?blank' },
    });
  });

  it('fit into one message, however much there is to say', async () => {
    const wordy = {
      ...oldboy,
      overview: '복수는 끝나지 않아요. '.repeat(200),
      title: '아주 긴 제목 '.repeat(60),
    };
    const shown = await card(
      Array.from({ length: 5 }, (_, index) => ({ ...wordy, movieId: `film-${index}` })),
    );
    const sections = (shown.blocks ?? []).filter(({ type: kind }) => kind === 'section');
    expect(sections).toHaveLength(5);
  });

  it('have buttons that answer whoever presses them, alone', async () => {
    const shown = await card([oldboy, { ...oldboy, movieId: 'another' }], stage.june);
    expect(shown.blocks?.at(-1)).toMatchObject({
      elements: [
        { text: { text: '비슷한 영화' } },
        { text: { text: '정보' } },
        { text: { text: '보고 싶어요' } },
      ],
    });
    const press = async (action: string) => {
      const outcome = await stage.slack.world.clickButton(stage.june, stage.channel, shown.ts, action);
      expect(outcome.error).toBeUndefined();
      return outcome.next();
    };
    expect(await press('film_like')).toMatchObject({ ephemeral: true });
    expect(await press('film_info')).toMatchObject({ ephemeral: true });
    expect(await press('film_watch')).toMatchObject({ ephemeral: true });
    expect(stage.commands.pressed.map(({ command }) => command)).toEqual([
      { name: 'recommend', options: { like: 'oldboy-2003' } },
      { name: 'info', options: { title: 'oldboy-2003' } },
      { name: 'watchlist add', options: { title: 'oldboy-2003' } },
    ]);
    expect(stage.slack.world.messageView(stage.channel, shown.ts)?.blocks).toEqual(shown.blocks);
  });
});

describe('a question which film was meant', () => {
  it('is put to the one who asked alone, and choosing carries the command out for that film', async () => {
    const choices = [
      {
        movieId: 'oldboy-2003',
        label: 'Oldboy (2003)',
        line: '/movie watchlist add title:oldboy-2003 note:"<3 & more"',
      },
      { movieId: 'b', label: '<!channel> '.repeat(30), line: '/movie watchlist add title:b' },
    ];
    stage.commands.answer = () => ({ to: 'sender', text: 'Which?', cards: [], choices });
    const shown = await answerTo(type('watchlist add oldboy 2013'));
    expect(shown.ephemeral).toBe(true);
    expect(shown.blocks?.at(-1)).toMatchObject({
      type: 'actions',
      elements: [{ text: { text: 'Oldboy (2003)' } }, { action_id: 'film_choice_1' }],
    });
    stage.commands.answer = () => ({ to: 'channel', text: 'Done.', cards: [] });
    const outcome = await stage.slack.world.clickButton(stage.mina, stage.channel, shown.ts, 'film_choice_0');
    expect(outcome.error).toBeUndefined();
    expect(await outcome.next()).toMatchObject({ ephemeral: true, text: 'Done.' });
    expect(stage.commands.typed.at(-1)?.text).toBe(choices[0]?.line);
  });
});

describe('a spoiler', () => {
  const text = 'In the end ||the *butler* did it|| of course';

  it('is masked in the channel and shown to whoever presses the button', async () => {
    const [ts = ''] = await stage.platform.adapter.post(stage.link, aLine({ text }));
    const shown = stage.slack.world.messageView(stage.channel, ts);
    expect(JSON.stringify(shown)).not.toContain('butler');
    expect(shown?.blocks?.at(-1)).toMatchObject({ elements: [{ text: { text: 'Show spoiler' } }] });
    const outcome = await stage.slack.world.clickButton(stage.june, stage.channel, ts, 'show_spoiler');
    // Somebody was quicker than the note that this message is a copy.
    stage.copies.push({ seq: 7, part: 0, remoteId: ts, origin: false });
    const author = { id: 'p', name: 'Hana', via: 'web' as const };
    stage.messages.set(7, { seq: 7, at: new Date().toISOString(), author, text });
    expect(await outcome.next()).toMatchObject({ ephemeral: true, text: 'the butler did it' });
  });

  it('that is a picture is shown to whoever presses the button, and to nobody else', async () => {
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    stage.files.set('end', { bytes: Buffer.from(pixel, 'base64'), type: 'image/png', name: 'end.png' });
    const attachments = [aPicture({ id: 'end', alt: 'He was dead', spoiler: true })];
    const [ts = ''] = await stage.platform.adapter.post(stage.link, aLine({ text: 'look', attachments }));
    stage.copies.push({ seq: 8, part: 0, remoteId: ts, origin: false });
    const author = { id: 'p', name: 'Hana', via: 'web' as const };
    stage.messages.set(8, { seq: 8, at: new Date().toISOString(), author, text: 'look', attachments });
    const outcome = await stage.slack.world.clickButton(stage.june, stage.channel, ts, 'show_spoiler');
    const shown = await outcome.next();
    expect(shown).toMatchObject({ ephemeral: true, blocks: [{ type: 'image', alt_text: 'He was dead' }] });
    expect(JSON.stringify(stage.slack.world.messageView(stage.channel, ts))).not.toContain('dead');
  });

  it('in Korean has a button in Korean, and says when it is gone', async () => {
    const [ts = ''] = await stage.platform.adapter.post(stage.link, aLine({ text: '결말은 ||죽어요||' }));
    const shown = stage.slack.world.messageView(stage.channel, ts);
    expect(shown?.blocks?.at(-1)).toMatchObject({ elements: [{ text: { text: '스포일러 보기' } }] });
    const outcome = await stage.slack.world.clickButton(stage.june, stage.channel, ts, 'show_spoiler');
    expect(await outcome.next()).toMatchObject({ ephemeral: true, text: '이 스포일러는 이제 없어요.' });
  });
});
