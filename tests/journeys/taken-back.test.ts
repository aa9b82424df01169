import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOM, SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { api, WebClient } from '../support/web-client.ts';

/** A word that stands nowhere else. */
const secret = (): string => `kept${uuid().replaceAll('-', '')}`;

describe.each(SETUPS)('what was taken back, on the platforms: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;
  let theo: WebClient;

  beforeAll(async () => {
    if (!available) return;
    stage = await Stage.set(setup);
    theo = await WebClient.guest(stage.url, secret());
    for (const client of [stage.owner, theo]) {
      await client.connect();
      await client.join(ROOM);
    }
  }, 90_000);
  afterAll(async () => {
    theo?.terminate();
    await stage?.strike();
  }, 30_000);

  /** Everything that people see in a channel. Over a thread whose first line was deleted Slack says so, and no name. */
  const seen = (): Record<'Discord' | 'Slack', string> => ({
    Discord: JSON.stringify(stage.discord.world.channelView(stage.places.discordChannel).messages),
    Slack: JSON.stringify(
      stage.slack.world
        .channelView(stage.places.slackChannel)
        .map((message) => (message.deleted ? message.replies : message)),
    ),
  });
  const both = (what: string, fits: (shown: string) => boolean): Promise<unknown> =>
    waitFor(what, () => Object.values(seen()).every(fits), 15_000).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(seen(), null, 1)}\n${stage.logs}`);
    });

  /** Ends the link to Slack, and makes it again afterwards: what is said meanwhile is not in that channel. */
  async function whileSlackIsUnlinked(work: () => Promise<void>): Promise<void> {
    const { bora, slackChannel } = stage.places;
    const links = async (): Promise<number> =>
      (await api<{ links: unknown[] }>(stage.url, `/rooms/${ROOM}`, { token: stage.owner.token })).links
        .length;
    await stage.slack.world.slash(bora, slackChannel, '/movie', 'room unlink');
    await waitFor('the link to end', async () => (await links()) === 1);
    await work();
    const { code } = await api<{ code: string }>(stage.url, `/rooms/${ROOM}/invites`, {
      token: stage.owner.token,
      method: 'POST',
    });
    await stage.slack.world.slash(bora, slackChannel, '/movie', `room link ${code}`);
    await waitFor('the link to be there again', async () => (await links()) === 2);
  }

  test('is quoted above no answer any more, whether it was deleted or changed', async () => {
    const { owner } = stage;
    const [deleted, changed, now] = [secret(), secret(), secret()];
    const parents: number[] = [];
    await whileSlackIsUnlinked(async () => {
      parents.push(await owner.post(ROOM, deleted), await owner.post(ROOM, changed));
    });
    const [first = 0, second = 0] = parents;
    await theo.post(ROOM, 'is that so?', { replyTo: first });
    await theo.post(ROOM, 'really?', { replyTo: second });
    await both('the quotes', (shown) => shown.includes(deleted) && shown.includes(changed));
    await owner.ask({ op: 'delete', id: uuid(), room: ROOM, seq: first });
    await owner.ask({ op: 'edit', id: uuid(), room: ROOM, seq: second, text: now });
    await both('the quotes to be mended', (shown) => !shown.includes(deleted) && !shown.includes(changed));
    await both('the newest wording', (shown) => shown.includes(now));
    await both('the answers', (shown) => shown.includes('is that so?') && shown.includes('really?'));
  });

  test('goes with who leaves for good, whatever becomes of it in the room: their name cannot be changed there', async () => {
    const line = secret();
    const seq = await theo.post(ROOM, line);
    await stage.owner.post(ROOM, 'I saw that', { replyTo: seq });
    await both('the line', (shown) => shown.includes(line) && shown.includes(theo.person.name));
    await api(stage.url, '/me?lines=anonymise', { token: theo.token, method: 'DELETE' });
    await both('their name and line to go', (shown) => !shown.includes(theo.person.name));
    expect((await stage.owner.history(ROOM)).filter(({ text }) => text === line)).toMatchObject([
      { author: { name: 'Someone who left' } },
    ]);
  });
});
