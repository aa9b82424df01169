import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FilmCard, ReviewForm, ReviewView } from '../../protocol/frames.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';
import { waitFor } from '../../../tests/support/wait-for.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.discordAdapter.start();
  await waitFor(
    'the command',
    () => stage.discord.world.commands(stage.mina.id, stage.channel.id).length > 0,
  );
});
afterAll(() => stage?.close());
beforeEach(() => {
  const { commands } = stage;
  commands.submitted.splice(0);
  commands.submitting = () => ({ to: 'sender', text: 'Saved.', cards: [] });
  commands.answer = () => ({ to: 'sender', text: 'Your review of **Parasite**.', cards: [], form: form() });
});

const movie: FilmCard = {
  movieId: 'parasite-2019',
  title: 'Parasite',
  year: 2019,
  genres: [],
  genreKeys: [],
  directors: [],
};
const form = (more: Partial<ReviewForm> = {}): ReviewForm => ({ movie, text: '', spoiler: false, ...more });
const ask = (subcommand = 'review', user = stage.jun) =>
  stage.discord.world.slash(user.id, stage.channel.id, 'movie', {
    subcommand,
    options: { title: 'parasite-2019' },
  });

describe('the review form on Discord', () => {
  it('opens with what its author said before', async () => {
    stage.commands.answer = () => ({
      to: 'sender',
      text: '',
      cards: [],
      form: form({ rating: 4.5, text: 'stairs', spoiler: true, share: false }),
    });
    const { state } = await ask();
    expect(state).toMatchObject({ status: 'modal', modal: { title: 'Parasite (2019)' } });
    const components = JSON.stringify(state.modal?.components);
    expect(components).toContain('"label":"★★★★½ 4.5","value":"4.5","default":true');
    expect(components).toContain('"value":"stairs"');
    expect(components).toContain('"value":"spoiler","default":true');
    expect(components).toMatch(/"value":"share"\}/);
  });

  it('comes back as it was filled in, and its author alone is told that it is saved', async () => {
    stage.commands.answer = () => ({ to: 'sender', text: '', cards: [], form: form({ share: true }) });
    const press = await ask();
    const sent = await stage.discord.world.submitModal(stage.jun.id, press, {
      rating: '4.5',
      text: 'stairs ||all the way down||',
      flags: ['spoiler'],
    });
    expect(sent.state).toMatchObject({
      status: 'answered',
      messages: [{ content: 'Saved.', ephemeral: true }],
    });
    expect(stage.commands.submitted).toEqual([
      {
        movieId: 'parasite-2019',
        rating: '4.5',
        text: 'stairs ||all the way down||',
        spoiler: true,
        share: false,
      },
    ]);
  });

  it('says nothing of sharing where there is no room to share it in', async () => {
    const press = await ask();
    expect(JSON.stringify(press.state.modal)).not.toContain('"share"');
    await stage.discord.world.submitModal(stage.jun.id, press, { rating: '3' });
    expect(stage.commands.submitted).toEqual([
      { movieId: 'parasite-2019', rating: '3', text: '', spoiler: false },
    ]);
  });

  it('keeps what was typed when it is refused: a button opens it again', async () => {
    stage.commands.submitting = () => ({ to: 'sender', text: 'Too fast.', cards: [], refused: true });
    const press = await ask();
    const sent = await stage.discord.world.submitModal(stage.jun.id, press, {
      rating: '2',
      text: 'long thoughts',
      flags: ['spoiler'],
    });
    const [message] = sent.state.messages;
    expect(message).toMatchObject({ content: 'Too fast.', ephemeral: true });
    const customId =
      /"custom_id":"(matinee:draft:[^"]+)"/.exec(JSON.stringify(message?.components))?.[1] ?? '';
    const again = await stage.discord.world.clickButton(stage.jun.id, message?.id ?? '', customId);
    expect(again.state.status).toBe('modal');
    const components = JSON.stringify(again.state.modal?.components);
    expect(components).toContain('"value":"2","default":true');
    expect(components).toContain('"value":"long thoughts"');
    expect(components).toContain('"value":"spoiler","default":true');
    stage.commands.submitting = () => ({ to: 'sender', text: 'Saved.', cards: [] });
    const done = await stage.discord.world.submitModal(stage.jun.id, again, {
      rating: '2',
      text: 'long thoughts',
      flags: [],
    });
    expect(done.state.messages[0]).toMatchObject({ content: 'Saved.' });
  });

  it('is a button away where the answer came too late for a form', async () => {
    stage.commands.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_600));
      return { to: 'sender', text: 'Your review of **Parasite**.', cards: [], form: form() };
    };
    const press = await ask();
    const state = await press.until(
      ({ messages }) => messages.some(({ components }) => components.length > 0),
      6_000,
    );
    const message = state.messages.find(({ components }) => components.length > 0);
    expect(message?.ephemeral).toBe(true);
    const customId =
      /"custom_id":"(matinee:draft:[^"]+)"/.exec(JSON.stringify(message?.components))?.[1] ?? '';
    const opened = await stage.discord.world.clickButton(stage.jun.id, message?.id ?? '', customId);
    expect(opened.state).toMatchObject({ status: 'modal', modal: { title: 'Parasite (2019)' } });
  });
});

