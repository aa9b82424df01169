import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
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
  stage.copies.length = 0;
});

const say = (said: Parameters<Stage['slack']['world']['say']>[2], by = stage.mina) =>
  stage.slack.world.say(by, stage.link.channelId, said);
const recent = (since: string | null = null, atLeast = 50) =>
  stage.platform.adapter.recent(stage.link, since, atLeast);
const textsOf = async (...args: Parameters<typeof recent>) => (await recent(...args)).map(({ text }) => text);

it('holds what was said since a message, oldest first, threads in their place', async () => {
  const first = say('one');
  const root = say('two');
  say('three', stage.june);
  say({ text: 'four, about two', threadTs: root.ts });
  say('five');
  expect(await textsOf(first.ts, 0)).toEqual(['two', 'three', 'four, about two', 'five']);
  const reply = (await recent()).find(({ text }) => text.startsWith('four'));
  expect(reply?.replyTo?.remoteId).toBe(root.ts);
});

it('reaches back to the newest so many, also before that message', async () => {
  for (let count = 1; count <= 8; count++) say(`line ${count}`);
  const last = say('the last');
  expect(await textsOf(last.ts, 3)).toEqual(['line 7', 'line 8', 'the last']);
});

it('reads page after page', async () => {
  const first = say('before');
  for (let count = 1; count <= 450; count++) say(`line ${count}`);
  const texts = await textsOf(first.ts, 50);
  expect(texts).toHaveLength(450);
  expect(texts[0]).toBe('line 1');
  expect(texts.at(-1)).toBe('line 450');
});

it('finds known replies in threads that began before', async () => {
  const root = say('long ago');
  for (let count = 1; count <= 10; count++) say(`line ${count}`);
  const reply = say({ text: 'an answer after all', threadTs: root.ts });
  const deleted = say({ text: 'never mind', threadTs: root.ts });
  stage.slack.world.remove(stage.mina, stage.link.channelId, deleted.ts);
  for (const [seq, ts] of [reply.ts, deleted.ts].entries()) {
    stage.copies.push({ seq, part: 0, remoteId: ts, origin: true });
  }
  const texts = await textsOf(reply.ts, 5);
  expect(texts).toContain('an answer after all');
  expect(texts).not.toContain('never mind');
  expect(texts).not.toContain('long ago');
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
  expect(await textsOf()).toEqual(['a reply that stays']);
});

it('is waited for when Slack asks to wait', async () => {
  say('patience');
  stage.slack.faults.rateLimit({ method: 'conversations.history', retryAfter: 1 });
  expect(await textsOf()).toEqual(['patience']);
});
