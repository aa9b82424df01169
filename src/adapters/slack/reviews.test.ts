import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FilmCard, ReviewForm, ReviewView } from '../../protocol/frames.ts';
import { waitFor } from '../../../tests/support/wait-for.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.platform.start();
});
afterAll(() => stage?.close());
beforeEach(() => {
  stage.commands.submitted.splice(0);
  stage.commands.submitting = () => ({ to: 'sender', text: 'Saved.', cards: [] });
  stage.commands.answer = () => ({
    to: 'sender',
    text: 'Your review of **Parasite**.',
    cards: [],
    form: form(),
  });
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
const type = (text: string, by = stage.mina) => stage.slack.world.slash(by, stage.channel, '/movie', text);
async function opened(by = stage.mina) {
  await type('review Parasite', by);
  return waitFor('the form', () => stage.slack.world.openViews(by)[0]);
}

describe('the review form on Slack', () => {
  it('opens with what its author said before', async () => {
    stage.commands.answer = () => ({
      to: 'sender',
      text: '',
      cards: [],
      form: form({ rating: 4.5, text: 'stairs', spoiler: true, share: false }),
    });
    const view = await opened();
    expect(view.callbackId).toBe('review_form');
    expect(view.values).toMatchObject({
      rating: { rating: { selected_option: { value: '4.5' } } },
      text: { text: { value: 'stairs' } },
      flags: { flags: { selected_options: [{ value: 'spoiler' }] } },
    });
    expect(JSON.stringify(view.blocks)).toContain('"share"');
    await stage.slack.world.closeView(stage.mina, view.id);
  });

  it('comes back as it was filled in, and its author alone is told that it is saved', async () => {
    stage.commands.answer = () => ({ to: 'sender', text: '', cards: [], form: form({ share: true }) });
    const view = await opened();
    const sent = await stage.slack.world.submitView(stage.mina, view.id, {
      rating: '3.5',
      text: 'stairs\nand *rain*',
      flags: ['spoiler'],
    });
    expect(sent.outcome).toBe('closed');
    expect(stage.commands.submitted).toEqual([
      { movieId: 'parasite-2019', rating: '3.5', text: 'stairs\nand *rain*', spoiler: true, share: false },
    ]);
    await waitFor('the confirmation', () =>
      stage.slack.world
        .channelView(stage.channel, stage.mina)
        .some(({ ephemeral, text }) => ephemeral && text === 'Saved.'),
    );
  });

  it('stays open with what is wrong and all that was typed', async () => {
    stage.commands.submitting = () => ({
      to: 'sender',
      text: '너무 빨라요. **잠시 뒤에** 다시 해 보세요.',
      cards: [],
      refused: true,
    });
    const view = await opened();
    const sent = await stage.slack.world.submitView(stage.mina, view.id, {
      rating: '2',
      text: 'long thoughts',
    });
    expect(sent).toMatchObject({
      outcome: 'errors',
      errors: { text: '너무 빨라요. 잠시 뒤에 다시 해 보세요.' },
    });
    const [still] = stage.slack.world.openViews(stage.mina);
    expect(still?.values).toMatchObject({ text: { text: { value: 'long thoughts' } } });
    await stage.slack.world.closeView(stage.mina, view.id);
  });

  it('needs stars, as Slack itself says', async () => {
    const view = await opened();
    const sent = await stage.slack.world.submitView(stage.mina, view.id, { text: 'no stars' });
    expect([sent.outcome, Object.keys(sent.errors)]).toEqual(['errors', ['rating']]);
    await stage.slack.world.closeView(stage.mina, view.id);
  });

  it('holds a review longer than one of Slack’s inputs', async () => {
    const long = '가나다라마바사 '.repeat(500);
    stage.commands.answer = () => ({
      to: 'sender',
      text: '',
      cards: [],
      form: form({ rating: 4, text: long }),
    });
    const view = await opened();
    await stage.slack.world.submitView(stage.mina, view.id, {});
    expect(stage.commands.submitted[0]?.text).toBe(long);
  });

  it('closes though the answer takes its time', async () => {
    let answer = (): void => undefined;
    stage.commands.submitting = async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return { to: 'sender', text: 'Saved late.', cards: [] };
    };
    const view = await opened();
    const sent = await stage.slack.world.submitView(stage.mina, view.id, { rating: '5' });
    expect(sent.outcome).toBe('closed');
    answer();
    await waitFor('the confirmation', () =>
      stage.slack.world.channelView(stage.channel, stage.mina).some(({ text }) => text === 'Saved late.'),
    );
  });

  it('is a button away where the answer came too late for a form', async () => {
    stage.commands.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 3_200));
      return { to: 'sender', text: 'Your review of **Parasite**.', cards: [], form: form() };
    };
    const outcome = await type('review Parasite', stage.june);
    const message = await waitFor('the button', () => outcome.messages()[0], 8_000);
    expect(message.ephemeral).toBe(true);
    stage.commands.answer = () => ({ to: 'sender', text: '', cards: [], form: form() });
    await stage.slack.world.clickButton(stage.june, stage.channel, message.ts, 'film_review');
    const view = await waitFor('the form', () => stage.slack.world.openViews(stage.june)[0]);
    await stage.slack.world.closeView(stage.june, view.id);
  });
});

