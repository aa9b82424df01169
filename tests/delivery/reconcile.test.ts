import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendFromChannel } from '../../src/core/delivery/append-from-channel.ts';
import type { ChatAdapter } from '../../src/core/delivery/chat-adapter.ts';
import type { Inbox } from '../../src/core/delivery/inbox.ts';
import type { Link, PlatformId } from '../../src/core/delivery/link.ts';
import { actorOf } from '../../src/core/identity/actor.ts';
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

  test('what was told and could not be read comes in without anybody connecting anew', async () => {
    await heard(ana, 'before');
    channel.say(bora, 'not understood');
    await inbox.unheard(link);
    await waitFor('the line', async () => (await texts()).includes('not understood'));
  });

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

  test('nothing is deleted because a list does not show it: each is asked for', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 60; n++) ids.push(await heard(ana, `line ${n}`));
    const before = await texts();
    platform.unlisted = (id) => ids.indexOf(id) % 2 === 1; // half an answer
    await catchUp();
    expect(await texts()).toEqual(before);
    platform.unlisted = () => true; // an empty one, as where a permission is missing
    await catchUp();
    expect(await texts()).toEqual(before);
    expect(platform.count('lookUp')).toBe(30 + 60);
  });

  test('nothing is deleted where single messages cannot be asked for', async () => {
    await heard(ana, 'one');
    await heard(ana, 'two');
    channel.messages.length = 0;
    platform.fail('lookUp', 'broken', { times: 1_000 });
    await catchUp();
    expect(await texts()).toEqual(['one', 'two']);
  });

  test('some are deleted while a list does not show others: only those go', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 50; n++) ids.push(await heard(ana, `line ${n}`));
    const gone = ids.filter((_id, n) => n % 10 !== 0);
    for (const id of gone) channel.remove(id);
    platform.unlisted = () => true;
    await catchUp();
    expect(await texts()).toEqual(['line 0', 'line 10', 'line 20', 'line 30', 'line 40']);
  });

  test('our own lines are deleted when somebody there removed them, once, unless the link says otherwise', async () => {
    await heard(ana, 'before');
    await stage.courier(link, platform);
    await stage.say('ours');
    await stage.say('ours too');
    await stage.delivered(link);
    channel.remove(channel.messages.at(-1)?.id ?? '');
    await catchUp();
    expect(await texts()).toEqual(['before', 'ours']);
    await database.query(`update links set moderation = 'here' where id = $1`, [link.id]);
    await stage.delivered(link);
    channel.remove(channel.messages.at(-1)?.id ?? '');
    for (let times = 0; times < 2; times++) await catchUp();
    expect(await texts()).toEqual(['before', 'ours']);
    expect(platform.count('lookUp')).toBe(2);
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
    platform.pageLength = 1; // each part in a stretch of its own
    await catchUp();
    expect(await stage.events()).toEqual(before);
    channel.unreact(channel.messages[1]?.id ?? '', ana, '🎬');
    await catchUp();
    await waitFor('it to be taken back', async () => (await reactions('in two p')).length === 0);
  });

  test('what another process hears while the history is read is not taken for gone', async () => {
    const other = stage.inbox();
    const old = await heard(ana, 'old');
    platform.answer = async (call) => {
      if (call !== 'stretch') return;
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
    platform.fail('saidSince', 'retry', { times: 7 });
    platform.fail('stretch', 'wait', { times: 3, retryAfter: 5 });
    await catchUp();
    expect(await texts()).toEqual(['before']);
    await waitFor('it to be read', async () => (await texts()).join() === 'meanwhile');
  });

  test('a channel that may not be read is left until it is found again', async () => {
    platform.fail('saidSince', 'broken', { times: 2 });
    channel.say(ana, 'meanwhile');
    await catchUp();
    await inbox.channelLost(link, 'Matinee may not read there.');
    await inbox.channelFound(link);
    expect(await texts()).toEqual([]);
    expect(platform.count('saidSince')).toBe(2);
    await catchUp();
    expect(await texts()).toEqual(['meanwhile']);
  });

  describe('far back', { timeout: 120_000 }, () => {
    const LINES = 1_500;
    let ids: string[];

    const hearMany = async (): Promise<void> => {
      ids = Array.from({ length: LINES }, (_, n) => channel.say(n % 2 ? ana : bora, `line ${n}`));
      const author = actorOf(await stage.people.meet(ana), 'discord');
      const all = ids.map((id) => {
        const about = { remoteId: id, at: channel.at(id).at };
        return appendFromChannel(stage, link, author, { kind: 'post', text: channel.at(id).text }, about);
      });
      await Promise.all(all);
    };
    const standing = async (): Promise<Map<string, MessageView>> => {
      const found = new Map<string, MessageView>();
      for (let before: number | null = null; ;) {
        const page = await stage.messages.page(stage.room.id, before, 500, null);
        for (const message of page.messages) found.set(message.text, message);
        if (page.messages.length < 500) return found;
        before = page.messages[0]?.seq ?? 0;
      }
    };

    test('deletions, edits and reactions are taken in, with calls that can be counted', async () => {
      await hearMany();
      const at = (n: number): string => ids[n] ?? '';
      for (const n of [3, 700, 1_380]) channel.remove(at(n));
      for (const n of [5, 701, 1_381]) channel.change(at(n), `line ${n}, edited`);
      for (const n of [7, 702, 1_382]) channel.react(at(n), bora, '🎬');
      await catchUp();
      const room = await standing();
      expect(room.size).toBe(LINES - 3);
      for (const n of [3, 700, 1_380]) expect(room.has(`line ${n}`)).toBe(false);
      for (const n of [5, 701, 1_381]) expect(room.has(`line ${n}, edited`)).toBe(true);
      for (const n of [7, 702, 1_382]) expect(room.get(`line ${n}`)?.reactions?.[0]?.count).toBe(1);
      expect(platform.count('stretch')).toBeLessThanOrEqual(LINES / 100 + 4);
      expect(platform.count('lookUp')).toBe(3);
      for (const n of [7, 702, 1_382]) channel.unreact(at(n), bora, '🎬');
      await catchUp();
      expect([...(await standing()).values()].filter((each) => each.reactions?.length)).toEqual([]);
    });

    test('an emptied channel loses everything', async () => {
      await hearMany();
      channel.messages.length = 0;
      await catchUp();
      expect(await texts()).toEqual([]);
    });
  });

  test('what is said while the past is read stands at once', async () => {
    await heard(ana, 'before');
    channel.say(bora, 'missed');
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    platform.answer = (call) => (call === 'saidSince' || call === 'stretch' ? gate : Promise.resolve());
    const reading = catchUp();
    await waitFor('it to be read', () => platform.count('saidSince') === 1);
    await heard(ana, 'now');
    expect(await texts()).toEqual(['before', 'now']);
    go();
    await reading;
    expect((await texts()).sort()).toEqual(['before', 'missed', 'now']);
  });

  test('what was told while the past was read is newer than what was read', async () => {
    const id = await heard(ana, 'much loved');
    platform.answer = async (call) => {
      if (call !== 'stretch') return;
      platform.answer = () => Promise.resolve();
      channel.react(id, bora, '🎬'); // the answer is on its way already, without it
      await inbox.reacted(link, id, bora, '🎬', true);
      channel.unreact(id, bora, '🎬');
      channel.react(id, ana, '👍');
      await inbox.reacted(link, id, bora, '🎬', false);
    };
    await catchUp();
    await waitFor('the truth', async () => (await reactions('much loved')).join() === '👍 1');
  });

  test('two processes never read a channel at once', async () => {
    for (let n = 0; n < 30; n++) await heard(ana, `line ${n}`);
    platform.pageLength = 5;
    let [reading, most] = [0, 0];
    platform.answer = async (call) => {
      if (call !== 'stretch') return;
      most = Math.max(most, ++reading);
      await new Promise((resolve) => setTimeout(resolve, 2));
      reading--;
    };
    const other = stage.inbox({ platforms: [platform] });
    await Promise.all([inbox.reconcile(link), other.reconcile(link), inbox.reconcile(link)]);
    expect(most).toBe(1);
    expect(platform.count('stretch')).toBeGreaterThanOrEqual(12);
  });

  test('what a process that ended had not read is read by the next one, in its order', async () => {
    await heard(ana, 'before');
    const missed = Array.from({ length: 12 }, (_, n) => `missed ${n}`);
    for (const text of missed) channel.say(bora, text);
    platform.pageLength = 3;
    let batches = 0;
    platform.answer = async (call) => {
      if (call === 'saidSince' && ++batches === 3) inbox.close();
    };
    await catchUp();
    platform.answer = () => Promise.resolve();
    expect((await texts()).length).toBeLessThan(10);
    const next = stage.inbox({ platforms: [platform] });
    const now = channel.say(ana, 'now');
    await next.posted(link, channel.remote(now));
    await next.reconcile(link);
    expect((await texts()).filter((text) => text !== 'now')).toEqual(['before', ...missed]);
  });

  test('reading ends when the adapter does', async () => {
    for (let n = 0; n < 30; n++) await heard(ana, `line ${n}`);
    platform.pageLength = 5;
    const adapters = new Map([[platform.platform, platform]]);
    const ending = stage.inbox({ adapters });
    platform.answer = async (call) => void (call === 'stretch' && adapters.clear());
    await ending.reconcile(link);
    expect(platform.count('stretch')).toBe(1);
  });

  /** Asks for the channel to be read while `call` is being answered for the first time. */
  const askedAgainDuring = (call: 'saidSince' | 'stretch', before: () => void): { again: Promise<void> } => {
    const asked = { again: Promise.resolve() };
    platform.answer = async (each) => {
      if (each !== call) return;
      platform.answer = () => Promise.resolve();
      before();
      asked.again = inbox.reconcile(link);
      await inbox.inTurn(link, () => Promise.resolve()); // by then it has been asked
    };
    return asked;
  };

  test('who asks while the missed is read has it read again, and compared once for all', async () => {
    for (let n = 0; n < 30; n++) await heard(ana, `line ${n}`);
    const asked = askedAgainDuring('saidSince', () => channel.say(bora, 'meanwhile'));
    await catchUp();
    await asked.again;
    expect((await texts()).at(-1)).toBe('meanwhile');
    expect(platform.count('saidSince')).toBe(3); // nothing, then the line, then nothing after it
    expect(platform.count('stretch')).toBe(1);
  });

  test('who asks while it is compared has all of it done again', async () => {
    const oops = await heard(ana, 'oops');
    const asked = askedAgainDuring('stretch', () => channel.remove(oops));
    await catchUp();
    await asked.again;
    expect(await texts()).toEqual([]);
    expect([platform.count('saidSince'), platform.count('stretch')]).toEqual([2, 2]);
  });

  test('an adapter that comes in the place of another while it reads reads it all', async () => {
    await heard(ana, 'before');
    const adapters = new Map<PlatformId, ChatAdapter>([[platform.platform, platform]]);
    inbox = stage.inbox({ adapters });
    const next = new PlatformInMemory();
    next.channel(link).say(ana, 'before');
    next.channel(link).say(bora, 'missed');
    const asked = askedAgainDuring('saidSince', () => adapters.set(platform.platform, next));
    await catchUp();
    await asked.again;
    expect(await texts()).toEqual(['before', 'missed']);
  });

  test('what is none for the room is not fetched at each reading', async () => {
    const person = await stage.people.meet(ana);
    await stage.act({ kind: 'ban', person: { id: person.id, name: person.name } });
    let fetched = 0;
    const picture = {
      source: 'discord:a',
      name: 'a.png',
      type: 'image/png',
      size: 7,
      fetch: () => Promise.resolve(Buffer.from(`picture ${++fetched}`)),
    };
    channel.say(ana, 'banned', { attachments: [picture] });
    for (let times = 0; times < 3; times++) await catchUp();
    expect(await texts()).toEqual([]);
    expect(fetched).toBe(1);
  });

  test('every link of the platform is read, once the store says which', async () => {
    const other = await stage.link();
    await database.query('delete from links where id not in ($1, $2)', [link.id, other.id]);
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
