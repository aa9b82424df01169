import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage, ROOM, SETUPS } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';

describe.each(SETUPS)('a poll on three sides: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;

  beforeAll(async () => {
    if (!available) return;
    stage = await Stage.set(setup);
    await stage.owner.connect();
    await stage.owner.join(ROOM);
  }, 90_000);
  afterAll(() => stage?.strike(), 30_000);

  const onDiscord = () =>
    stage.discord.world
      .channelView(stage.places.discordChannel)
      .messages.find((each) => each.content === 'What next?' && each.author.kind === 'webhook');
  const onSlack = () =>
    stage.slack.world
      .channelView(stage.places.slackChannel)
      .find((each) => each.text.startsWith('What next?'));
  const onWeb = async () => (await stage.owner.history(ROOM)).find((each) => each.poll);
  /** The numbers behind the bars, in the order of the options. */
  const figures = (text: string): number[] =>
    [...text.matchAll(/[▰▱]{10} \d+% · (\d+)/g)].map(([, count]) => Number(count));

  async function everywhere(counts: number[]): Promise<void> {
    await waitFor(`${counts.join()} on Discord`, () => {
      return figures(String(onDiscord()?.embeds[0]?.description)).join() === counts.join();
    });
    await waitFor(`${counts.join()} on Slack`, () => {
      return figures(JSON.stringify(onSlack()?.blocks)).join() === counts.join();
    });
    await waitFor(`${counts.join()} on the web`, async () => {
      return (await onWeb())?.poll?.counts.join() === counts.join();
    });
  }

  test('opened on Discord, voted in from everywhere, moved, taken back, closed: all show the same', async () => {
    const { owner, places, discord, slack } = stage;
    const { ana, theo, bora, daniel, discordChannel, slackChannel } = places;
    const asked = await discord.world.slash(ana, discordChannel, 'movie', {
      subcommand: 'poll',
      options: { question: 'What next?', options: 'Parasite, 버닝, neither' },
    });
    const told = await asked.until(({ status }) => status === 'answered', 5_000);
    expect(told.messages[0]).toMatchObject({ ephemeral: true });
    await everywhere([0, 0, 0]);
    const poll = await onWeb();
    expect(poll).toMatchObject({ author: { name: 'Ana', via: 'discord' } });
    expect(poll?.poll?.options.map(({ movieId }) => movieId)).toEqual([
      'parasite-2019',
      'burning-2018',
      undefined,
    ]);
    const seq = poll?.seq ?? 0;

    const button = (place: number): string => {
      const rows = onDiscord()?.components as unknown as { components: { custom_id: string }[] }[];
      return rows[0]?.components[place]?.custom_id ?? '';
    };
    const onDiscordPress = (user: string, place: number) =>
      discord.world.clickButton(user, onDiscord()?.id ?? '', button(place));
    const onSlackPress = (user: string, place: number) =>
      slack.world.clickButton(user, slackChannel, onSlack()?.ts ?? '', `poll_vote_${place}`);
    const onWebVote = (option: number | null) =>
      owner.ask({ op: 'vote', id: uuid(), room: ROOM, seq, option });

    await onDiscordPress(theo, 0);
    await onSlackPress(bora, 1);
    await onSlackPress(daniel, 1);
    await onWebVote(2);
    await everywhere([1, 2, 1]);
    // Moved on Slack, taken back on the web.
    await onSlackPress(daniel, 0);
    await onWebVote(2);
    await everywhere([2, 1, 0]);
    expect((await onWeb())?.poll?.mine).toBeUndefined();
    await onWebVote(0);
    await everywhere([3, 1, 0]);
    expect((await onWeb())?.poll?.mine).toBe(0);

    // Whoever owns the room may close it, too.
    await owner.ask({ op: 'close-poll', id: uuid(), room: ROOM, seq });
    await waitFor('no buttons on Discord', () => onDiscord()?.components.length === 0);
    await waitFor('no buttons on Slack', () => !JSON.stringify(onSlack()?.blocks).includes('poll_vote'));
    await everywhere([3, 1, 0]);
    expect((await onWeb())?.poll?.closed).toBe(true);
    expect(onDiscord()?.embeds[0]).toMatchObject({
      footer: { text: expect.stringContaining('끝난 투표') as unknown },
    });
    await expect(onWebVote(1)).rejects.toThrow('poll_closed');
  });
});
