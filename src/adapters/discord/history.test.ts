import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const say = (content: string, more: object = {}) =>
  stage.discord.world.say(stage.mina.id, stage.channel.id, { content, ...more });
const recent = (since: string | null, atLeast: number) =>
  stage.discordAdapter.adapter.recent(stage.link, since, atLeast);

describe('a Discord channel’s history', () => {
  it('is empty where nothing was said', async () => {
    expect(await recent(null, 10)).toEqual([]);
  });

  it('is read from where we left off, page after page, oldest first', async () => {
    const ids = Array.from({ length: 230 }, (_, n) => say(`line ${n}`).id);
    const read = await recent(ids[9] ?? null, 0);
    expect(read.map(({ remoteId }) => remoteId)).toEqual(ids.slice(10));
  });

  it('reaches back as far as is asked for, though less is new', async () => {
    const { id } = say('the newest');
    const read = await recent(id, 130);
    expect(read).toHaveLength(130);
    expect(read.at(-1)?.remoteId).toBe(id);
    expect(read.map(({ at }) => at.getTime())).toEqual(
      read.map(({ at }) => at.getTime()).sort((a, b) => a - b),
    );
  });

  it('begins with the link when nothing is known yet', async () => {
    stage.discord.world.say(stage.jun.id, stage.channel.id, { content: 'now' });
    const young = { ...stage.link, createdAt: new Date(Date.now() + 60_000) };
    expect(await stage.discordAdapter.adapter.recent(young, null, 0)).toEqual([]);
  });

  it('tells ours from others’, what is relayed, edits, replies and who reacted', async () => {
    const { world } = stage.discord;
    const hana = world.createUser({ name: 'hana', displayName: 'Hana' });
    world.addMember(stage.guild.id, hana.id, { nick: '하나 대장' });
    const first = world.say(hana.id, stage.channel.id, { content: '**Mother** tonight?' });
    world.edit(hana.id, first.id, { content: '**Mother** tomorrow?' });
    world.react(stage.jun.id, first.id, '👍');
    await stage.discordAdapter.adapter.setReaction(stage.link, first.id, '👍', true);
    await stage.discordAdapter.adapter.setReaction(stage.link, first.id, '🎬', true);
    say('yes', { replyTo: first.id });
    await stage.discordAdapter.adapter.post(stage.link, aLine({ text: 'from the web' }));
    await stage.discordAdapter.adapter.notify(stage.link, 'from Matinee');
    world.sayAsForeignWebhook(stage.channel.id, { name: 'news', content: 'from elsewhere' });

    const [asked, reply, ours, notice, foreign] = await recent(first.id, 5);
    expect(asked).toMatchObject({
      text: '**Mother** tomorrow?',
      relayed: true,
      edited: true,
      reactions: [{ emoji: '👍', people: [{ identity: `discord:${stage.jun.id}`, name: 'Jun' }] }],
    });
    expect(asked?.author.name).toBe('하나 대장');
    expect(reply).toMatchObject({ relayed: true, edited: false, replyTo: { remoteId: first.id } });
    expect(ours).toMatchObject({ ours: true, relayed: false, text: 'from the web' });
    expect(notice).toMatchObject({ ours: true, relayed: false });
    expect(foreign).toMatchObject({ ours: false, relayed: false });
  });
});
