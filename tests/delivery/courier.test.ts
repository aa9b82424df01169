import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { taggedName } from '../../src/protocol/tagged-name.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import { courierLease, type LinkRepository } from '../../src/core/delivery/link-repository.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import { PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { anActor } from '../support/factories.ts';
import { waitFor } from '../support/wait-for.ts';

const numbered = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `line ${from + index}`);

/** A gate that calls wait at until it is opened. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe.each(engines)('a courier on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let link: Link;

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    link = await stage.link();
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);
  const texts = (): string[] => platform.channel(link).texts;

  describe('in fair weather', () => {
    test('brings what is said to its channel in the order of the log, however slow the answers', async () => {
      platform.answer = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      await stage.courier(link, platform);
      const lines = numbered(40);
      for (const line of lines) await stage.say(line);
      await stage.delivered(link);
      expect(texts()).toEqual(lines);
      expect(platform.count('post')).toBe(40);
    });

    test('goes on when it is told of news', async () => {
      const { courier } = await stage.courier(link, platform, { pace: { idle: 60_000 } });
      await waitFor('it to be idle', async () => {
        const head = (await stage.log.heads([stage.room.id])).get(stage.room.id);
        return (await stage.stored(link)).cursor === head;
      });
      await stage.say('anybody there?');
      courier.wake();
      await waitFor('the line', () => texts().length === 1);
    });

    test('tells of each message that arrived', async () => {
      const { delivered } = await stage.courier(link, platform);
      const seq = await stage.say('seen');
      await waitFor('the receipt', () => delivered.length === 1);
      expect(delivered).toEqual([{ seq, state: 'sent', detail: undefined }]);
      const [message] = await stage.history();
      expect(message?.deliveries).toEqual([{ platform: 'discord', state: 'sent' }]);
    });

    test('gives a long message in parts, and follows it as it grows and shrinks', async () => {
      platform.partLength = 4;
      await stage.courier(link, platform);
      const seq = await stage.say('aaaabbbb');
      await stage.say('next');
      await stage.delivered(link);
      expect(texts()).toEqual(['aaaa', 'bbbb', 'next']);
      await stage.act({ kind: 'edit', seq, text: 'AAAABBBBCC' });
      await stage.delivered(link);
      expect(texts()).toEqual(['AAAA', 'BBBB', 'next', 'CC']);
      expect((await stage.links.copiesOf(link.id, seq)).map((copy) => copy.part)).toEqual([0, 1, 2]);
      await stage.act({ kind: 'edit', seq, text: 'less' });
      await stage.delivered(link);
      expect(texts()).toEqual(['less', 'next']);
      expect(await stage.links.copiesOf(link.id, seq)).toHaveLength(1);
      await stage.act({ kind: 'delete', seq });
      await stage.delivered(link);
      expect(texts()).toEqual(['next']);
      expect(await stage.links.copiesOf(link.id, seq)).toEqual([]);
    });

    test('replies to what stands there, and quotes what does not', async () => {
      const before = await stage.say('before the **link** was made');
      const late = await stage.link();
      await stage.courier(late, platform);
      const here = await stage.say('after it');
      await stage.say('a native reply', { replyTo: here });
      await stage.say('a quoting reply', { replyTo: before });
      await stage.delivered(late);
      const [first, native, quoting] = platform.channel(late).messages;
      expect(native).toMatchObject({ replyTo: first?.id, quote: null });
      expect(quoting).toMatchObject({
        replyTo: null,
        quote: { name: taggedName(stage.owner), text: 'before the link was made' },
      });
    });

    test('gives a message that was edited before its turn as it is now', async () => {
      const seq = await stage.say('frist');
      await stage.act({ kind: 'edit', seq, text: 'first' });
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(texts()).toEqual(['first']);
      expect(platform.count('edit')).toBe(0);
    });

    test('brings over once what changed several times before its turn', async () => {
      const first = await stage.courier(link, platform);
      const seq = await stage.say('frist');
      await stage.decorated(link);
      await first.stop();
      for (const text of ['firts', 'fisrt', 'first']) await stage.act({ kind: 'edit', seq, text });
      for (const kind of ['react', 'unreact', 'react'] as const) {
        for (const emoji of ['🎬', '👍']) await stage.act({ kind, seq, emoji });
      }
      await stage.courier(link, platform);
      await stage.decorated(link);
      await stage.act({ kind: 'edit', seq, text: 'first of all' });
      await stage.act({ kind: 'unreact', seq, emoji: '👍' });
      await stage.decorated(link);
      expect(texts()).toEqual(['first of all']);
      expect(platform.channel(link).messages[0]?.marks).toEqual(new Set(['🎬']));
      expect([platform.count('edit'), platform.count('setReaction')]).toEqual([2, 3]);
    });

    test('brings over what changes while a backlog is being worked off', async () => {
      const [seq = 0] = await stage.sayAll(numbered(70));
      const held = gate();
      platform.answer = (call) => (call === 'post' ? held.passed : Promise.resolve());
      await stage.courier(link, platform);
      await waitFor('the first to stand there', () => texts().length === 1);
      await stage.act({ kind: 'edit', seq, text: 'changed' });
      held.open();
      await stage.delivered(link);
      expect(texts()).toEqual(['changed', ...numbered(69, 2)]);
    });

    test('does not give a message that was deleted before its turn', async () => {
      const seq = await stage.say('never mind');
      await stage.act({ kind: 'delete', seq });
      await stage.say('what matters');
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(texts()).toEqual(['what matters']);
      expect(platform.count('remove')).toBe(0);
    });

    test('leaves alone what has no copy there', async () => {
      const seq = await stage.say('from before the link');
      const late = await stage.link();
      await stage.courier(late, platform);
      await stage.act({ kind: 'edit', seq, text: 'still from before' });
      await stage.act({ kind: 'react', seq, emoji: '🎬' });
      await stage.act({ kind: 'unreact', seq, emoji: '🎬' });
      await stage.act({ kind: 'delete', seq });
      await stage.delivered(late);
      expect(platform.calls).toEqual([]);
    });

    test('does not repeat in a channel what was written there', async () => {
      const origin = { linkId: link.id, remoteId: 'm900' };
      const bora = { ...(await anActor(database, '보라')), via: 'discord' as const };
      const action = { kind: 'post' as const, text: 'from Discord itself' };
      await stage.log.append({ roomId: stage.room.id, key: 'said-there', actor: bora, action, origin });
      const other = await stage.link('slack');
      const here = await stage.courier(link, platform);
      await stage.delivered(link);
      await here.stop();
      expect(texts()).toEqual([]);
      expect((await stage.history())[0]?.deliveries ?? []).toEqual([]);
      expect((await stage.stored(other)).cursor).toBeGreaterThan(0);
    });

    test('takes away what was written there when it is deleted elsewhere, not when it was deleted there', async () => {
      const bora = { ...(await anActor(database, '보라')), via: 'discord' as const };
      const [first, second] = ['one', 'two'].map((text) =>
        platform.channel(link).say(somebody('보라'), text),
      );
      for (const remoteId of [first, second]) {
        const origin = { linkId: link.id, remoteId };
        const action = { kind: 'post' as const, text: 'from Discord itself' };
        await stage.log.append({ roomId: stage.room.id, key: `${remoteId}`, actor: bora, action, origin });
      }
      const [one = 0, two = 0] = (await stage.history()).map((message) => message.seq);
      await stage.courier(link, platform);
      await stage.act({ kind: 'delete', seq: one, onPlatform: true }, bora);
      await stage.delivered(link);
      expect(platform.count('remove')).toBe(0);
      await stage.act({ kind: 'delete', seq: two });
      await stage.delivered(link);
      expect(texts()).toEqual(['one']);
    });

    test('shows one reaction for all who react elsewhere, until the last takes theirs back', async () => {
      const bora = await anActor(database, '보라');
      const seq = await stage.say('the ending!');
      await stage.courier(link, platform);
      await stage.decorated(link);
      const marks = (): string[] => [...(platform.channel(link).messages[0]?.marks ?? [])];
      await stage.act({ kind: 'react', seq, emoji: '🎬' });
      await stage.act({ kind: 'react', seq, emoji: '🎬' }, bora);
      await stage.act({ kind: 'unreact', seq, emoji: '🎬' });
      await stage.decorated(link);
      expect(marks()).toEqual(['🎬']);
      await stage.act({ kind: 'unreact', seq, emoji: '🎬' }, bora);
      await stage.decorated(link);
      expect(marks()).toEqual([]);
    });

    test('does not echo a reaction to the channel it was made in', async () => {
      const bora = { ...(await anActor(database, '보라')), via: 'discord' as const };
      const seq = await stage.say('the ending!');
      await stage.courier(link, platform);
      const action = { kind: 'react' as const, seq, emoji: '🎬' };
      const origin = { linkId: link.id };
      await stage.log.append({ roomId: stage.room.id, key: 'reacted', actor: bora, action, origin });
      await stage.decorated(link);
      expect(platform.channel(link).messages[0]?.marks).toEqual(new Set());
    });
  });

  describe('when a platform is in trouble', () => {
    test('waits as long as the platform asks, while other links go on', async () => {
      const other = await stage.link();
      platform.fail('post', 'wait', { retryAfter: 250, in: link });
      await stage.courier(link, platform);
      await stage.courier(other, platform);
      const started = performance.now();
      await stage.say('one');
      await stage.delivered(other);
      expect(platform.channel(other).texts).toEqual(['one']);
      expect(texts()).toEqual([]);
      await stage.delivered(link);
      expect(performance.now() - started).toBeGreaterThanOrEqual(245);
      expect(texts()).toEqual(['one']);
    });

    test('tries again after a growing pause, and delivers once', async () => {
      const attempts: number[] = [];
      const retry = (attempt: number): number => {
        attempts.push(attempt);
        return 1;
      };
      platform.fail('post', 'retry', { times: 4 });
      await stage.courier(link, platform, { pace: { retry } });
      await stage.sayAll(['one', 'two']);
      await stage.delivered(link);
      expect(attempts).toEqual([0, 1, 2, 3]);
      expect(texts()).toEqual(['one', 'two']);
    });

    test('does not post again what was taken though the answer was lost', async () => {
      platform.partLength = 4;
      platform.fail('post', 'retry', { when: 'after', times: 3 });
      await stage.courier(link, platform);
      const lines = ['one', 'twotwo', 'three'];
      for (const line of lines) await stage.say(line);
      await stage.delivered(link);
      expect(texts().join('')).toBe(lines.join(''));
      expect(platform.count('post')).toBe(3);
    });

    test('takes back what was posted without an answer when it was deleted meanwhile', async () => {
      const seq = await stage.say('oops');
      platform.fail('post', 'wait', { when: 'after', retryAfter: 200 });
      await stage.courier(link, platform);
      await waitFor('it to stand there', () => texts().length === 1);
      await stage.act({ kind: 'delete', seq });
      await stage.delivered(link);
      expect(texts()).toEqual([]);
    });

    test('records a refused message as failed, tells its author why, and goes on', async () => {
      platform.fail('post', 'refused', { about: /poison/ });
      const { delivered } = await stage.courier(link, platform);
      const [, seq] = await stage.sayAll(['before', 'poison', 'after']);
      await stage.delivered(link);
      expect(texts()).toEqual(['before', 'after']);
      const detail = 'The platform does not take this message.';
      expect(delivered.filter((each) => each.state === 'failed')).toEqual([{ seq, state: 'failed', detail }]);
      const message = (await stage.history()).find((each) => each.seq === seq);
      expect(message?.deliveries).toEqual([{ platform: 'discord', state: 'failed', detail }]);
      expect((await stage.stored(link)).state).toBe('active');
    });

    test('passes over an edit, a deletion or a reaction that is refused', async () => {
      const [one = 0, two = 0] = await stage.sayAll(['one', 'two']);
      await stage.courier(link, platform);
      await stage.decorated(link);
      for (const call of ['edit', 'remove', 'setReaction'] as const) platform.fail(call, 'refused');
      await stage.act({ kind: 'edit', seq: one, text: 'changed' });
      await stage.act({ kind: 'react', seq: one, emoji: '🎬' });
      await stage.act({ kind: 'delete', seq: two });
      await stage.say('three');
      await stage.decorated(link);
      expect(texts()).toEqual(['one', 'two', 'three']);
      const states = (await stage.history()).map((each) => each.deliveries?.[0]?.state);
      expect(states).toEqual(['sent', 'sent']);
    });

    test('gives up after a few tries what an adapter stumbles over, and goes on', async () => {
      platform.fail('post', 'mistake', { about: /poison/, times: 100 });
      await stage.courier(link, platform);
      const seq = await stage.say('poison');
      await stage.say('after');
      await stage.delivered(link);
      expect(texts()).toEqual(['after']);
      expect(platform.count('post')).toBeLessThanOrEqual(6);
      const message = (await stage.history()).find((each) => each.seq === seq);
      expect(message?.deliveries?.[0]?.state).toBe('failed');
    });

    test('takes a line away that was posted a second time by a request nobody heard of any more', async () => {
      const channel = platform.channel(link);
      platform.fail('post', 'retry');
      await stage.courier(link, platform);
      const seq = await stage.say('one');
      await stage.delivered(link);
      await stage.say('two');
      await stage.delivered(link);
      const [copy] = await stage.links.copiesOf(link.id, seq);
      const first = channel.at(copy?.remoteId ?? '');
      // The first request lay somewhere on its way, and arrives now.
      channel.add({ ...first, attachments: [] });
      expect(texts()).toEqual(['one', 'two', 'one']);
      await waitFor('the line to be there once', () => texts().join() === 'one,two');
      expect(channel.find(first.id)?.text).toBe('one');
    });

    test('takes a line away that arrives when it was deleted already', async () => {
      const channel = platform.channel(link);
      platform.fail('post', 'retry', { times: 3, retryAfter: 100 });
      await stage.courier(link, platform);
      const seq = await stage.say('one');
      await waitFor('a first attempt', () => platform.count('post') > 0);
      await stage.act({ kind: 'delete', seq });
      await stage.delivered(link);
      channel.add({
        author: somebody('Matinee'),
        mark: { key: `${link.roomId}:${seq}`, part: 0 },
        text: 'one',
        at: new Date(),
        replyTo: null,
        quote: null,
        attachments: [],
      });
      await waitFor('the line to be gone', () => texts().length === 0);
    });

    test('stays with what was said until the store can note it, and does not say it twice', async () => {
      let failures = 3;
      const flaky = new (class extends SqlLinkRepository {
        override advance(...step: Parameters<LinkRepository['advance']>): Promise<boolean> {
          return failures-- > 0 ? Promise.reject(new Error('the store is away')) : super.advance(...step);
        }
      })(database);
      await stage.courier(link, platform, { links: flaky });
      const lines = numbered(3);
      for (const line of lines) await stage.say(line);
      await stage.delivered(link);
      expect(failures).toBeLessThan(0);
      expect(texts()).toEqual(lines);
    });

    test('carries an edit out again that could not be noted', async () => {
      let failures = 0;
      const flaky = new (class extends SqlLinkRepository {
        override advance(...step: Parameters<LinkRepository['advance']>): Promise<boolean> {
          return failures-- > 0 ? Promise.reject(new Error('the store is away')) : super.advance(...step);
        }
      })(database);
      await stage.courier(link, platform, { links: flaky });
      const seq = await stage.say('short');
      await stage.delivered(link);
      failures = 2;
      await stage.act({ kind: 'edit', seq, text: 'changed' });
      await stage.delivered(link);
      const [copy] = await stage.links.copiesOf(link.id, seq);
      expect(platform.channel(link).at(copy?.remoteId ?? '').text).toBe('changed');
      expect(platform.count('edit')).toBe(3);
    });

    test('does not call a message failed because the store cannot say what was posted', async () => {
      let failures = 2;
      const flaky = new (class extends SqlLinkRepository {
        override copyAt(
          ...where: Parameters<LinkRepository['copyAt']>
        ): ReturnType<LinkRepository['copyAt']> {
          return failures-- > 0 ? Promise.reject(new Error('the store is away')) : super.copyAt(...where);
        }
      })(database);
      await stage.say('one');
      // As Discord's adapter does, which knows its lines only by what is not known.
      platform.findPosted = async (_link, _line, known) => {
        await known('m1');
        return null;
      };
      await stage.courier(link, platform, { links: flaky });
      await stage.delivered(link);
      expect(texts()).toEqual(['one']);
    });
  });

  describe('when its link is broken', () => {
    const news = async (): Promise<string[]> =>
      (await stage.events()).map((event) => event.kind).filter((kind) => /^link\.(broken|mended)/.test(kind));

    test('says so once, says so when it works again, and loses nothing', async () => {
      await stage.courier(link, platform);
      await stage.say('one');
      await stage.delivered(link);
      platform.fail('post', 'broken', { times: 4 });
      for (const line of ['two', 'three']) await stage.say(line);
      await waitFor('the link to be broken', async () => (await stage.stored(link)).state === 'broken');
      expect((await stage.stored(link)).reason).toBe(
        'Matinee was removed from the channel: invite it again.',
      );
      await stage.delivered(link);
      expect(texts()).toEqual(['one', 'two', 'three']);
      expect(await news()).toEqual(['link.broken', 'link.mended']);
      expect(await stage.stored(link)).toMatchObject({ state: 'active', reason: null });
    });

    test('says nothing that somebody else has said already', async () => {
      platform.fail('post', 'broken', { times: 2 });
      await stage.say('one');
      const report = { linkId: link.id, platform: link.platform, channel: link.channelName };
      await stage.act({ kind: 'report-link', ...report, broken: 'the gateway told' });
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(texts()).toEqual(['one']);
      expect(await news()).toEqual(['link.broken', 'link.mended']);
    });

    test('is not taken for mended by what needs no call to the platform', async () => {
      platform.fail('post', 'broken', { times: 1_000 });
      await stage.courier(link, platform);
      const seq = await stage.say('one');
      await waitFor('the link to be broken', async () => (await stage.stored(link)).state === 'broken');
      platform.fail('findPosted', 'broken', { times: 1_000 });
      await stage.act({ kind: 'delete', seq });
      await stage.act({ kind: 'change-room', patch: { topic: 'something new' } });
      const tries = platform.calls.length;
      await waitFor('more tries', () => platform.calls.length > tries + 3);
      expect(await news()).toEqual(['link.broken']);
    });

    test('is not taken for mended by one who finds nothing to bring there', async () => {
      const report = { linkId: link.id, platform: link.platform, channel: link.channelName };
      await stage.act({ kind: 'report-link', ...report, broken: 'the gateway told' });
      await stage.act({ kind: 'change-room', patch: { topic: 'something new' } });
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(platform.calls).toEqual([]);
      expect(await news()).toEqual(['link.broken']);
    });

    test('is tried at once when somebody finds it mended', async () => {
      platform.fail('post', 'broken');
      const { courier } = await stage.courier(link, platform, { pace: { broken: () => 60_000 } });
      await stage.say('one');
      await waitFor('the link to be broken', async () => (await stage.stored(link)).state === 'broken');
      const report = { linkId: link.id, platform: link.platform, channel: link.channelName };
      await stage.act({ kind: 'report-link', ...report });
      courier.update(await stage.stored(link));
      await stage.delivered(link);
      expect(texts()).toEqual(['one']);
      expect(await news()).toEqual(['link.broken', 'link.mended']);
    });

    test('tells the room’s other channels, as soon as they take it', async () => {
      const other = await stage.link('slack');
      const slack = new PlatformInMemory('slack');
      await stage.courier(link, platform);
      await stage.courier(other, slack);
      platform.fail('post', 'broken', { times: 3 });
      slack.fail('notify', 'wait', { retryAfter: 20 });
      await stage.say('one');
      await stage.delivered(link);
      await stage.delivered(other);
      const { notices } = slack.channel(other);
      expect(notices).toHaveLength(2);
      expect(notices[0]).toContain(`Discord #${link.channelName} cannot be reached just now`);
      expect(notices[1]).toContain(`Discord #${link.channelName} can be reached again`);
      expect(platform.channel(link).notices).toEqual([]);
    });

    test('stops at once while it waits', async () => {
      platform.fail('post', 'broken', { times: 100 });
      const { stop } = await stage.courier(link, platform, { pace: { broken: () => 60_000 } });
      await stage.say('one');
      await waitFor('the link to be broken', async () => (await stage.stored(link)).state === 'broken');
      const asked = performance.now();
      await stop();
      expect(performance.now() - asked).toBeLessThan(2_000);
    });

    test('stops without waiting when its call fails after it was told to', async () => {
      const held = gate();
      platform.answer = (call) => (call === 'post' ? held.passed : Promise.resolve());
      platform.fail('post', 'wait', { when: 'after', retryAfter: 60_000 });
      const { courier, done } = await stage.courier(link, platform);
      await stage.say('one');
      await waitFor('the call', () => platform.count('post') === 1);
      courier.stop();
      held.open();
      await done;
      expect(texts()).toEqual(['one']);
    });
  });

  describe('when it dies', () => {
    test('is followed by one that finds what was posted and not noted', async () => {
      const held = gate();
      platform.answer = (call) => (call === 'post' ? held.passed : Promise.resolve());
      const first = await stage.courier(link, platform);
      await stage.sayAll(['one', 'two']);
      await waitFor('it to stand there', () => texts().length === 1);
      first.courier.stop();
      await first.lease.release();
      platform.answer = () => Promise.resolve();
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(texts()).toEqual(['one', 'two']);
      held.open();
      await first.done;
      expect(texts()).toEqual(['one', 'two']);
      expect(await stage.links.copiesOf(link.id, 2)).toHaveLength(1);
    });

    test('is followed by one that posts the parts that are missing', async () => {
      platform.partLength = 4;
      const key = `${stage.room.id}:${await stage.say('aaaabbbbcc')}`;
      const channel = platform.channel(link);
      const author = { identity: 'ours', name: 'Ana' };
      const part = { author, at: new Date(), replyTo: null, quote: null, attachments: [] };
      channel.add({ ...part, mark: { key, part: 0 }, text: 'aaaa' });
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(texts()).toEqual(['aaaa', 'bbbb', 'cc']);
    });

    test('and what it posted is deleted before the next one comes: that one takes it away', async () => {
      const seq = await stage.say('oops');
      const key = `${stage.room.id}:${seq}`;
      const author = { identity: 'ours', name: 'Ana' };
      const channel = platform.channel(link);
      const posted = { author, text: 'oops', at: new Date(), replyTo: null, quote: null, attachments: [] };
      channel.add({ ...posted, mark: { key, part: 0 } });
      await stage.act({ kind: 'delete', seq });
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(texts()).toEqual([]);
    });

    test('looks for what may have been posted only where that is in doubt', async () => {
      await stage.courier(link, platform);
      await stage.sayAll(numbered(5));
      await stage.delivered(link);
      expect(platform.count('findPosted')).toBeLessThanOrEqual(1);
    });

    test('writes nothing any more once another has its lease', async () => {
      const held = gate();
      platform.answer = (call) => (call === 'post' ? held.passed : Promise.resolve());
      const late = await stage.courier(link, platform);
      await stage.say('one');
      await waitFor('the call', () => platform.count('post') === 1);
      await late.lease.release();
      const before = await stage.stored(link);
      const next = await new SqlLeases(database, 'next').take(courierLease(link.id), 60_000);
      expect(next?.fence).toBeGreaterThan(late.lease.fence);
      held.open();
      await late.done;
      expect(await stage.stored(link)).toEqual(before);
      expect(await stage.links.copiesOf(link.id, before.cursor + 1)).toEqual([]);
      expect(late.delivered).toEqual([]);
      expect(await late.lease.renew()).toBe(false);
    });

    test('says nothing more once its lease has run out', async () => {
      let leased = true;
      platform.answer = () => Promise.resolve(void (leased = texts().length < 2));
      const { done } = await stage.courier(link, platform, { leased: () => leased });
      await stage.sayAll(['one', 'two', 'three']);
      await done;
      expect(texts()).toEqual(['one', 'two']);
    });

    test('reports nothing more once its lease has run out', async () => {
      let leased = true;
      platform.fail('post', 'broken', { when: 'after', about: /two/ });
      platform.answer = () => Promise.resolve(void (leased = texts().length < 2));
      const { done } = await stage.courier(link, platform, { leased: () => leased });
      await stage.sayAll(['one', 'two', 'three']);
      await done;
      expect((await stage.stored(link)).state).toBe('active');
    });

    test('ends when its link is removed', async () => {
      const { done } = await stage.courier(link, platform);
      const { id: linkId, platform: name, channelName: channel } = link;
      await stage.act({ kind: 'remove-link', linkId, platform: name, channel, onPlatform: false });
      await done;
      expect(await stage.links.byId(linkId)).toBeNull();
    });
  });

  describe('after a long absence', () => {
    const pace = { catchUpLimit: 20 };

    test('says how many messages do not follow and where they are, and gives the rest in order', async () => {
      const lines = numbered(45);
      await stage.sayAll(lines);
      platform.fail('notify', 'retry', { times: 2 });
      await stage.courier(link, platform, { pace });
      await stage.delivered(link);
      const { notices } = platform.channel(link);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain('35 messages');
      expect(notices[0]).toContain('메시지 35개');
      expect(notices[0]).toContain('https://matinee.example/r/room');
      expect(texts()).toEqual(lines.slice(-10));
      await stage.sayAll(['and', 'on']);
      await stage.delivered(link);
      expect(texts().slice(-2)).toEqual(['and', 'on']);
      expect(notices).toHaveLength(1);
    });

    test('gives everything when little was said, however much else happened', async () => {
      const [first = 0] = await stage.sayAll(numbered(15));
      for (let turn = 0; turn < 10; turn++) {
        await stage.act({ kind: turn % 2 ? 'unreact' : 'react', seq: first, emoji: '🎬' });
      }
      const [gone = 0] = await stage.sayAll(numbered(6, 16));
      await stage.act({ kind: 'delete', seq: gone });
      await stage.courier(link, platform, { pace });
      await stage.delivered(link);
      expect(platform.channel(link).notices).toEqual([]);
      expect(texts()).toEqual(numbered(21).filter((line) => line !== 'line 16'));
    });

    test('still mends and takes away what stands there', async () => {
      const first = await stage.courier(link, platform, { pace });
      const [one = 0, two = 0] = await stage.sayAll(['one', 'two']);
      await stage.delivered(link);
      await first.stop();
      await stage.sayAll(numbered(20));
      await stage.act({ kind: 'edit', seq: one, text: 'ONE' });
      await stage.act({ kind: 'delete', seq: two });
      await stage.sayAll(numbered(20, 21));
      await stage.courier(link, platform, { pace });
      await stage.delivered(link);
      expect(texts()).toEqual(['ONE', ...numbered(10, 31)]);
    });

    test('notes what a courier that died had posted, though it is passed over', async () => {
      const [one = 0] = await stage.sayAll(numbered(30));
      const author = { identity: 'ours', name: 'Ana' };
      const mark = { key: `${stage.room.id}:${one}`, part: 0 };
      const at = new Date();
      const posted = { author, mark, text: 'line 1', at, replyTo: null, quote: null, attachments: [] };
      platform.channel(link).add(posted);
      await stage.courier(link, platform, { pace });
      await stage.delivered(link);
      expect(texts()).toEqual(['line 1', ...numbered(10, 21)]);
      expect(await stage.links.copiesOf(link.id, one)).toHaveLength(1);
    });

    test('does not count what was said in the channel itself', async () => {
      const bora = { ...(await anActor(database, '보라')), via: 'discord' as const };
      for (let index = 0; index < 15; index++) {
        const remoteId = platform.channel(link).say(somebody('보라'), `there ${index}`);
        const origin = { linkId: link.id, remoteId };
        const action = { kind: 'post' as const, text: `there ${index}` };
        await stage.log.append({ roomId: stage.room.id, key: remoteId, actor: bora, action, origin });
      }
      await stage.sayAll(numbered(15));
      await stage.courier(link, platform, { pace });
      await stage.delivered(link);
      expect(platform.channel(link).notices).toEqual([]);
      expect(texts().slice(15)).toEqual(numbered(15));
    });
  });
});
