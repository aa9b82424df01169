import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RemoteMessage } from '../../core/delivery/chat-adapter.ts';
import { aLine, openStage, type Stage } from './stage.test-support.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  const { world } = stage.slack;
  // Every test has a channel of its own.
  const { id } = world.createChannel({ name: `room-${Math.random()}`, members: [stage.mina, stage.june] });
  Object.assign(stage.link, { channelId: id, createdAt: new Date(Date.now() - 60_000) });
});

const say = (said: Parameters<Stage['slack']['world']['say']>[2], by = stage.mina) =>
  stage.slack.world.say(by, stage.link.channelId, said);
const since = async (ts: string | null = null): Promise<RemoteMessage[]> => {
  const all: RemoteMessage[] = [];
  for await (const batch of stage.platform.adapter.saidSince(stage.link, ts)) all.push(...batch);
  return all;
};
const textsSince = async (ts: string | null = null) => (await since(ts)).map(({ text }) => text);
const recent = async (): Promise<RemoteMessage[]> =>
  (await stage.platform.adapter.stretch(stage.link, null, null)).messages;
const lookUp = (ts: string) => stage.platform.adapter.lookUp(stage.link, ts);

it('holds what was said since a message, oldest first, threads in their place', async () => {
  const first = say('one');
  const root = say('two');
  say('three', stage.june);
  say({ text: 'four, about two', threadTs: root.ts });
  say('five');
  expect(await textsSince(first.ts)).toEqual(['two', 'three', 'four, about two', 'five']);
  const reply = (await recent()).find(({ text }) => text.startsWith('four'));
  expect(reply?.replyTo?.remoteId).toBe(root.ts);
});

it('holds replies since then to what was said long before', async () => {
  const root = say('long ago');
  say({ text: 'heard', threadTs: root.ts });
  for (let count = 1; count <= 300; count++) say(`line ${count}`);
  const last = say('the last that was heard');
  const reply = say({ text: 'an answer after all', threadTs: root.ts });
  say('something new');
  const said = await since(last.ts);
  expect(said.map(({ text }) => text)).toEqual(['an answer after all', 'something new']);
  expect(said[0]).toMatchObject({ remoteId: reply.ts, replyTo: { remoteId: root.ts } });
});

it('is read page after page, a long absence in its order', async () => {
  const first = say('before');
  const expected: string[] = [];
  for (let count = 1; count <= 1_450; count++) {
    const { ts } = say(`line ${count}`);
    expected.push(`line ${count}`);
    if (count % 300 !== 0) continue;
    say({ text: `about line ${count}`, threadTs: ts });
    expected.push(`about line ${count}`);
  }
  expect(await textsSince(first.ts)).toEqual(expected);
});

it('is read back stretch after stretch, threads with their first message', async () => {
  const root = say('to be answered');
  for (let count = 1; count <= 250; count++) say(`line ${count}`);
  say({ text: 'the answer', threadTs: root.ts });
  const { adapter } = stage.platform;
  const newest = await adapter.stretch(stage.link, null, null);
  expect([newest.messages.length, newest.more]).toEqual([200, true]);
  expect(newest.from).toBe(newest.messages[0]?.remoteId);
  const older = await adapter.stretch(stage.link, newest.from, null);
  expect(older).toMatchObject({ more: false, from: null });
  expect(older.messages).toHaveLength(52);
  expect(older.messages.at(-1)?.text).toBe('the answer');
  const part = await adapter.stretch(stage.link, newest.from, older.messages.at(-2)?.remoteId ?? '');
  expect(part.messages.map(({ text }) => text)).toEqual(['line 50']);
});

it('tells that a message is gone only where Slack says so', async () => {
  const root = say('a question');
  const reply = say({ text: 'an answer', threadTs: root.ts });
  const other = say({ text: 'another', threadTs: root.ts });
  const alone = say('by itself');
  expect((await lookUp(alone.ts)).map(({ text }) => text)).toEqual(['by itself']);
  expect((await lookUp(reply.ts)).map(({ text }) => text)).toEqual(['a question', 'an answer', 'another']);
  const { world, faults } = stage.slack;
  for (const { ts } of [alone, other, root]) world.remove(stage.mina, stage.link.channelId, ts);
  for (const { ts } of [alone, other, root]) expect(await lookUp(ts)).toEqual([]);
  expect((await lookUp(reply.ts)).map(({ text }) => text)).toEqual(['an answer']);
  faults.serverError({ method: 'reactions.get', times: 1 });
  await expect(lookUp(alone.ts)).rejects.toMatchObject({ kind: 'retry' });
  const elsewhere = { ...stage.link, channelId: 'C0NOWHERE' };
  await expect(stage.platform.adapter.lookUp(elsewhere, alone.ts)).rejects.toMatchObject({ kind: 'broken' });
});

it('tells our own from others’, what was edited, and who reacted, ourselves left out', async () => {
  const { world } = stage.slack;
  const said = say('typo');
  world.edit(stage.mina, stage.link.channelId, said.ts, 'no typo');
  world.react(stage.june, stage.link.channelId, said.ts, 'heart');
  await stage.platform.adapter.setReaction(stage.link, said.ts, '❤️', true);
  await stage.platform.adapter.setReaction(stage.link, said.ts, '👍', true);
  await stage.platform.adapter.post(stage.link, aLine({ text: 'ours' }));
  expect(await recent()).toMatchObject([
    {
      text: 'no typo',
      ours: false,
      relayed: true,
      edited: true,
      author: { name: 'Mina' },
      reactions: [{ emoji: '❤️', people: [{ name: 'June Lee' }] }],
    },
    { text: 'ours', ours: true, relayed: false, reactions: [] },
  ]);
});

it('leaves out what was deleted while its thread goes on, but not the thread', async () => {
  const root = say('to be deleted');
  say({ text: 'a reply that stays', threadTs: root.ts });
  stage.slack.world.remove(stage.mina, stage.link.channelId, root.ts);
  expect((await recent()).map(({ text }) => text)).toEqual(['a reply that stays']);
});

it('is waited for when Slack asks to wait, and nobody else is', async () => {
  say('patience');
  stage.slack.faults.rateLimit({ method: 'conversations.history', retryAfter: 1 });
  const asked = performance.now();
  const reading = recent().then((messages) => ({ messages, after: performance.now() - asked }));
  // People are asked for by the client that waits by itself: it has nothing to wait for.
  await stage.platform.adapter.post(stage.link, aLine({ text: 'meanwhile' }));
  const posted = performance.now() - asked;
  const { messages, after } = await reading;
  expect(messages[0]?.text).toBe('patience');
  expect(posted).toBeLessThan(after);
});
