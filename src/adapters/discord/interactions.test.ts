import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../sandbox/discord/waiting.ts';
import type { Answer, FilmCard } from '../../protocol/frames.ts';
import type { ChannelLook } from '../../core/commands/command-runner.ts';
import { waitFor } from '../../../tests/support/wait-for.ts';
import { openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.discordAdapter.start();
  await until(() => stage.discord.world.commands(stage.mina.id, stage.channel.id).length > 0);
});
afterAll(() => stage.close());
beforeEach(() => stage.commands.asked.splice(0));
afterEach(() => {
  stage.commands.answer = () => ({ to: 'channel', text: 'Done.', cards: [] });
});

const card = (change: Partial<FilmCard> = {}): FilmCard => ({
  movieId: 'parasite-2019',
  title: 'Parasite',
  originalTitle: '기생충',
  year: 2019,
  genres: ['Thriller', 'Drama'],
  genreKeys: ['Thriller', 'Drama'],
  runtime: 132,
  directors: ['Bong Joon Ho'],
  overview: 'A poor family moves, one by one, into the house of a rich one.',
  rating: { mean: 4.4, count: 12 },
  because: 'because you liked Burning',
  ...change,
});

const movie = (
  user: { id: string },
  path: string[],
  options: Record<string, string> = {},
  name = 'movie',
) => {
  const [subcommand, subcommandGroup] = [...path].reverse();
  const line = { options, ...(subcommand && { subcommand }), ...(subcommandGroup && { subcommandGroup }) };
  return stage.discord.world.slash(user.id, stage.channel.id, name, line);
};

