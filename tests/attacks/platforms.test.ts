import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onDiscord, onSlack, onWeb } from '../support/sides.ts';
import { ROOM, SETUPS, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait-for.ts';
import { api } from '../support/web-client.ts';

describe.each(SETUPS)('what is said on one platform to hurt another: $setup', ({ setup, available }) => {
  const test = it.skipIf(!available);
  let stage: Stage;
  beforeAll(async () => {
    if (available) stage = await Stage.set(setup);
    await stage?.owner.connect();
    await stage?.owner.join(ROOM);
  }, 90_000);
  afterAll(() => stage?.strike(), 30_000);

  const onBoth = async (end: string): Promise<void> => {
    await waitFor(
      `"${end}" on Discord`,
      () => onDiscord(stage).some(({ text }) => text.includes(end)),
      20_000,
    );
    await waitFor(`"${end}" on Slack`, () => onSlack(stage).some(({ text }) => text.includes(end)), 20_000);
  };

  test('53 54 a mention of everybody, of a role or of a person, however it is written, pings nobody elsewhere', async () => {
    const { ana, bora, discordChannel, slackChannel } = stage.places;
    const hostile = `@everyone @here <@&1> <@${ana}> @every\u200bone <!channel> <!here> <!everyone> <!subteam^S1> <@${bora}>`;
    const before = stage.discord.world.pings.length;
    const byUs = (): number => stage.slack.world.pings.filter(({ by }) => by === 'app').length;
    const slackBefore = byUs();
    const seq = await stage.owner.post(ROOM, `${hostile} web53`);
    stage.slack.world.say(bora, slackChannel, `${hostile} slack53`);
    await onBoth('web53');
    await onBoth('slack53');
    await stage.owner.ask({ op: 'edit', id: 'edit-53', room: ROOM, seq, text: `${hostile} edited53` });
    await onBoth('edited53');
    expect(stage.discord.world.pings.slice(before)).toEqual([]);
    stage.discord.world.say(stage.places.theo, discordChannel, {
      content:
        '<!channel> <!everyone> <!subteam^S1> <@U1> <https://evil.example|https://bank.example> discord54',
    });
    await onBoth('discord54');
    expect(byUs()).toBe(slackBefore);
    const line = onSlack(stage).find(({ text }) => text.includes('discord54'));
    expect(line?.text).toContain('<!channel>');
  });

  test('55 marks that are never closed, and names that are marks, arrive, and break nothing after them', async () => {
    const before = stage.discord.world.unanswered.length;
    for (const text of [
      '```',
      '```js\nlet x',
      '> > > >',
      '**_~~||',
      '`',
      '[',
      '(((',
      '*bold* | **',
      '||',
      '\\',
      '~~~~',
    ]) {
      await stage.owner.post(ROOM, `${text} end55`);
    }
    await stage.owner.post(ROOM, 'the last of 55');
    await onBoth('the last of 55');
    expect(stage.discord.world.unanswered.length).toBe(before);
    const room = await api<{ links: { state: string }[] }>(stage.url, `/rooms/${ROOM}`);
    expect(room.links.map(({ state }) => state)).toEqual(['active', 'active']);
  }, 60_000);

  test('55 a name that Discord keeps to itself, or that is too long, or is nothing but marks, speaks there all the same', async () => {
    const { WebClient } = await import('../support/web-client.ts');
    for (const name of ['clyde of discord days', '*bold* |', 'x'.repeat(300), '```', '🎬'.repeat(60)]) {
      const guest = await WebClient.guest(stage.url, name);
      await guest.connect();
      await guest.join(ROOM);
      await guest.post(ROOM, `said by ${name.slice(0, 6).replaceAll(/[^a-z ]/g, '')} ${guest.person.id}`);
      await onBoth(guest.person.id);
      guest.close();
    }
  }, 90_000);

  test('56 a label that looks like another address shows where the link leads, on every side', async () => {
    await stage.owner.post(ROOM, '[https://bank.example](https://evil.example/x) masked56');
    await onBoth('masked56');
    for (const line of [...onDiscord(stage), ...onSlack(stage)].filter(({ text }) =>
      text.includes('masked56'),
    ))
      expect(line.text.replace(/\]\(.*?\)|<[^|>]*\|/g, '')).toContain('evil.example');
  });

  test('57 what we carried over never comes back, also when it is edited or said by another bridge', async () => {
    const { discordChannel } = stage.places;
    const count = async (text: string): Promise<number> =>
      (await onWeb(stage)).filter((line) => line.text.includes(text)).length;
    await stage.owner.post(ROOM, 'carried57');
    await onBoth('carried57');
    stage.discord.world.sayAsForeignWebhook(discordChannel, {
      name: 'Another bridge',
      content: 'carried57 by a bridge',
    });
    await stage.owner.post(ROOM, 'after57');
    await onBoth('after57');
    expect(await count('carried57')).toBe(1);
    expect(onSlack(stage).filter(({ text }) => text.includes('carried57'))).toHaveLength(1);
  });

  test('58 a channel is linked by nobody who may not manage it, nor with a code that was guessed or used', async () => {
    const { theo, daniel, ana, bora } = stage.places;
    const other = stage.discord.world.createChannel(stage.discord.world.guilds.at(-1)?.id ?? '', {
      name: 'elsewhere',
    }).id;
    const before = (await api<{ links: unknown[] }>(stage.url, `/rooms/${ROOM}`)).links.length;
    const { code } = await api<{ code: string }>(stage.url, `/rooms/${ROOM}/invites`, {
      token: stage.owner.token,
      method: 'POST',
    });
    const link = async (who: string, words: string): Promise<string> => {
      const press = await stage.discord.world.slash(who, other, 'movie', {
        subcommandGroup: 'room',
        subcommand: 'link',
        options: { code: words },
      });
      const { messages } = await press.until(({ status }) => status === 'answered', 10_000);
      return messages.map(({ content }) => content).join('\n');
    };
    const linked = async (): Promise<number> =>
      (await api<{ links: unknown[] }>(stage.url, `/rooms/${ROOM}`)).links.length;
    expect(await link(theo, code)).toMatch(/Manage Channels/);
    for (const guess of ['AAAA-AAAA-AAAA', '0000-0000-0000', "' OR 1=1--"])
      expect(await link(ana, guess)).toMatch(/not valid/);
    expect(await linked()).toBe(before);
    // Whoever makes a channel manages it: Bora does, and Daniel is an ordinary member.
    const { world } = stage.slack;
    const channelOf = (name: string): string => world.createChannel({ name, members: [bora, daniel] }).id;
    const type = async (who: string, channel: string, text: string): Promise<string> =>
      (await (await world.slash(who, channel, '/movie', text)).next(10_000))?.text ?? '';
    const [one, two] = [channelOf('elsewhere'), channelOf('anywhere')];
    for (const text of [`room link ${code}`, 'room open mine58', 'room unlink'])
      expect(await type(daniel, one, text)).toMatch(/Only people who may manage this channel/);
    expect(await type(bora, one, 'room link AAAA-BBBB-CCCC')).toMatch(/not valid/);
    expect(await linked()).toBe(before);
    // The code was good all the time, and is good once.
    expect(await type(bora, one, `room link ${code}`)).toMatch(/is now part of/);
    expect(await type(bora, two, `room link ${code}`)).toMatch(/not valid/);
    expect(await linked()).toBe(before + 1);
    expect(await type(daniel, one, 'room unlink')).toMatch(/Only people who may manage this channel/);
    expect(await linked()).toBe(before + 1);
    expect(await type(bora, one, 'room unlink')).toMatch(/no longer linked/);
  }, 60_000);

  test('59 from a channel that the app was put out of, nothing is heard any more, and the room is told at once', async () => {
    const { world } = stage.slack;
    const { bora, slackChannel } = stage.places;
    const links = async () =>
      (await api<{ links: { platform: string; state: string }[] }>(stage.url, `/rooms/${ROOM}`)).links;
    world.removeApp(slackChannel, bora);
    await waitFor('the link to be broken', async () =>
      (await links()).some(({ platform, state }) => platform === 'slack' && state === 'broken'),
    );
    expect(stage.owner.events.some(({ kind }) => kind === 'link.broken')).toBe(true);
    world.say(bora, slackChannel, 'among ourselves59');
    await stage.owner.post(ROOM, 'meanwhile59');
    await waitFor('it on Discord', () => onDiscord(stage).some(({ text }) => text.includes('meanwhile59')));
    expect((await onWeb(stage)).some(({ text }) => text.includes('among ourselves59'))).toBe(false);
    expect(onSlack(stage).some(({ text }) => text.includes('meanwhile59'))).toBe(false);
    world.inviteApp(slackChannel, bora);
    await waitFor(
      'it on Slack',
      () => onSlack(stage).some(({ text }) => text.includes('meanwhile59')),
      20_000,
    );
  }, 60_000);

  test('82 a storm of reactions where the platform limits them keeps no line waiting, and what was undone is not sent', async () => {
    const seq = await stage.owner.post(ROOM, 'loved82');
    await onBoth('loved82');
    stage.slack.faults.rateLimit({ method: 'reactions.add', forMs: 30_000, retryAfter: 30 });
    const marks = Array.from({ length: 64 }, (_, at) => String.fromCodePoint(0x1f400 + at));
    for (const op of ['react', 'unreact'] as const)
      await Promise.all(marks.map((emoji) => stage.owner.ask({ op, id: uuid(), room: ROOM, seq, emoji })));
    const begun = Date.now();
    await stage.owner.post(ROOM, 'talk82');
    await onBoth('talk82');
    expect(Date.now() - begun).toBeLessThan(10_000);
    stage.slack.faults.clear();
    expect(onSlack(stage).find(({ text }) => text.includes('loved82'))?.emoji).toEqual([]);
  }, 60_000);
});
