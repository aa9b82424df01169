import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inbox } from '../../src/core/delivery/inbox.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { type ChannelInMemory, PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { waitFor } from '../support/wait-for.ts';

const [ana, bora] = [somebody('Ana'), somebody('보라')];

describe.each(engines)('after downtime, on $name', ({ available, open }) => {
  let database: Database;
  let stage: DeliveryStage;
  let platform: PlatformInMemory;
  let link: Link;
  let channel: ChannelInMemory;
  let inbox: Inbox;

  beforeAll(async () => {
    if (available) database = await open();
  });
  afterAll(() => database?.close());
  beforeEach(async () => {
    if (!available) return;
    stage = await DeliveryStage.set(database);
    platform = new PlatformInMemory();
    link = await stage.link();
    channel = platform.channel(link);
    inbox = stage.inbox({ platforms: [platform] });
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);

  /** Somebody says something while we listen. */
  const heard = async (...said: Parameters<ChannelInMemory['say']>): Promise<string> => {
    const id = channel.say(...said);
    await inbox.posted(link, channel.remote(id));
    return id;
  };
  const catchUp = (): Promise<void> => inbox.reconcile(link);
  const texts = async (): Promise<string[]> => (await stage.history()).map((message) => message.text);
  const reactions = async (text: string): Promise<string[]> => {
    const message = (await stage.history()).find((each) => each.text === text);
    return (message?.reactions ?? []).map(({ emoji, count }) => `${emoji} ${count}`).sort();
  };

  test('what was said meanwhile comes in, in its order, once', async () => {
    await heard(ana, 'before');
    const parent = channel.say(bora, 'first');
    channel.say(ana, 'second', { replyTo: parent });
    channel.say(bora, 'third');
    await catchUp();
    await catchUp();
    const history = await stage.history();
    expect(history.map((each) => each.text)).toEqual(['before', 'first', 'second', 'third']);
    expect(history[2]?.quote?.text).toBe('first');
  });

  test('so does a lot of it', async () => {
    await heard(ana, 'before');
    const lines = Array.from({ length: 250 }, (_, index) => `line ${index}`);
    for (const line of lines) channel.say(ana, line);
    await catchUp();
    expect(await texts()).toEqual(['before', ...lines]);
  });

  test('a channel that was silent since its link was made is read from there', async () => {
    channel.say(ana, 'from before the link', { at: new Date(link.createdAt.getTime() - 60_000) });
    channel.say(ana, 'the very first');
    await catchUp();
    expect(await texts()).toEqual(['the very first']);
  });

  test('what is not for the room stays out of it', async () => {
    await stage.courier(link, platform);
    await stage.say('ours');
    await stage.delivered(link);
    await catchUp();
    expect(await texts()).toEqual(['ours']);
  });

  test('edits are taken in', async () => {
    const id = await heard(ana, 'frist');
    channel.change(id, 'first');
    channel.change(channel.say(ana, 'second'), 'second, edited');
    await catchUp();
    const before = await stage.events();
    await catchUp();
    expect(await texts()).toEqual(['first', 'second, edited']);
    expect(await stage.events()).toEqual(before);
  });

  test('an edit made in the room since is not undone by an older one there', async () => {
    const id = await heard(ana, 'one');
    channel.change(id, 'two', new Date(Date.now() - 5_000));
    await inbox.edited(link, channel.remote(id));
    const { seq, author } = (await stage.history())[0] as MessageView;
    await stage.act({ kind: 'edit', seq, text: 'three' }, { ...author, via: 'web' });
    await catchUp();
    expect(await texts()).toEqual(['three']);
  });

  test('deletions are taken in', async () => {
    await heard(ana, 'stays');
    const ids = [await heard(ana, 'oops'), await heard(bora, 'me too')];
    await heard(ana, 'stays too');
    for (const id of ids) channel.remove(id);
    await catchUp();
    expect(await texts()).toEqual(['stays', 'stays too']);
  });

  test('nothing is deleted that the history does not reach back to', async () => {
    for (const text of ['one', 'two', 'three', 'four']) await heard(ana, text);
    platform.historyLength = 2;
    await catchUp();
    expect(await texts()).toEqual(['one', 'two', 'three', 'four']);
    platform.historyLength = 0;
    await catchUp();
    expect(await texts()).toEqual(['one', 'two', 'three', 'four']);
  });

  test('our own lines are not deleted when somebody there removes them', async () => {
    await heard(ana, 'before');
    await stage.courier(link, platform);
    await stage.say('ours');
    await stage.delivered(link);
    channel.remove(channel.messages.at(-1)?.id ?? '');
    await catchUp();
    expect(await texts()).toEqual(['before', 'ours']);
  });

  test('reactions are added and taken back, on our own lines too', async () => {
    await stage.courier(link, platform);
    const theirs = await heard(ana, 'theirs');
    await stage.say('ours');
    await stage.delivered(link);
    const ours = channel.messages.at(-1)?.id ?? '';
    for (const id of [theirs, ours]) {
      channel.react(id, ana, '🎬');
      await inbox.reacted(link, id, ana, '🎬', true);
      channel.unreact(id, ana, '🎬');
      channel.react(id, bora, '👍');
      channel.react(id, ana, '👍');
    }
    await catchUp();
    expect(await reactions('theirs')).toEqual(['👍 2']);
    expect(await reactions('ours')).toEqual(['👍 2']);
    const before = await stage.events();
    await catchUp();
    expect(await stage.events()).toEqual(before);
  });

  test('reactions from elsewhere are left alone', async () => {
    const id = await heard(ana, 'theirs');
    const { seq } = (await stage.history())[0] as MessageView;
    await stage.act({ kind: 'react', seq, emoji: '🎬' });
    channel.react(id, ana, 'not an emoji');
    await catchUp();
    expect(await reactions('theirs')).toEqual(['🎬 1']);
  });

  test('a reaction on one part of a long line is on the line, and stays', async () => {
    platform.partLength = 4;
    await stage.courier(link, platform);
    await stage.say('in two p');
    await stage.delivered(link);
    channel.react(channel.messages[1]?.id ?? '', ana, '🎬');
    await catchUp();
    const before = await stage.events();
    expect(await reactions('in two p')).toEqual(['🎬 1']);
    await catchUp();
    platform.historyLength = 1; // only the last part is to be seen
    channel.unreact(channel.messages[1]?.id ?? '', ana, '🎬');
    await catchUp();
    expect(await stage.events()).toEqual(before);
  });

  test('what another process hears while the history is read is not taken for gone', async () => {
    const other = stage.inbox();
    const old = await heard(ana, 'old');
    platform.answer = async (call) => {
      if (call !== 'recent') return;
      platform.answer = () => Promise.resolve();
      const late = channel.say(bora, 'said meanwhile');
      channel.react(old, bora, '👍');
      await other.posted(link, channel.remote(late));
      await other.reacted(link, old, bora, '👍', true);
    };
    await catchUp();
    expect(await texts()).toEqual(['old', 'said meanwhile']);
    expect(await reactions('old')).toEqual(['👍 1']);
  });

  test('a history that cannot be read changes nothing, and is read again', async () => {
    const id = await heard(ana, 'before');
    channel.remove(id);
    channel.say(ana, 'meanwhile');
    for (const kind of ['retry', 'wait'] as const) platform.fail('recent', kind, { retryAfter: 30 });
    await catchUp();
    expect(await texts()).toEqual(['before']);
    await waitFor('it to be read', async () => (await texts()).join() === 'before,meanwhile');
    expect(platform.count('recent')).toBe(3);
  });

  test('a channel that may not be read is left until it is found again', async () => {
    platform.fail('recent', 'broken', { times: 2 });
    channel.say(ana, 'meanwhile');
    await catchUp();
    await inbox.channelLost(link, 'Matinee may not read there.');
    await inbox.channelFound(link);
    expect(await texts()).toEqual([]);
    expect(platform.count('recent')).toBe(2);
    await catchUp();
    expect(await texts()).toEqual(['meanwhile']);
  });

  test('every link of the platform is read, once the store says which', async () => {
    const other = await stage.link();
    let away = 3;
    const links = new (class extends SqlLinkRepository {
      override ofPlatform(...which: Parameters<SqlLinkRepository['ofPlatform']>): Promise<Link[]> {
        return away-- > 0 ? Promise.reject(new Error('the store is away')) : super.ofPlatform(...which);
      }
    })(database);
    channel.say(ana, 'here');
    platform.channel(other).say(bora, 'there');
    await stage.inbox({ platforms: [platform], links }).catchUp('discord');
    expect((await texts()).sort()).toEqual(['here', 'there']);
  });
});