describe('/movie on Discord', () => {
  it('is there in English and Korean, as the grammar has it', () => {
    const [command] = stage.discord.world.commands(stage.mina.id, stage.channel.id);
    expect(command).toMatchObject({ name: 'movie', nameLocalizations: { ko: '영화' } });
    const options = command?.options as { name: string; name_localizations?: { ko: string } }[];
    expect(options.map(({ name }) => name)).toEqual([
      'recommend',
      'search',
      'info',
      'review',
      'reviews',
      'poll',
      'help',
      'watchlist',
      'room',
    ]);
    expect(options.map((option) => option.name_localizations?.ko)).toEqual([
      '추천',
      '검색',
      '정보',
      '리뷰',
      '후기',
      '투표',
      '도움말',
      '보고싶은영화',
      '방',
    ]);
  });

  it('is registered only when it says something new', async () => {
    const registered = () => stage.discord.world.carriedOut.get('POST /applications/:application/commands');
    expect(registered()).toBe(1);
    const looked = () => stage.discord.world.carriedOut.get('GET /applications/:application/commands') ?? 0;
    const before = looked();
    stage.discord.faults.invalidateSessions();
    await until(() => looked() > before, 8000);
    await until(() => stage.discordAdapter.status() === 'connected', 8000);
    expect(registered()).toBe(1);
  });

  it('runs with the options given, for the person who asked, in the channel', async () => {
    const press = await movie(stage.jun, ['recommend'], { like: 'Parasite', for: 'room' });
    expect(press.state.status).toBe('answered');
    const [{ command, context } = {}] = stage.commands.asked;
    expect(command).toEqual({ name: 'recommend', options: { like: 'Parasite', for: 'room' } });
    expect(context).toMatchObject({
      via: 'discord',
      locale: 'en',
      person: { name: 'Jun' },
      channel: {
        platform: 'discord',
        tenantId: stage.guild.id,
        channelId: stage.channel.id,
      },
    });
    expect(await context?.channel?.look()).toEqual({
      name: 'movies',
      isPrivate: false,
      mayManage: false,
      standing: 'member',
    });
  });

  it('understands Korean words, answers in Korean, and knows who may manage the channel', async () => {
    await movie(stage.mina, ['방', '열기'], { 이름: '기생충', 제목: '기생충의 밤' }, '영화');
    const [{ command, context } = {}] = stage.commands.asked;
    expect(command).toEqual({ name: 'room open', options: { slug: '기생충', title: '기생충의 밤' } });
    expect(context).toMatchObject({ locale: 'ko', person: { name: '미나' } });
    expect(await context?.channel?.look()).toMatchObject({ mayManage: true, standing: 'admin' });
  });

  it('asked in a thread is about the channel the thread belongs to', async () => {
    const thread = stage.discord.world.startThread(stage.jun.id, stage.channel.id, { name: 'Old Boy' });
    await stage.discord.world.slash(stage.jun.id, thread.id, 'movie', { subcommand: 'help' });
    const asked = stage.commands.asked[0]?.context.channel;
    expect(asked).toMatchObject({ channelId: stage.channel.id });
    expect(await asked?.look()).toEqual({
      name: 'movies',
      isPrivate: false,
      mayManage: false,
      standing: 'member',
    });
    // Whoever began a thread manages the thread, and not the channel.
    stage.commands.asked.splice(0);
    await stage.discord.world.slash(stage.mina.id, thread.id, 'movie', { subcommand: 'help' });
    expect(await stage.commands.asked[0]?.context.channel?.look()).toMatchObject({ mayManage: true });
  });

  it.each(['the channel', 'a thread in it'])(
    'asked in %s knows that not everybody may view it',
    async (where) => {
      const { world } = stage.discord;
      const hidden = world.createChannel(stage.guild.id, { name: 'secret-merger' });
      world.setPermissions(hidden.id, { deny: ['ViewChannel'] }, stage.guild.id);
      for (const id of [undefined, stage.mina.id])
        world.setPermissions(hidden.id, { allow: ['ViewChannel'] }, id);
      const place =
        where === 'the channel' ? hidden : world.startThread(stage.mina.id, hidden.id, { name: 'Old Boy' });
      const look = async (): Promise<ChannelLook | undefined> => {
        stage.commands.asked.splice(0);
        await world.slash(stage.mina.id, place.id, 'movie', { subcommand: 'help' });
        return stage.commands.asked[0]?.context.channel?.look();
      };
      await waitFor('the channel to be hidden', async () => (await look())?.isPrivate === true);
      expect(stage.commands.asked[0]?.context.channel).toMatchObject({ channelId: hidden.id });
      world.setPermissions(hidden.id, { allow: ['ViewChannel'] }, stage.guild.id);
      await waitFor('the channel to be open', async () => (await look())?.isPrivate === false);
    },
  );

  it('asked in a private thread knows that not everybody may view it', async () => {
    const { world } = stage.discord;
    const thread = world.startThread(stage.jun.id, stage.channel.id, { name: 'Two of us', isPrivate: true });
    stage.commands.asked.splice(0);
    await world.slash(stage.jun.id, thread.id, 'movie', { subcommand: 'help' });
    expect(await stage.commands.asked[0]?.context.channel?.look()).toMatchObject({ isPrivate: true });
  });

  it('asked in private has no channel', async () => {
    const { world } = stage.discord;
    await world.slash(stage.jun.id, world.directChannel(stage.jun.id).id, 'movie', { subcommand: 'help' });
    const [{ context } = {}] = stage.commands.asked;
    expect(context?.channel).toBeUndefined();
    expect(context?.person.name).toBe('Jun');
  });

  it('answers the channel so that everybody sees it, and one person so that nobody else does', async () => {
    stage.commands.answer = () => ({ to: 'channel', text: '**Parasite** it is', cards: [] });
    expect((await movie(stage.jun, ['help'])).state.messages).toMatchObject([
      { content: '**Parasite** it is', ephemeral: false },
    ]);
    stage.commands.answer = () => ({ to: 'sender', text: 'code: `ABCD`', cards: [] });
    expect((await movie(stage.jun, ['help'])).state.messages).toMatchObject([
      { content: 'code: `ABCD`', ephemeral: true },
    ]);
    stage.commands.answer = () => ({ to: 'channel', text: 'no', cards: [], refused: true });
    expect((await movie(stage.jun, ['help'])).state.messages).toMatchObject([
      { content: 'no', ephemeral: true },
    ]);
  });

  it('says “thinking” when the answer takes long', async () => {
    const { answer, give } = later();
    stage.commands.answer = () => answer;
    const press = await movie(stage.jun, ['recommend']);
    expect(press.state.status).toBe('thinking');
    give({ to: 'channel', text: 'Here it is', cards: [card()] });
    const state = await press.until(({ status }) => status === 'answered');
    expect(state.messages).toMatchObject([{ content: 'Here it is', ephemeral: false, thinking: false }]);
  });

  it('never shows a late answer for one person to everybody', async () => {
    const { answer, give } = later();
    stage.commands.answer = () => answer;
    const press = await movie(stage.jun, ['room', 'invite']);
    give({ to: 'sender', text: 'code: `K7QM-2FHD-9XWB`', cards: [] });
    const state = await press.until(({ messages }) =>
      messages.some(({ content }) => content.includes('K7QM')),
    );
    expect(state.messages).toMatchObject([{ content: 'code: `K7QM-2FHD-9XWB`', ephemeral: true }]);
  });

  it('pings nobody with an answer', async () => {
    stage.commands.answer = () => ({ to: 'channel', text: `@everyone <@${stage.mina.id}>`, cards: [] });
    await movie(stage.jun, ['help']);
    expect(stage.discord.world.pings).toEqual([]);
  });

  it('splits an answer that is too long, for one person or for all', async () => {
    const text = Array.from({ length: 90 }, (_, row) => `row ${row} ${'word '.repeat(10)}`).join('\n\n');
    stage.commands.answer = () => ({ to: 'sender', text, cards: [] });
    const press = await movie(stage.jun, ['help']);
    const state = await press.until(({ messages }) =>
      messages.some(({ content }) => content.includes('row 89')),
    );
    expect(state.messages.length).toBeGreaterThan(1);
    expect(state.messages.every(({ ephemeral }) => ephemeral)).toBe(true);
  });

  it('completes what is being typed with at most 25 choices of 100 characters', async () => {
    const choices = await stage.discord.world.autocomplete(stage.mina.id, stage.channel.id, '영화', {
      subcommand: '추천',
      options: {},
      focused: '비슷한',
      value: '기생',
    });
    expect(choices).toHaveLength(25);
    expect(choices[0]).toEqual({ name: 'recommend like 기생 ko 0 ', value: '기생-0' });
    expect(choices[1]?.name).toHaveLength(100);
  });
});

