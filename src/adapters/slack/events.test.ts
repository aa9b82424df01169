import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../core/errors.ts';
import { aLine, eventually, openStage, type Stage } from './stage.test-support.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.platform.start();
});
afterAll(() => stage.close());
afterEach(() => stage.slack.faults.clear());

const say = (said: Parameters<Stage['slack']['world']['say']>[2], by = stage.mina) =>
  stage.slack.world.say(by, stage.channel, said);
const hear = ({ ts }: { ts: string }) =>
  eventually('heard', () => stage.inbox.posts.find((message) => message.remoteId === ts));
/** What is said last is heard last: when it is, everything before it was heard or never will be. */
const everythingHeard = async (): Promise<void> => void (await hear(say('that is all')));

describe('what people say on Slack', () => {
  it('comes as Matinee markdown, under the name and picture people bear there', async () => {
    const message = await hear(say('*hi* there :popcorn: `code`'));
    expect(message).toMatchObject({
      text: '**hi** there 🍿 `code`',
      relayed: true,
      ours: false,
      edited: false,
      author: {
        identity: `slack:${stage.slack.teamId}:${stage.mina}`,
        name: 'Mina',
        avatar: expect.stringMatching(/^http.*-192\.png$/),
      },
    });
  });

  it('comes with mentions by name, people as persons', async () => {
    const message = await hear(say('@june look at this'));
    const june = stage.people.byIdentity.get(`slack:${stage.slack.teamId}:${stage.june}`);
    expect(june?.name).toBe('June Lee');
    expect(message.text).toContain(`<@${june?.id}|June Lee>`);
  });

  it('tells when it was said', async () => {
    const said = say('now');
    const message = await hear(said);
    expect(Math.abs(message.at.getTime() - Number(said.ts) * 1000)).toBeLessThan(1);
  });

  it('is read from its channel when our store could not say who is meant', async () => {
    const away = vi
      .spyOn(stage.people, 'meet')
      .mockRejectedValueOnce(new Problem('unavailable', 'The room cannot be reached just now.'));
    say('@june are you there');
    await eventually('the channel to be read again', () => stage.inbox.unread.includes(stage.channel));
    away.mockRestore();
    await everythingHeard();
  });

  it('is handed on when our store could not say whether its channel is linked', async () => {
    vi.spyOn(stage.inbox, 'linkOf').mockRejectedValueOnce(new Error('Connection terminated unexpectedly'));
    expect(await hear(say('while the store is away'))).toMatchObject({ relayed: true });
  });

  it('in a thread replies to what the thread began with', async () => {
    const root = say('Old Boy?');
    const reply = await hear(say({ text: 'Again?', threadTs: root.ts }));
    expect(reply.replyTo?.remoteId).toBe(root.ts);
    expect(Math.abs((reply.replyTo?.at.getTime() ?? 0) - Number(root.ts) * 1000)).toBeLessThan(1);
    const broadcast = await hear(say({ text: 'Everybody!', threadTs: root.ts, broadcast: true }));
    expect(broadcast).toMatchObject({ relayed: true, replyTo: { remoteId: root.ts } });
  });

  it('comes with its pictures, fetched with our token', async () => {
    const message = await hear(say({ files: [{ name: 'still.png', bytes: PIXEL, altText: 'The stairs' }] }));
    expect(message.attachments).toMatchObject([
      { name: 'still.png', type: 'image/png', size: PIXEL.length, alt: 'The stairs' },
    ]);
    expect(await message.attachments[0]?.fetch()).toEqual(PIXEL);
  });

  it('tells which of its files are gone, each known by its name there', async () => {
    const message = await hear(say({ text: 'a file', files: [{ name: 'one.png', bytes: PIXEL }] }));
    const [source = ''] = message.attachments.map((file) => file.source);
    expect(source).toMatch(/^slack:F/);
    stage.slack.world.deleteFile(stage.mina, source.replace('slack:', ''));
    await eventually('the file', () => stage.inbox.filesGone.includes(source));
  });

  it('comes in its order, whoever has to be asked about first', async () => {
    const stranger = stage.slack.world.createUser({ realName: 'Somebody New' }).id;
    stage.slack.world.join(stranger, stage.channel);
    stage.slack.faults.slow({ method: 'users.info', delayMs: 200 });
    const first = say('first', stranger);
    const second = say('second');
    await hear(second);
    const ids = stage.inbox.posts.map(({ remoteId }) => remoteId);
    expect(ids.indexOf(first.ts)).toBeLessThan(ids.indexOf(second.ts));
  });

  it('is not heard from ourselves, from joins, or from channels that are not linked', async () => {
    const { world } = stage.slack;
    const other = world.createChannel({ name: 'elsewhere', members: [stage.mina] }).id;
    const newcomer = world.createUser({ realName: 'New Comer' }).id;
    await everythingHeard();
    const before = stage.inbox.posts.length;
    const [ours] = await stage.platform.adapter.post(stage.link, aLine({ text: 'from us' }));
    await stage.platform.adapter.notify(stage.link, 'a notice');
    world.say(stage.mina, other, 'somewhere else');
    world.join(newcomer, stage.channel);
    await everythingHeard();
    expect(stage.inbox.posts.length).toBe(before + 1);
    expect(stage.inbox.posts.map(({ remoteId }) => remoteId)).not.toContain(ours);
  });
});

