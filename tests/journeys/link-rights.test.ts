import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';

describe.each(SETUPS)('who may link channels: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;
  beforeAll(async () => {
    if (available) stage = await Stage.set(setup);
  }, 90_000);
  afterAll(() => stage?.strike(), 30_000);

  const linksOf = async (slug: string): Promise<{ platform: string; state: string }[] | null> => {
    const response = await fetch(`${stage.url}/api/v1/rooms/${slug}`);
    return response.ok ? ((await response.json()) as { links: [] }).links : null;
  };

  test('is what an admin of the Slack workspace says', async () => {
    const { slack, places } = stage;
    const { bora, daniel } = places;
    // The channel is Bora's.
    const channel = slack.world.createChannel({ name: 'late-shows', members: [bora, daniel] }).id;
    const type = async (by: string, text: string): Promise<string> =>
      (await (await slack.world.slash(by, channel, '/movie', text)).next())?.text ?? '';
    expect(await type(daniel, 'room open late')).toMatch(/Only people who may manage this channel/);
    expect(await type(daniel, 'room rights everyone')).toMatch(/only its admins and owners/);
    expect(await type(bora, 'room rights everyone')).toMatch(/every member may open/);
    expect(await type(daniel, 'room open late')).toMatch(/is open, it is yours/);
    await waitFor('the link', async () => (await linksOf('late'))?.[0]?.state === 'active');
    expect(await type(bora, 'room rights admins')).toMatch(/admins alone may open/);
    expect(await type(daniel, 'room unlink')).toMatch(/only its admins and owners/);
    expect(await type(bora, 'room unlink')).toMatch(/no longer linked/);
  });

  test('is what an administrator of the Discord server says', async () => {
    const { discord, places } = stage;
    const { ana, theo, guild } = places;
    const channel = discord.world.createChannel(guild, { name: 'early-shows' }).id;
    const room = async (by: string, subcommand: string, options = {}): Promise<string> => {
      const press = await discord.world.slash(by, channel, 'movie', {
        subcommandGroup: 'room',
        subcommand,
        options,
      });
      const { messages } = await press.until(({ status }) => status === 'answered', 5_000);
      return messages.map(({ content }) => content).join('\n');
    };
    expect(await room(theo, 'open', { slug: 'early' })).toMatch(/Manage Channels/);
    expect(await room(theo, 'rights', { who: 'everyone' })).toMatch(/only its administrators/);
    expect(await room(ana, 'rights', { who: 'everyone' })).toMatch(/every member may open/);
    expect(await room(theo, 'open', { slug: 'early' })).toMatch(/is open, it is yours/);
    expect(await linksOf('early')).toMatchObject([{ platform: 'discord' }]);
  });
});