describe('film cards on Discord', () => {
  it('show the facts, and buttons that run the same commands', async () => {
    stage.commands.answer = () => ({ to: 'channel', text: '', cards: [card()] });
    const press = await movie(stage.jun, ['info'], { title: 'parasite-2019' });
    const [message] = press.state.messages;
    expect(message?.embeds[0]).toMatchObject({ title: 'Parasite' });
    const description = String(message?.embeds[0]?.description);
    expect(description).toContain('기생충 · 2019 · Thriller · Drama · 132 min');
    expect(description).toContain('★★★★½ 4.4 (12)');
    expect(description).toContain('*because you liked Burning*');
    expect(description).toContain('one by one');
    expect(labels(message?.components)).toEqual(['More like it', 'Review', 'Watch later']);

    stage.commands.asked.splice(0);
    const more = await stage.discord.world.clickButton(
      stage.mina.id,
      message?.id ?? '',
      'matinee:like:parasite-2019',
    );
    expect(more.state.status).toBe('answered');
    expect(stage.commands.asked[0]?.command).toEqual({
      name: 'recommend',
      options: { like: 'parasite-2019' },
    });
    await stage.discord.world.clickButton(stage.mina.id, message?.id ?? '', 'matinee:watch:parasite-2019');
    expect(stage.commands.asked[1]?.command).toEqual({
      name: 'watchlist add',
      options: { title: 'parasite-2019' },
    });
    // What was there stays; the answers come beside it.
    expect(stage.discord.world.message(message?.id ?? '')?.embeds).toHaveLength(1);
  });

  it('say it in Korean to Korean readers, and number several films', async () => {
    const cards = ['a', 'b', 'c', 'd', 'e', 'f'].map((movieId) =>
      card({ movieId, title: `영화 ${movieId}` }),
    );
    stage.commands.answer = () => ({ to: 'channel', text: '이런 영화는 어때요?', cards });
    const press = await movie(stage.mina, ['추천'], {}, '영화');
    const [message] = press.state.messages;
    expect(message?.content).toBe('이런 영화는 어때요?');
    expect(message?.embeds).toHaveLength(6);
    expect(message?.embeds[1]).toMatchObject({ title: '2. 영화 b' });
    expect(String(message?.embeds[0]?.description)).toContain('132분');
    expect(message?.components).toHaveLength(4);
    expect(labels(message?.components)).toContain('2번과 비슷한 영화');
    expect(labels(message?.components)).toContain('6번 정보');
    const fewer = cards.slice(0, 3);
    stage.commands.answer = () => ({ to: 'channel', text: '', cards: fewer });
    const { state } = await movie(stage.mina, ['추천'], {}, '영화');
    expect(labels(state.messages[0]?.components)).toContain('3번 보고 싶어요');
  });

  it('say what a source wants said once, below the last film of it', async () => {
    const attribution = 'This product uses TMDB …';
    const cards = [
      card({ movieId: 'a', attribution }),
      card({ movieId: 'b', attribution, posterUrl: '/posters/b' }),
      card({ movieId: 'c' }),
    ];
    stage.commands.answer = () => ({ to: 'channel', text: '', cards });
    const { state } = await movie(stage.jun, ['recommend']);
    const embeds = state.messages[0]?.embeds ?? [];
    expect(embeds.map(({ footer }) => footer)).toEqual([undefined, { text: attribution }, undefined]);
    expect(embeds[1]).toMatchObject({ thumbnail: { url: 'https://rooms.example/posters/b' } });
  });

  it('stay within Discord’s limits however long the facts are', async () => {
    const cards = Array.from({ length: 14 }, (_, n) =>
      card({
        movieId: n === 0 ? 'x'.repeat(120) : n === 2 ? 'film-1' : `film-${n}`,
        title: '제목'.repeat(200),
        overview: 'A long story. '.repeat(300),
        because: '*because* of [everything](https://evil.example)',
        posterUrl: '/media/poster.png',
      }),
    );
    stage.commands.answer = () => ({ to: 'channel', text: '', cards });
    const press = await movie(stage.jun, ['recommend']);
    expect(press.state.status).toBe('answered');
    const [message] = press.state.messages;
    expect(message?.embeds.length).toBeGreaterThan(2);
    expect(message?.embeds[0]).toMatchObject({
      thumbnail: { url: 'https://rooms.example/media/poster.png' },
    });
  });
});