describe('what people change on Slack', () => {
  it('comes as an edit, with its time', async () => {
    const said = say('Oldboi');
    stage.slack.world.edit(stage.mina, stage.channel, said.ts, 'Old *boy*');
    const edit = await eventually('an edit', () =>
      stage.inbox.edits.find(({ remoteId }) => remoteId === said.ts),
    );
    expect(edit).toMatchObject({ text: 'Old **boy**', edited: true });
    expect(edit.editedAt?.getTime()).toBeGreaterThanOrEqual(edit.at.getTime());
  });

  it('comes without the file that an edit dropped, and with the one that stays', async () => {
    const said = say({
      text: 'two stills',
      files: [
        { name: 'stairs.png', bytes: PIXEL },
        { name: 'ending.png', bytes: PIXEL },
      ],
    });
    const message = await hear(said);
    const [kept = '', dropped = ''] = message.attachments.map((file) => file.source);
    const idOf = (source: string): string => source.replace('slack:', '');
    stage.slack.world.edit(stage.mina, stage.channel, said.ts, 'two stills', [idOf(kept)]);
    const edit = await eventually('an edit', () =>
      stage.inbox.edits.find(({ remoteId }) => remoteId === said.ts),
    );
    expect(edit).toMatchObject({ text: 'two stills', edited: true });
    expect(edit.attachments.map((file) => file.source)).toEqual([kept]);
    expect(stage.inbox.filesGone).not.toContain(dropped); // the file is still there, in nobody's line
  });

  it('is no edit when Slack only adds a preview', async () => {
    const said = say('see https://films.example/1');
    stage.slack.world.unfurl(stage.channel, said.ts, { title: 'A film', url: 'https://films.example/1' });
    await everythingHeard();
    expect(stage.inbox.edits.map(({ remoteId }) => remoteId)).not.toContain(said.ts);
  });

  it('is no edit when a preview comes after one', async () => {
    const said = say('see');
    stage.slack.world.edit(stage.mina, stage.channel, said.ts, 'see https://films.example/2');
    stage.slack.world.unfurl(stage.channel, said.ts, { title: 'A film', url: 'https://films.example/2' });
    await everythingHeard();
    expect(stage.inbox.edits.filter(({ remoteId }) => remoteId === said.ts)).toHaveLength(1);
  });

  it('does not loop when it is our own copy', async () => {
    const line = aLine({ text: 'ours' });
    const ids = await stage.platform.adapter.post(stage.link, line);
    await stage.platform.adapter.edit(stage.link, ids, { ...line, text: 'ours, changed' });
    await everythingHeard();
    expect(stage.inbox.edits.map(({ remoteId }) => remoteId)).not.toContain(ids[0]);
  });

  it('is a deletion when it is taken away, also when its thread goes on', async () => {
    const single = say('gone');
    stage.slack.world.remove(stage.mina, stage.channel, single.ts);
    const root = say('gone, with replies');
    say({ text: 'a reply', threadTs: root.ts }, stage.june);
    stage.slack.world.remove(stage.mina, stage.channel, root.ts);
    await eventually('deletions', () => stage.inbox.deletions.includes(root.ts));
    expect(stage.inbox.deletions).toContain(single.ts);
  });
});

describe('reactions on Slack', () => {
  it('come as emoji, the workspace’s own by name, and go', async () => {
    stage.slack.world.addEmoji('party_parrot');
    const { ts } = say('react to this');
    const { world } = stage.slack;
    world.react(stage.june, stage.channel, ts, '+1');
    world.react(stage.june, stage.channel, ts, 'party_parrot');
    world.unreact(stage.june, stage.channel, ts, '+1');
    const of = () => stage.inbox.reactions.filter(({ remoteId }) => remoteId === ts);
    await eventually('three reactions', () => of().length === 3);
    const identity = `slack:${stage.slack.teamId}:${stage.june}`;
    expect(of()).toMatchObject([
      { emoji: '👍', present: true, person: { identity, name: 'June Lee' } },
      { emoji: ':party_parrot:', present: true },
      { emoji: '👍', present: false },
    ]);
  });

  it('of our own are not heard', async () => {
    const { ts } = say('we react');
    await stage.platform.adapter.setReaction(stage.link, ts, '🎬', true);
    await everythingHeard();
    expect(stage.inbox.reactions.map(({ remoteId }) => remoteId)).not.toContain(ts);
  });
});

describe('a channel', () => {
  it('is lost when the app is removed, and found when it is invited again', async () => {
    const { world } = stage.slack;
    world.removeApp(stage.channel, stage.mina);
    const lost = await eventually('lost', () => stage.inbox.lost.at(-1));
    expect(lost).toEqual({
      channelId: stage.channel,
      reason: 'Matinee was removed from #movies on Slack: type /invite @Matinee there to go on.',
    });
    world.inviteApp(stage.channel, stage.mina);
    await eventually('found', () => stage.inbox.found.includes(stage.channel));
  });

  it('is known to be lost although our store was away when Slack said so', async () => {
    const { world } = stage.slack;
    const before = { lost: stage.inbox.lost.length, found: stage.inbox.found.length };
    vi.spyOn(stage.inbox, 'linkOf')
      .mockRejectedValueOnce(new Problem('unavailable', 'Not just now.'))
      .mockRejectedValueOnce(new Problem('unavailable', 'Not yet.'));
    world.archive(stage.channel, stage.mina);
    await eventually('lost', () => stage.inbox.lost.length > before.lost);
    world.unarchive(stage.channel, stage.mina);
    await eventually('found', () => stage.inbox.found.length > before.found);
  });

  it('is lost when it is archived, and found when it is not any more', async () => {
    const { world } = stage.slack;
    const before = stage.inbox.found.length;
    world.archive(stage.channel, stage.mina);
    await eventually('lost', () =>
      stage.inbox.lost.at(-1)?.reason.startsWith('#movies was archived on Slack'),
    );
    world.unarchive(stage.channel, stage.mina);
    await eventually('found', () => stage.inbox.found.length > before);
  });
});
