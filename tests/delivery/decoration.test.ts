import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DecorationRepository } from '../../src/core/delivery/decoration-repository.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import { courierLease } from '../../src/core/delivery/link-repository.ts';
import type { Actor } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlDecorationRepository } from '../../src/db/repositories/decorations.ts';
import { PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { anActor } from '../support/factories.ts';
import { waitFor } from '../support/wait-for.ts';

/** So many different emoji. */
const emoji = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String.fromCodePoint(0x1f400 + index));

/** A gate that calls wait at until it is opened. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe.each(engines)('decoration on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let link: Link;
  let bora: Actor;

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    link = await stage.link();
    bora = { ...(await anActor(database, '보라')), via: 'discord' };
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);
  const texts = (): string[] => platform.channel(link).texts;
  const marks = (at = 0): string[] => [...(platform.channel(link).messages[at]?.marks ?? [])].sort();
  const react = (seq: number, mark = '🎬', actor = stage.owner): Promise<number> =>
    stage.act({ kind: 'react', seq, emoji: mark }, actor);
  const unreact = (seq: number, mark = '🎬', actor = stage.owner): Promise<number> =>
    stage.act({ kind: 'unreact', seq, emoji: mark }, actor);
  /** A reaction somebody made in the channel itself. */
  const reactThere = async (seq: number, kind: 'react' | 'unreact', mark = '🎬'): Promise<unknown> =>
    stage.log.append({
      roomId: stage.room.id,
      key: uuid(),
      actor: bora,
      action: { kind, seq, emoji: mark },
      origin: { linkId: link.id },
    });
  const shown = async (seq: number): Promise<string[]> =>
    (await stage.decorations.shownOn(link.id, seq)).map((each) => each.emoji).sort();

  test('holds up no line, whatever the platform says about reactions', async () => {
    const answered = gate();
    platform.answer = (call) => (call === 'setReaction' ? answered.passed : Promise.resolve());
    await stage.courier(link, platform);
    const seq = await stage.say('one');
    await react(seq);
    await waitFor('the reaction to be under way', () => platform.count('setReaction') === 1);
    await stage.say('two');
    await stage.act({ kind: 'edit', seq, text: 'ONE' });
    await stage.delivered(link);
    expect(texts()).toEqual(['ONE', 'two']);
    answered.open();
    await stage.decorated(link);
    expect(marks()).toEqual(['🎬']);
  });

  test.each(['wait', 'retry', 'broken', 'mistake'] as const)(
    'holds up no line while it fails with %s, nor breaks the link',
    async (kind) => {
      platform.fail('setReaction', kind, { times: 10_000, retryAfter: 60_000 });
      await stage.courier(link, platform, { pace: { broken: () => 60_000 } });
      const seq = await stage.say('one');
      for (const mark of emoji(20)) await react(seq, mark);
      await stage.say('two');
      await stage.delivered(link);
      expect(texts()).toEqual(['one', 'two']);
      expect((await stage.stored(link)).state).toBe('active');
    },
  );

  test('that is undone before it was done is never sent: 64 reactions on and off are no call', async () => {
    await stage.courier(link, platform, { pace: { quiet: 2_000, restless: 60_000 } });
    const seq = await stage.say('the ending!');
    for (const mark of emoji(64)) await react(seq, mark);
    for (const mark of emoji(64)) await unreact(seq, mark);
    await stage.decorated(link);
    expect(platform.count('setReaction')).toBe(0);
    expect(marks()).toEqual([]);
  });

  test('that is undone while the platform makes us wait is never sent either', async () => {
    platform.fail('setReaction', 'wait', { retryAfter: 400 });
    await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    await react(seq);
    await waitFor('the refusal', () => platform.count('setReaction') === 1);
    await unreact(seq);
    await stage.decorated(link);
    expect(platform.count('setReaction')).toBe(1);
    expect(await shown(seq)).toEqual([]);
  });

  test('takes off nothing that was never ours', async () => {
    await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    for (const mark of emoji(64)) await reactThere(seq, 'react', mark);
    await stage.decorated(link);
    for (const mark of emoji(64)) await reactThere(seq, 'unreact', mark);
    await stage.decorated(link);
    expect(platform.count('setReaction')).toBe(0);
  });

  test('shows no more kinds than a message there can carry, and another when one goes', async () => {
    await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    const all = emoji(24);
    for (const mark of all) await react(seq, mark);
    await stage.decorated(link);
    const first = marks();
    expect(first).toHaveLength(platform.reactions.most);
    const calls = platform.count('setReaction');
    await unreact(seq, first[0]);
    await stage.decorated(link);
    expect(marks()).toHaveLength(platform.reactions.most);
    expect(marks()).not.toContain(first[0]);
    expect(platform.count('setReaction')).toBe(calls + 2);
  });

  test('goes on with the next when one is refused, and asks for that one once', async () => {
    platform.fail('setReaction', 'refused', { about: /🎬/u, times: 100 });
    await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    await react(seq, '🎬');
    await react(seq, '👍');
    await stage.decorated(link);
    expect(marks()).toEqual(['👍']);
    expect(platform.count('setReaction')).toBe(2);
    await unreact(seq, '🎬');
    await stage.decorated(link);
    expect(platform.count('setReaction')).toBe(2);
  });

  test('sends after a restart only what is different by then', async () => {
    const first = await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    for (const mark of ['🎬', '👍', '😂']) await react(seq, mark);
    await stage.decorated(link);
    await first.stop();
    const calls = platform.count('setReaction');
    await unreact(seq, '👍');
    await react(seq, '🍿');
    await unreact(seq, '😂');
    await react(seq, '😂');
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(marks()).toEqual(['🍿', '🎬', '😂'].sort());
    expect(platform.count('setReaction')).toBe(calls + 2);
  });

  test('takes off after a crash what was shown and not noted', async () => {
    const held = gate();
    platform.answer = (call) => (call === 'setReaction' ? held.passed : Promise.resolve());
    const first = await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    await react(seq);
    await waitFor('it to stand there', () => marks().length === 1);
    first.courier.stop();
    await first.lease.release();
    platform.answer = () => Promise.resolve();
    await unreact(seq);
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(marks()).toEqual([]);
    held.open();
    await first.done;
    expect(await shown(seq)).toEqual([]);
  });

  test('is asked for again when the process died before it came', async () => {
    const first = await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    await stage.decorated(link);
    const under = { linkId: link.id, fence: first.lease.fence };
    const remoteId = platform.channel(link).messages[0]?.id ?? '';
    await stage.decorations.noteReaction(under, seq, { emoji: '🎬', remoteId, sure: false });
    await first.stop();
    await react(seq);
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(marks()).toEqual(['🎬']);
  });

  test('shows after an outage only the reactions that stand, on lines that are shown', async () => {
    const [one = 0, two = 0, gone = 0] = await stage.sayAll(['one', 'two', 'gone']);
    for (const seq of [one, two, gone]) for (const mark of emoji(10)) await react(seq, mark);
    for (const mark of emoji(10).slice(1)) await unreact(one, mark);
    for (const mark of emoji(10)) await unreact(two, mark);
    await stage.act({ kind: 'delete', seq: gone });
    await stage.courier(link, platform);
    await stage.decorated(link);
    expect(texts()).toEqual(['one', 'two']);
    expect([marks(0), marks(1)]).toEqual([emoji(1), []]);
    expect(platform.count('setReaction')).toBe(1);
  });

  test('ends with its line', async () => {
    await stage.courier(link, platform);
    const seq = await stage.say('the ending!');
    await react(seq);
    await stage.decorated(link);
    await stage.act({ kind: 'delete', seq });
    await stage.decorated(link);
    expect(await shown(seq)).toEqual([]);
    expect(platform.count('setReaction')).toBe(1);
  });

  test('stands on what was written in the channel itself, and not on what was deleted there', async () => {
    const remoteId = platform.channel(link).say(somebody('보라'), 'from there');
    const origin = { linkId: link.id, remoteId };
    const action = { kind: 'post' as const, text: 'from there' };
    const { seq } = await stage.log.append({
      roomId: stage.room.id,
      key: uuid(),
      actor: bora,
      action,
      origin,
    });
    await stage.courier(link, platform);
    await react(seq);
    await stage.decorated(link);
    expect(marks()).toEqual(['🎬']);
    platform.channel(link).remove(remoteId);
    await unreact(seq);
    await stage.act({ kind: 'delete', seq, onPlatform: true }, bora);
    await stage.decorated(link);
    expect(platform.count('remove')).toBe(0);
  });

  test('writes nothing any more once another has its lease, and ends with the lines', async () => {
    const held = gate();
    platform.answer = (call) => (call === 'setReaction' ? held.passed : Promise.resolve());
    const late = await stage.courier(link, platform);
    const seq = await stage.say('one');
    await react(seq);
    await waitFor('the call', () => platform.count('setReaction') === 1);
    await late.lease.release();
    const next = await new SqlLeases(database, 'next').take(courierLease(link.id), 60_000);
    expect(next?.fence).toBeGreaterThan(late.lease.fence);
    held.open();
    await late.done;
    expect((await stage.decorations.shownOn(link.id, seq)).map(({ sure }) => sure)).toEqual([false]);
  });

  test('bears a store that blinks', async () => {
    let calls = 0;
    const flaky: DecorationRepository = new (class extends SqlDecorationRepository {
      override noteReaction(...step: Parameters<DecorationRepository['noteReaction']>): Promise<boolean> {
        return ++calls % 3 === 1
          ? Promise.reject(new Error('the store is away'))
          : super.noteReaction(...step);
      }
    })(database);
    await stage.courier(link, platform, { decorations: flaky });
    const seq = await stage.say('one');
    for (const mark of emoji(3)) await react(seq, mark);
    await stage.decorated(link);
    expect(marks()).toEqual(emoji(3));
  });

  test('updates a poll with few edits, however many votes come, and no line waits for them', async () => {
    const held = gate();
    platform.answer = (call) => (call === 'edit' ? held.passed : Promise.resolve());
    await stage.courier(link, platform);
    const options = [{ text: 'yes' }, { text: 'no' }];
    const seq = await stage.act({ kind: 'open-poll', question: 'Again?', options });
    const voters = await Promise.all(
      Array.from({ length: 12 }, (_, index) => anActor(database, `voter ${index}`)),
    );
    for (const [index, voter] of voters.entries()) {
      if (index === 1) await waitFor('the first update', () => platform.count('edit') === 1);
      await stage.act({ kind: 'vote', seq, option: 0, again: 'keeps' }, voter);
    }
    await stage.say('meanwhile');
    await stage.delivered(link);
    expect(texts()).toContain('meanwhile');
    held.open();
    await stage.decorated(link);
    expect(platform.count('edit')).toBe(2);
  });
});