describe('a question which film was meant', () => {
  const choices = [
    { movieId: 'oldboy-2003', label: 'Oldboy (2003)', line: '/movie watchlist add title:oldboy-2003' },
    {
      movieId: 'old',
      label: 'x'.repeat(200),
      line: `/movie watchlist add title:old note:"${'a long note '.repeat(20)}"`,
    },
  ];

  it('is put to the one who asked alone; choosing carries the command out for that film, with all that was said', async () => {
    stage.commands.answer = () => ({ to: 'sender', text: 'Which?', cards: [], choices });
    const asked = await movie(stage.mina, ['watchlist', 'add'], { title: 'oldboy 2013' });
    const [question] = asked.state.messages;
    expect([question?.ephemeral, question?.content]).toEqual([true, 'Which?']);
    const rows = question?.components as { components: { custom_id: string }[] }[];
    const ids = rows.flatMap((row) => row.components.map((button) => button.custom_id));
    expect(ids).toHaveLength(2);
    stage.commands.asked.splice(0);
    stage.commands.answer = () => ({ to: 'channel', text: 'Done.', cards: [] });
    for (const id of ids) {
      const press = await stage.discord.world.clickButton(stage.mina.id, question?.id ?? '', id);
      expect(press.state.messages[0]).toMatchObject({ content: 'Done.', ephemeral: true });
    }
    expect(stage.commands.asked.map(({ command }) => command)).toEqual([
      { name: 'watchlist add', options: { title: 'oldboy-2003' } },
      { name: 'watchlist add', options: { title: 'old', note: 'a long note '.repeat(20) } },
    ]);
  });
});

describe('buttons under an answer', () => {
  const press = async (to: Answer['to'], slow: boolean) => {
    stage.commands.answer = () => ({ to, text: '', cards: [card()] });
    const [shown] = (await movie(stage.jun, ['info'], { title: 'parasite-2019' })).state.messages;
    const { answer, give } = later();
    stage.commands.answer = () => (slow ? answer : { to: 'channel', text: 'Like it.', cards: [] });
    const pressed = stage.discord.world.clickButton(
      stage.jun.id,
      shown?.id ?? '',
      'matinee:like:parasite-2019',
    );
    if (slow) setTimeout(() => give({ to: 'channel', text: 'Like it.', cards: [] }), 1_800);
    const { id } = await pressed;
    await until(() =>
      stage.discord.world.interaction(id).messages.some(({ content }) => content === 'Like it.'),
    );
    return stage.discord.world.interaction(id).messages.find(({ content }) => content === 'Like it.')
      ?.ephemeral;
  };

  it.each([
    ['that one person sees are answered to that person', 'sender', false, true],
    [
      'that one person sees are answered to that person, also when the answer takes long',
      'sender',
      true,
      true,
    ],
    ['that everybody sees are answered as the command is', 'channel', false, false],
  ] as const)('%s', async (_what, to, slow, ephemeral) => {
    expect(await press(to, slow)).toBe(ephemeral);
  });
});

function labels(components: unknown): unknown[] {
  const rows = components as { components: { label: string }[] }[];
  return rows.flatMap((row) => row.components.map(({ label }) => label));
}

function later(): { answer: Promise<Answer>; give: (answer: Answer) => void } {
  let give: (answer: Answer) => void = () => undefined;
  const answer = new Promise<Answer>((resolve) => {
    give = resolve;
  });
  return { answer, give };
}