describe('reviews on Discord', () => {
  const review = (more: Partial<ReviewView> = {}): ReviewView => ({
    id: `review-${more.author?.name ?? 'Ana'}`,
    movieId: 'parasite-2019',
    author: { id: 'p', name: 'Ana', via: 'web' },
    rating: 4.5,
    text: 'stairs',
    spoiler: false,
    likes: 3,
    comments: 1,
    liked: false,
    at: '2026-03-01T10:00:00.000Z',
    ...more,
  });

  it('show stars, words and how many found them helpful; spoilers wait to be pressed', async () => {
    const bora = { id: 'q', name: '보라', tag: 'k3f7', via: 'slack' as const };
    stage.commands.answer = () => ({
      to: 'channel',
      text: '**Parasite** · 2 reviews',
      cards: [],
      reviews: [review(), review({ author: bora, text: '그 집에\n\n누가 더 있어요', spoiler: true })],
    });
    const { state } = await ask('reviews');
    const [message] = state.messages;
    expect(message?.embeds).toMatchObject([
      { author: { name: '1. Ana' }, description: '★★★★½ 4.5\nstairs', footer: { text: '♥ 3  💬 1' } },
      { author: { name: '2. 보라 #k3f7' } },
    ]);
    const hidden = String(message?.embeds[1]?.description).split('\n').slice(1).join('\n');
    expect(hidden.replaceAll(/\|\|[\s\S]*?\|\|/g, '').trim()).toBe('');
    await stage.discord.world.clickButton(
      stage.mina.id,
      message?.id ?? '',
      'matinee:like-review:review-보라',
    );
    expect(stage.commands.reviewsPressed.at(-1)).toEqual(['like', 'review-보라']);
  });

  it('stay within Discord’s limits however long they are, and all of one is a press away', async () => {
    const long = '아주 긴 감상이에요. ||반전까지|| '.repeat(200);
    stage.commands.answer = () => ({
      to: 'channel',
      text: '',
      cards: [],
      reviews: Array.from({ length: 5 }, (_, n) =>
        review({
          author: { id: 'p', name: `Reader ${n}`, via: 'web' },
          text: long.slice(0, 4000),
          spoiler: n % 2 === 0,
        }),
      ),
    });
    const { state } = await ask('reviews');
    const [message] = state.messages;
    expect(message?.embeds).toHaveLength(5);
    await stage.discord.world.clickButton(
      stage.mina.id,
      message?.id ?? '',
      'matinee:read-review:review-Reader 3',
    );
    expect(stage.commands.reviewsPressed.at(-1)).toEqual(['read', 'review-Reader 3']);
  });
});

describe('a review shown in a room, on Discord', () => {
  const shown = {
    reviewId: 'r',
    movieId: 'parasite-2019',
    rating: 4.5,
    film: { title: { en: 'Parasite', ko: '기생충' }, year: 2019, genreKeys: ['Drama'] },
  };
  const messages = () => stage.discord.world.channelView(stage.channel.id).messages;

  it('is its author’s words with the film and its stars under them, and follows them', async () => {
    const line = aLine({ text: '||\nthe end\n||', review: { ...shown, spoiler: true } });
    const ids = await stage.discordAdapter.adapter.post(stage.link, line);
    const posted = messages().at(-1);
    expect(posted).toMatchObject({
      author: { name: 'Hana' },
      embeds: [{ title: '기생충 · Parasite (2019)', description: '★★★★½ 4.5' }],
    });
    expect(posted?.content.replaceAll(/\s/g, '')).toBe('||theend||');
    await stage.discordAdapter.adapter.edit(
      stage.link,
      ids,
      aLine({ text: '', review: { ...shown, rating: 2 } }),
    );
    expect(messages().at(-1)).toMatchObject({ content: '', embeds: [{ description: '★★☆☆☆ 2.0' }] });
  });
});