describe('reviews on Slack', () => {
  const review = (more: Partial<ReviewView> = {}): ReviewView => ({
    id: 'review-1',
    movieId: 'parasite-2019',
    author: { id: 'p', name: 'Ana <!channel>', tag: 'k3f7', via: 'web' },
    rating: 4.5,
    text: 'stairs *everywhere* <!here>',
    spoiler: false,
    likes: 3,
    comments: 1,
    liked: false,
    at: '2026-03-01T10:00:00.000Z',
    ...more,
  });
  const show = async (reviews: ReviewView[], by = stage.mina) => {
    stage.commands.answer = () => ({ to: 'channel', text: '**Parasite** · reviews', cards: [], reviews });
    const outcome = await type('reviews Parasite', by);
    return waitFor('the reviews', () => outcome.messages()[0]);
  };

  it('show stars, words and how many found them helpful, and ping nobody', async () => {
    const before = stage.slack.world.pings.length;
    const message = await show([review()]);
    const text = JSON.stringify(message.blocks);
    expect(text).toContain('#k3f7');
    expect(text).toContain('★★★★½ 4.5');
    expect(text).toContain('&lt;!here&gt;');
    expect(text).toContain('Helpful ♥ 3');
    expect(stage.slack.world.pings.length).toBe(before);
  });

  it('hide what spoils until one person asks for it', async () => {
    const message = await show([
      review({ id: 'a', text: 'the whole end', spoiler: true }),
      review({ id: 'b', text: 'see ||the cellar||' }),
    ]);
    expect(JSON.stringify(message)).not.toMatch(/whole end|the cellar/);
    const outcome = await stage.slack.world.clickButton(stage.mina, stage.channel, message.ts, 'review_show');
    const seen = await waitFor('all of it', () => outcome.messages()[0]);
    expect(seen).toMatchObject({ ephemeral: true, text: 'read a' });
    await stage.slack.world.clickButton(stage.mina, stage.channel, message.ts, 'review_like');
    await waitFor('the like', () => stage.commands.reviewsPressed.some(([button]) => button === 'like'));
  });
});

describe('a review shown in a room, on Slack', () => {
  const shown = {
    reviewId: 'r',
    movieId: 'parasite-2019',
    rating: 4.5,
    film: { title: { en: 'Parasite', ko: '기생충' }, year: 2019, genreKeys: ['Drama'] },
  };
  const newest = () =>
    stage.slack.world
      .channelView(stage.channel)
      .filter(({ ephemeral }) => !ephemeral)
      .at(-1);

  it('is the film and its stars with its author’s words under them, and follows them', async () => {
    const line = aLine({ text: '||\nthe end\n||', review: { ...shown, spoiler: true } });
    const ids = await stage.platform.adapter.post(stage.link, line);
    const text = JSON.stringify(newest()?.blocks);
    expect(text).toContain('*기생충 · Parasite (2019)*\\n★★★★½ 4.5');
    expect(text).not.toContain('the end');
    expect(text).toContain('show_spoiler');
    expect(newest()?.text).not.toContain('the end');
    await stage.platform.adapter.edit(stage.link, ids, aLine({ text: '', review: { ...shown, rating: 2 } }));
    expect(JSON.stringify(newest()?.blocks)).toContain('★★☆☆☆ 2.0');
  });
});
