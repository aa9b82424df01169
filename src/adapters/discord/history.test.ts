import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RemoteMessage, Stretch } from '../../core/delivery/chat-adapter.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const say = (content: string, more: object = {}) =>
  stage.discord.world.say(stage.mina.id, stage.channel.id, { content, ...more });
const since = async (id: string | null, link = stage.link): Promise<RemoteMessage[]> => {
  const all: RemoteMessage[] = [];
  for await (const batch of stage.discordAdapter.adapter.saidSince(link, id)) all.push(...batch);
  return all;
};
const newest = async (): Promise<RemoteMessage[]> =>
  (await stage.discordAdapter.adapter.stretch(stage.link, null, null)).messages;

describe('a Discord channel’s history', () => {
  it('is empty where nothing was said', async () => {
    expect(await since(null)).toEqual([]);
    const stretch = await stage.discordAdapter.adapter.stretch(stage.link, null, null);
    expect(stretch).toEqual({ messages: [], from: null, more: false });
  });

  it('is read from where we left off, page after page, oldest first', async () => {
    const ids = Array.from({ length: 230 }, (_, n) => say(`line ${n}`).id);
    expect((await since(ids[9] ?? null)).map(({ remoteId }) => remoteId)).toEqual(ids.slice(10));
  });

  it('is read back stretch after stretch, to its beginning', async () => {
    const stretches: Stretch[] = [];
    for (let before: string | null = null; ;) {
      const stretch: Stretch = await stage.discordAdapter.adapter.stretch(stage.link, before, null);
      stretches.unshift(stretch);
      if (!stretch.more) break;
      expect(stretch.from).toBe(stretch.messages[0]?.remoteId);
      before = stretch.from;
    }
    const texts = stretches.flatMap(({ messages }) => messages.map(({ text }) => text));
    expect(texts).toEqual(Array.from({ length: 230 }, (_, n) => `line ${n}`));
    expect(stretches.map(({ from }) => from)[0]).toBeNull();
  });

  it('begins with the link when nothing is known yet', async () => {
    stage.discord.world.say(stage.jun.id, stage.channel.id, { content: 'now' });
    const young = { ...stage.link, createdAt: new Date(Date.now() + 60_000) };
    expect(await since(null, young)).toEqual([]);
  });

  it('tells that a message is gone only where Discord says so', async () => {
    const { adapter } = stage.discordAdapter;
    const { id } = say('here and gone');
    expect(await adapter.lookUp(stage.link, id)).toMatchObject([{ remoteId: id, text: 'here and gone' }]);
    stage.discord.world.remove(stage.mina.id, id);
    expect(await adapter.lookUp(stage.link, id)).toEqual([]);
    const elsewhere = { ...stage.link, channelId: '1' };
    await expect(adapter.lookUp(elsewhere, id)).rejects.toMatchObject({ kind: 'broken' });
    stage.discord.faults.serverError({ calls: 4, only: `/messages/${id}` });
    await expect(adapter.lookUp(stage.link, id)).rejects.toMatchObject({ kind: 'retry' });
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

    const [asked, reply, ours, notice, foreign] = (await newest()).slice(-5);
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
