import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage, ROOM, SETUPS } from '../support/stage.ts';
import { onDiscord, onSlack, onWeb, type SeenLine } from '../support/sides.ts';
import { waitFor } from '../support/wait-for.ts';

describe.each(SETUPS)('one room on three sides: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;

  beforeAll(async () => {
    if (!available) return;
    stage = await Stage.set(setup);
    await stage.owner.connect();
    await stage.owner.join(ROOM);
  }, 90_000);
  afterAll(() => stage?.strike(), 30_000);

  /** Waits until every side shows a line that fits. */
  async function everywhere(what: string, fits: (lines: SeenLine[]) => boolean): Promise<void> {
    const sides: [string, () => SeenLine[] | Promise<SeenLine[]>][] = [
      ['Discord', () => onDiscord(stage)],
      ['Slack', () => onSlack(stage)],
      ['the web', () => onWeb(stage)],
    ];
    for (const [side, look] of sides) {
      let last: SeenLine[] = [];
      await waitFor(`${what} on ${side}`, async () => fits((last = await look()))).catch((error: unknown) => {
        throw new Error(
          `${String(error)}\n${JSON.stringify(last, null, 1)}\n${stage.processes.map((p) => p.log).join('\n')}`,
        );
      });
    }
  }
  const shows =
    (text: string, more: Partial<SeenLine> = {}) =>
    (lines: SeenLine[]): boolean =>
      lines.some(
        (line) =>
          line.text === text &&
          Object.entries(more).every(
            ([key, value]) => JSON.stringify(line[key as keyof SeenLine]) === JSON.stringify(value),
          ),
      );

  test('a line from Discord, edited, reacted to and deleted there, is followed by the others', async () => {
    const { world } = stage.discord;
    const { ana, theo, discordChannel } = stage.places;
    const message = world.say(ana, discordChannel, { content: 'from Discord' });
    await everywhere('the line', shows('from Discord', { author: 'Ana' }));
    world.edit(ana, message.id, { content: 'from Discord, mended' });
    await everywhere('the edit', shows('from Discord, mended', { author: 'Ana' }));
    world.react(theo, message.id, '🎬');
    await everywhere('the reaction', shows('from Discord, mended', { emoji: ['🎬'] }));
    world.unreact(theo, message.id, '🎬');
    await everywhere('no reaction', shows('from Discord, mended', { emoji: [] }));
    world.remove(ana, message.id);
    await everywhere('its end', (lines) => !shows('from Discord, mended')(lines));
  });

  test('a line from Slack, edited, reacted to and deleted there, is followed by the others', async () => {
    const { world } = stage.slack;
    const { bora, daniel, slackChannel } = stage.places;
    const { ts } = world.say(bora, slackChannel, '슬랙에서');
    await everywhere('the line', shows('슬랙에서', { author: '보라' }));
    world.edit(bora, slackChannel, ts, '슬랙에서 고침');
    await everywhere('the edit', shows('슬랙에서 고침'));
    world.react(daniel, slackChannel, ts, 'popcorn');
    await everywhere('the reaction', shows('슬랙에서 고침', { emoji: ['🍿'] }));
    world.remove(bora, slackChannel, ts);
    await everywhere('its end', (lines) => !shows('슬랙에서 고침')(lines));
  });

  test('a line from the web, edited, reacted to and deleted there, is followed by the others', async () => {
    const { owner } = stage;
    const seq = await owner.post(ROOM, 'from the web');
    await everywhere('the line', shows('from the web', { author: 'Jun' }));
    await owner.ask({ op: 'edit', id: 'e1', room: ROOM, seq, text: 'from the web, mended' });
    await everywhere('the edit', shows('from the web, mended'));
    await owner.ask({ op: 'react', id: 'r1', room: ROOM, seq, emoji: '❤️' });
    await everywhere('the reaction', (lines) =>
      lines.some((line) => line.text === 'from the web, mended' && line.emoji.length === 1),
    );
    await owner.ask({ op: 'delete', id: 'd1', room: ROOM, seq });
    await everywhere('its end', (lines) => !shows('from the web, mended')(lines));
  });

  test('a reply keeps its parent, whichever side it is written on', async () => {
    const { ana, bora, discordChannel, slackChannel } = stage.places;
    const seq = await stage.owner.post(ROOM, 'who lives downstairs');
    await everywhere('the question', shows('who lives downstairs'));
    const there = stage.discord.world
      .channelView(discordChannel)
      .messages.find((each) => each.content === 'who lives downstairs');
    stage.discord.world.say(ana, discordChannel, { content: 'do not spoil it', replyTo: there?.id ?? '' });
    await everywhere('the reply from Discord', shows('do not spoil it', { replyTo: 'who lives downstairs' }));
    const root = stage.slack.world
      .channelView(slackChannel)
      .find((each) => each.text === 'who lives downstairs');
    stage.slack.world.say(bora, slackChannel, { text: '말하지 마세요', threadTs: root?.ts ?? '' });
    await everywhere('the reply from Slack', shows('말하지 마세요', { replyTo: 'who lives downstairs' }));
    await stage.owner.post(ROOM, 'fine', { replyTo: seq });
    await everywhere('the reply from the web', shows('fine', { replyTo: 'who lives downstairs' }));
  });

  test('a reaction to a copy counts for the message itself', async () => {
    const { theo, discordChannel } = stage.places;
    await stage.owner.post(ROOM, 'react to my copy');
    await everywhere('the line', shows('react to my copy'));
    const copy = stage.discord.world
      .channelView(discordChannel)
      .messages.find((each) => each.content === 'react to my copy');
    stage.discord.world.react(theo, copy?.id ?? '', '🪜');
    await everywhere('the reaction', shows('react to my copy', { emoji: ['🪜'] }));
  });

  test('a mass mention from any side pings nobody on the others', async () => {
    const { ana, bora, discordChannel, slackChannel } = stage.places;
    // What people ping with their own hands, on their own side, is theirs to do.
    const byUs = (): number => stage.slack.world.pings.filter((ping) => ping.by === 'app').length;
    const onDiscordBefore = stage.discord.world.pings.length;
    await stage.owner.post(ROOM, '@everyone @here <!channel> <!here> <@&1> web');
    stage.slack.world.say(bora, slackChannel, '@everyone @here said on slack');
    await waitFor('both lines on Discord', () =>
      ['web', 'slack'].every((end) => onDiscord(stage).some((line) => line.text.endsWith(end))),
    );
    expect(stage.discord.world.pings.length).toBe(onDiscordBefore);
    stage.discord.world.say(ana, discordChannel, { content: '<!channel> <!everyone> <@U1> said on discord' });
    await waitFor('both lines on Slack', () =>
      ['web', 'said on discord'].every((end) => onSlack(stage).some((line) => line.text.endsWith(end))),
    );
    expect(byUs()).toBe(0);
  });

  test('/movie recommend answers with film cards on Discord and Slack in their own form', async () => {
    const { ana, bora, discordChannel, slackChannel } = stage.places;
    const press = await stage.discord.world.slash(ana, discordChannel, 'movie', {
      subcommand: 'recommend',
      options: { like: 'Parasite' },
    });
    const state = await press.until(
      ({ messages }) => messages.some((message) => message.embeds.length > 0),
      5_000,
    );
    expect(state.messages[0]?.embeds.length).toBeGreaterThanOrEqual(3);
    const outcome = await stage.slack.world.slash(bora, slackChannel, '/movie', 'recommend Parasite');
    const answer = await waitFor('an answer on Slack', () => outcome.messages()[0]);
    expect(answer.blocks?.length).toBeGreaterThan(2);
    const unknown = await stage.slack.world.slash(bora, slackChannel, '/movie', 'recomend Parasite');
    const said = await waitFor('a hint on Slack', () => unknown.messages()[0]);
    expect(said).toMatchObject({ ephemeral: true });
    expect(JSON.stringify(said)).toContain('/movie recommend');
  });

  test('what is said while the product is away arrives after a restart, once and in order', async () => {
    const { ana, bora, discordChannel, slackChannel } = stage.places;
    const early = stage.discord.world.say(ana, discordChannel, { content: 'before the break' });
    await everywhere('the line', shows('before the break'));
    await stage.restart('SIGTERM', () => {
      stage.discord.world.say(ana, discordChannel, { content: 'while away, one' });
      stage.discord.world.say(ana, discordChannel, { content: 'while away, two' });
      stage.discord.world.edit(ana, early.id, { content: 'before the break, edited while away' });
      stage.slack.world.say(bora, slackChannel, '자리를 비운 사이');
    });
    for (const text of [
      'while away, one',
      'while away, two',
      '자리를 비운 사이',
      'before the break, edited while away',
    ]) {
      await everywhere(text, (lines) => lines.filter((line) => line.text === text).length === 1);
    }
    for (const lines of [onDiscord(stage), onSlack(stage), await onWeb(stage)]) {
      const order = lines.map((line) => line.text).filter((text) => text.startsWith('while away'));
      expect(order).toEqual(['while away, one', 'while away, two']);
    }
    await stage.owner.connect();
    await stage.owner.join(ROOM);
    await stage.owner.post(ROOM, 'and we are back');
    await everywhere('the next line', shows('and we are back'));
  });
});
