import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageView, ReviewView } from '../../src/protocol/frames.ts';
import { ROOM, SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { api } from '../support/web-client.ts';

const FILM = 'parasite-2019';

describe.each(SETUPS)('a review on three sides: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;

  beforeAll(async () => {
    if (!available) return;
    stage = await Stage.set(setup);
  }, 90_000);
  afterAll(() => stage?.strike(), 30_000);

  const onDiscord = () => stage.discord.world.channelView(stage.places.discordChannel).messages;
  const onSlack = () =>
    stage.slack.world.channelView(stage.places.slackChannel).filter(({ ephemeral }) => !ephemeral);
  const onWeb = async (): Promise<MessageView[]> =>
    (await stage.owner.history(ROOM)).filter((message) => message.review !== undefined);
  const listed = async (): Promise<ReviewView[]> => {
    const { reviews } = await api<{ reviews: ReviewView[] }>(stage.url, `/movies/${FILM}/reviews`);
    return reviews;
  };
  const discordCard = (author: string) =>
    waitFor(`the review of ${author} on Discord`, () =>
      onDiscord().find((message) => message.author.name === author && message.embeds.length > 0),
    );
  const slackCard = (author: string) =>
    waitFor(`the review of ${author} on Slack`, () =>
      onSlack().find(
        ({ name, blocks }) => name === author && JSON.stringify(blocks ?? []).includes('Parasite'),
      ),
    );

  test('written in Discord’s form, it is in the list, on the web and on Slack, its end hidden', async () => {
    const { ana, discordChannel } = stage.places;
    const press = await stage.discord.world.slash(ana, discordChannel, 'movie', {
      subcommand: 'review',
      options: { title: FILM },
    });
    await press.until(({ status }) => status === 'modal', 5_000);
    const sent = await stage.discord.world.submitModal(ana, press, {
      rating: '4.5',
      text: 'the cellar, of course',
      flags: ['spoiler', 'share'],
    });
    const state = await sent.until(({ messages }) => messages.length > 0, 5_000);
    expect(state.messages[0]?.content).toMatch(/is saved/);
    expect(await listed()).toMatchObject([
      { author: { name: 'Ana', via: 'discord' }, rating: 4.5, text: 'the cellar, of course', spoiler: true },
    ]);
    expect(await onWeb()).toMatchObject([
      {
        author: { name: 'Ana' },
        text: '||\nthe cellar, of course\n||',
        review: { rating: 4.5, spoiler: true },
      },
    ]);
    const card = await slackCard('Ana');
    expect(JSON.stringify(card)).toContain('★★★★½ 4.5');
    expect(JSON.stringify(card)).not.toContain('the cellar');
    const { bora, slackChannel } = stage.places;
    const outcome = await stage.slack.world.clickButton(bora, slackChannel, card.ts, 'show_spoiler');
    const seen = await waitFor('what is hidden', () => outcome.messages()[0]);
    expect(seen).toMatchObject({ ephemeral: true, text: 'the cellar, of course' });
    // Where it was written it is shown too: what one says in a form is in no channel yet.
    expect((await discordCard('Ana')).content.replaceAll('\n', '')).toMatch(/^\|\|.*the cellar.*\|\|$/);
  });

  test('written in Slack’s form in Korean, it is in the list, on the web and on Discord', async () => {
    const { bora, slackChannel } = stage.places;
    await stage.slack.world.slash(bora, slackChannel, '/movie', `리뷰 ${FILM}`);
    const view = await waitFor('the form', () => stage.slack.world.openViews(bora)[0]);
    const sent = await stage.slack.world.submitView(bora, view.id, {
      rating: '5',
      text: '*계단*이 주인공이에요',
      flags: ['share'],
    });
    expect(sent.outcome).toBe('closed');
    const card = await discordCard('보라');
    expect(card).toMatchObject({
      content: '*계단*이 주인공이에요',
      embeds: [{ title: '기생충 · Parasite (2019)', description: '★★★★★ 5.0' }],
    });
    expect((await onWeb()).map((message) => message.author.name)).toEqual(['Ana', '보라']);
    expect((await listed()).length).toBe(2);
  });

  test('written over REST it is on both, follows its changes, and goes when it is deleted', async () => {
    const { token } = stage.owner;
    const put = (body: object) => api(stage.url, `/movies/${FILM}/review`, { method: 'PUT', token, body });
    await put({ rating: 3, text: 'quiet first', share: true });
    await Promise.all([discordCard('Jun'), slackCard('Jun')]);
    await put({ rating: 1.5, text: 'changed my mind' });
    await waitFor('the change on Discord', () =>
      onDiscord().find(
        ({ content, embeds }) => content === 'changed my mind' && JSON.stringify(embeds).includes('1.5'),
      ),
    );
    await waitFor('the change on Slack', () =>
      onSlack().find(({ blocks }) => /1\.5.*changed my mind/s.test(JSON.stringify(blocks ?? []))),
    );
    await api(stage.url, `/movies/${FILM}/review`, { method: 'DELETE', token });
    await waitFor(
      'its end on Discord',
      () => !onDiscord().some(({ content }) => content === 'changed my mind'),
    );
    await waitFor(
      'its end on Slack',
      () => !JSON.stringify(onSlack().filter((each) => !each.deleted)).includes('changed my mind'),
    );
    expect((await onWeb()).map((message) => message.author.name)).toEqual(['Ana', '보라']);
  });

  test('is shown by command, liked by a press, and moves the film’s stars everywhere', async () => {
    const { theo, daniel, discordChannel, slackChannel } = stage.places;
    const press = await stage.discord.world.slash(theo, discordChannel, 'movie', {
      subcommand: 'reviews',
      options: { title: FILM },
    });
    const { messages } = await press.until(
      (state) => state.messages.some(({ embeds }) => embeds.length > 0),
      5_000,
    );
    expect(messages[0]?.embeds.length).toBe(2);
    const mine = (await listed()).find(({ author }) => author.name === '보라');
    await stage.discord.world.clickButton(
      theo,
      messages[0]?.id ?? '',
      `matinee:like-review:${mine?.id ?? ''}`,
    );
    await waitFor('the like', async () => (await listed()).some(({ likes }) => likes === 1));
    const outcome = await stage.slack.world.slash(daniel, slackChannel, '/movie', `reviews ${FILM}`);
    const answer = await waitFor('the reviews on Slack', () => outcome.messages()[0]);
    expect(JSON.stringify(answer.blocks)).toContain('♥ 1');
    expect(JSON.stringify(answer)).not.toContain('the cellar');
    for (const { url } of stage.processes) {
      await waitFor('the film’s stars', async () => {
        const { rating } = await api<{ rating?: { mean: number; count: number } }>(url, `/movies/${FILM}`);
        return rating?.count === 2 && Math.abs(rating.mean - (5 * 3.5 + 4.5 + 5) / 7) < 1e-9;
      });
    }
  });
});
