import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox } from '../../src/core/delivery/inbox.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import type { Database } from '../../src/db/database.ts';
import { PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { waitFor } from '../support/wait-for.ts';

/** A gate that calls wait at until it is opened. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe.each(engines)(
  'what is deleted in a channel of what came from elsewhere, on $name',
  ({ available, open }) => {
    let database: Database;
    let stage: DeliveryStage;
    let discord: PlatformInMemory;
    let slack: PlatformInMemory;
    let here: Link;
    let there: Link;
    let inbox: Inbox;

    beforeAll(async () => {
      if (available) database = await open();
    });
    afterAll(() => database?.close());
    beforeEach(async () => {
      if (!available) return;
      stage = await DeliveryStage.set(database);
      discord = new PlatformInMemory('discord');
      slack = new PlatformInMemory('slack');
      here = await stage.link('discord');
      there = await stage.link('slack');
      inbox = stage.inbox({ platforms: [discord, slack] });
      // Each platform tells us of what we ourselves take away, too.
      discord.onRemoved = (link, remoteId) => void inbox.deleted(link, remoteId);
      slack.onRemoved = (link, remoteId) => void inbox.deleted(link, remoteId);
    });
    afterEach(() => stage?.strike());
    const test = it.skipIf(!available);
    const texts = (platform: PlatformInMemory, link: Link): string[] => platform.channel(link).texts;
    const both = async (): Promise<void> => {
      await stage.courier(here, discord);
      await stage.courier(there, slack);
    };
    const arrived = async (): Promise<void> => {
      await stage.delivered(here);
      await stage.delivered(there);
    };
    /** As a moderator does it there: one message, or many at once. */
    const moderate = async (...ids: string[]): Promise<void> => {
      for (const id of ids) discord.channel(here).remove(id);
      await Promise.all(ids.map((id) => inbox.deleted(here, id)));
    };
    const idOf = (at = 0): string => discord.channel(here).messages[at]?.id ?? '';
    const deletions = async () => (await stage.events()).filter((event) => event.kind === 'message.deleted');

    test('goes everywhere, in Matinee’s name', async () => {
      await both();
      const seq = await stage.say('out of line');
      await stage.say('fine');
      await arrived();
      await moderate(idOf());
      await arrived();
      expect((await stage.history()).map((message) => message.text)).toEqual(['fine']);
      expect(texts(slack, there)).toEqual(['fine']);
      const [deleted] = await deletions();
      expect(deleted?.data).toMatchObject({ seq });
      expect(deleted?.actor).toMatchObject({ id: stage.system.id, via: 'discord' });
      // What is gone there already is not asked for again.
      expect(discord.count('remove')).toBe(0);
    });

    test('goes whole, whichever of its parts it was', async () => {
      discord.partLength = 4;
      await both();
      await stage.say('aaaabbbbcc');
      await arrived();
      await moderate(idOf(1));
      await arrived();
      expect(await stage.history()).toEqual([]);
      expect(texts(discord, here)).toEqual([]);
      expect(texts(slack, there)).toEqual([]);
    });

    test('goes with all the others when many are deleted at once, each once', async () => {
      await both();
      await stage.sayAll(Array.from({ length: 20 }, (_, index) => `line ${index}`));
      await stage.say('last');
      await arrived();
      const ids = discord
        .channel(here)
        .messages.slice(0, 20)
        .map(({ id }) => id);
      await moderate(...ids, ...ids);
      await arrived();
      expect(texts(slack, there)).toEqual(['last']);
      expect(await deletions()).toHaveLength(20);
      expect(discord.count('remove')).toBe(0);
    });

    test('takes the original away too in another channel of the same platform, where we may', async () => {
      const other = await stage.link('discord');
      await stage.courier(other, discord);
      await both();
      const remoteId = discord.channel(other).say(somebody('보라'), 'from the other channel');
      await inbox.posted(other, discord.channel(other).remote(remoteId));
      await arrived();
      await stage.delivered(other);
      await moderate(idOf());
      await arrived();
      await stage.delivered(other);
      expect([texts(discord, other), texts(slack, there), texts(discord, here)]).toEqual([[], [], []]);
    });

    test('stays a deletion of its author where it was written', async () => {
      await both();
      const remoteId = discord.channel(here).say(somebody('보라'), 'mine');
      await inbox.posted(here, discord.channel(here).remote(remoteId));
      await arrived();
      await moderate(remoteId);
      await arrived();
      const [deleted] = await deletions();
      expect(deleted?.actor.name).toBe('보라');
      expect(texts(slack, there)).toEqual([]);
    });

    test('goes there alone when the link says so, and is not put up again', async () => {
      const link = { ...here, id: here.id };
      await database.query(`update links set moderation = 'here' where id = $1`, [link.id]);
      await both();
      const seq = await stage.say('out of line');
      await arrived();
      await moderate(idOf());
      await stage.act({ kind: 'edit', seq, text: 'changed' });
      await stage.act({ kind: 'react', seq, emoji: '🎬' });
      await stage.say('an answer', { replyTo: seq });
      await arrived();
      await stage.decorated(here);
      expect(texts(slack, there)).toEqual(['changed', 'an answer']);
      expect(texts(discord, here)).toEqual(['an answer']);
      expect(discord.channel(here).messages[0]).toMatchObject({ replyTo: null, quote: { text: 'changed' } });
      expect([discord.count('edit'), discord.count('setReaction')]).toEqual([0, 0]);
      await stage.act({ kind: 'delete', seq });
      await arrived();
      expect(texts(slack, there)).toEqual(['an answer']);
    });

    test('is not what we take away ourselves: a line that gets shorter, or is deleted elsewhere', async () => {
      discord.partLength = 4;
      await both();
      const seq = await stage.say('aaaabbbbcc');
      const gone = await stage.say('gone');
      await arrived();
      await stage.act({ kind: 'edit', seq, text: 'aaaa' });
      await stage.act({ kind: 'delete', seq: gone });
      await arrived();
      // Whatever was told is taken in by now.
      await inbox.deleted(here, 'nobody knows this');
      expect((await stage.history()).map((message) => message.text)).toEqual(['aaaa']);
      expect(texts(discord, here)).toEqual(['aaaa']);
      expect(await deletions()).toHaveLength(1);
    });

    test('is not what we took away before we died, or another process did', async () => {
      discord.partLength = 4;
      const first = await stage.courier(here, discord);
      const seq = await stage.say('aaaabbbb');
      await stage.delivered(here);
      const held = gate();
      const told: string[] = [];
      discord.onRemoved = (_link, remoteId) => void told.push(remoteId);
      discord.answer = (call) => (call === 'edit' ? held.passed : Promise.resolve());
      await stage.act({ kind: 'edit', seq, text: 'aaaa' });
      await waitFor('a part to be taken away', () => told.length === 1);
      first.courier.stop();
      await first.lease.release();
      // Word of it comes to a process that did not ask for it.
      await stage.inbox({ platforms: [discord] }).deleted(here, told[0] ?? '');
      expect((await stage.history()).map((message) => message.text)).toEqual(['aaaa']);
      discord.answer = () => Promise.resolve();
      await stage.courier(here, discord);
      await stage.delivered(here);
      expect(texts(discord, here)).toEqual(['aaaa']);
      expect(await deletions()).toEqual([]);
      held.open();
      await first.done;
    });

    test('is not that a channel or the app is gone', async () => {
      await both();
      await stage.say('one');
      await arrived();
      await inbox.channelLost(here, 'The channel was deleted.');
      await stage.delivered(there);
      expect((await stage.history()).map((message) => message.text)).toEqual(['one']);
    });
  },
);
