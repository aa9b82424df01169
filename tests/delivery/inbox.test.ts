import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteAttachment, RemoteMessage } from '../../src/core/delivery/chat-adapter.ts';
import type { Inbox } from '../../src/core/delivery/inbox.ts';
import { LINKS_TOPIC, type Link } from '../../src/core/delivery/link.ts';
import { Problem } from '../../src/core/errors.ts';
import type { Appended, Change } from '../../src/core/rooms/change.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { addressOf, type ChannelInMemory, PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { PicturesInMemory } from '../support/pictures-in-memory.ts';
import { waitFor } from '../support/wait-for.ts';

const [ana, bora] = [somebody('Ana'), somebody('보라')];

const file = (name: string, type: string, bytes: string | Error): RemoteAttachment => ({
  source: `discord:${name}`,
  name,
  type,
  size: 7,
  fetch: () => (bytes instanceof Error ? Promise.reject(bytes) : Promise.resolve(Buffer.from(bytes))),
});

describe.each(engines)('what platforms tell, on $name', ({ available, open }) => {
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

  /** Somebody says something in the channel, and the platform tells. */
  const say = async (...said: Parameters<ChannelInMemory['say']>): Promise<string> => {
    const id = channel.say(...said);
    await inbox.posted(link, channel.remote(id));
    return id;
  };
  const texts = async (): Promise<string[]> => (await stage.history()).map((message) => message.text);
  const only = async (): Promise<MessageView> => {
    const history = await stage.history();
    expect(history).toHaveLength(1);
    return history[0] as MessageView;
  };
  const banned = async (who: typeof ana): Promise<void> => {
    const person = await stage.people.meet(who);
    await stage.act({ kind: 'ban', person: { id: person.id, name: person.name } });
  };

  describe('what is said', () => {
    test('stands in the room once, however often it is told', async () => {
      const id = channel.say(ana, '안녕하세요');
      for (let times = 1; times <= 4; times++) {
        await Promise.all(Array.from({ length: times }, () => inbox.posted(link, channel.remote(id))));
      }
      expect(await only()).toMatchObject({ text: '안녕하세요', author: { name: 'Ana', via: 'discord' } });
    });

    test('stands there once when two processes are told', async () => {
      const other = stage.inbox();
      const id = channel.say(ana, 'twice told');
      const told = [inbox, other, inbox, other].map((each) => each.posted(link, channel.remote(id)));
      await Promise.all(told);
      expect(await texts()).toEqual(['twice told']);
    });

    test('keeps its order and the time the platform gives', async () => {
      const at = new Date(Date.now() - 1000);
      const ids = ['one', 'two', 'three'].map((text) => channel.say(ana, text, { at }));
      await Promise.all(ids.map((id) => inbox.posted(link, channel.remote(id))));
      const history = await stage.history();
      expect(history.map((message) => message.text)).toEqual(['one', 'two', 'three']);
      expect(history.map((message) => message.at)).toEqual(Array(3).fill(at.toISOString()));
    });

    test('is known as a copy from the first moment, so that it is not carried back', async () => {
      const id = await say(ana, 'from here');
      const { seq } = await only();
      expect(await stage.links.copiesOf(link.id, seq)).toEqual([
        { seq, part: 0, remoteId: id, origin: true, state: 'there' },
      ]);
      await stage.courier(link, platform);
      await stage.delivered(link);
      expect(channel.texts).toEqual(['from here']);
    });

    test('keeps a text that is longer than ours may be, and never half a character', async () => {
      await say(ana, 'ㅋ'.repeat(9_000));
      await say(ana, `a${'🎬'.repeat(30_000)}`);
      const [long, longest] = await texts();
      expect(long).toHaveLength(9_000);
      expect(longest).toMatch(/^a(🎬)+$/u);
    });

    test('is left out when nothing can be seen of it', async () => {
      await say(ana, ' \u200b\u3164 \n');
      expect(await texts()).toEqual([]);
    });

    test('is left out in a channel that has no link, and when a link is paused', async () => {
      const nowhere = { platform: 'discord' as const, tenantId: 'guild', channelId: 'nowhere' };
      await inbox.posted(nowhere, channel.remote(channel.say(ana, 'not linked')));
      await database.query(`update links set state = 'paused' where id = $1`, [link.id]);
      await say(ana, 'paused');
      expect(await texts()).toEqual([]);
    });

    test('is left out when we posted it ourselves or others’ bots did', async () => {
      const remote = channel.remote(channel.say(ana, 'a bot speaks'));
      for (const not of [{ relayed: false }, { ours: true }]) {
        await inbox.posted(link, { ...remote, ...not });
        await inbox.edited(link, { ...remote, ...not, edited: true, editedAt: new Date() });
      }
      expect(await texts()).toEqual([]);
    });

    test('follows the name and picture of who says it', async () => {
      await say(ana, 'one');
      await say({ ...ana, name: '  ', avatar: 'https://cdn.example/a.png' }, 'two');
      expect((await stage.history()).map((each) => each.author)).toMatchObject([
        { name: '?', avatar: 'https://cdn.example/a.png' },
        { name: '?', avatar: 'https://cdn.example/a.png' },
      ]);
    });
  });

  describe('replies', () => {
    test('answer what they answer, our own lines too', async () => {
      await stage.courier(link, platform);
      await stage.say('said on the web');
      await stage.delivered(link);
      await say(ana, 'answered on Discord', { replyTo: channel.messages[0]?.id ?? '' });
      const [, reply] = await stage.history();
      expect(reply?.quote).toMatchObject({ text: 'said on the web' });
    });

    test('wait for a parent that is late', async () => {
      const parent = channel.say(ana, 'parent');
      const reply = channel.say(bora, 'reply', { replyTo: parent });
      const patient = stage.inbox({ patience: { parent: 60_000 } });
      await patient.posted(link, channel.remote(reply));
      expect(await texts()).toEqual([]);
      await patient.posted(link, channel.remote(parent));
      const history = await stage.history();
      expect(history.map((each) => each.text)).toEqual(['parent', 'reply']);
      expect(history[1]?.quote?.text).toBe('parent');
    });

    test('come without a parent that does not come, or that is long past', async () => {
      const missing = channel.say(ana, 'never told');
      const old = channel.say(ana, 'said long ago', { at: new Date(Date.now() - 120_000) });
      await say(bora, 'to the old one', { replyTo: old });
      expect(await texts()).toEqual(['to the old one']);
      await say(bora, 'to the missing one', { replyTo: missing });
      await waitFor('the reply', async () => (await texts()).length === 2);
      expect((await stage.history()).map((each) => each.quote)).toEqual([undefined, undefined]);
    });

    test('stand although their parent was deleted in the room', async () => {
      const parent = await say(ana, 'parent');
      await stage.act({ kind: 'delete', seq: (await only()).seq });
      await say(bora, 'reply', { replyTo: parent });
      expect(await texts()).toEqual(['reply']);
    });
  });

  describe('edits', () => {
    test('change what stands there, and bear the time the platform gives', async () => {
      const id = await say(ana, 'frist');
      const at = new Date(Date.now() + 1000);
      channel.change(id, 'first', at);
      await inbox.edited(link, channel.remote(id));
      expect(await only()).toMatchObject({ text: 'first', editedAt: at.toISOString() });
    });

    test('that only add a preview change nothing', async () => {
      const id = await say(ana, 'look at this');
      channel.change(id, 'look at this');
      const before = await stage.events();
      await inbox.edited(link, channel.remote(id));
      expect(await stage.events()).toEqual(before);
    });

    test('of a message that was not told of bring it in', async () => {
      const id = channel.say(ana, 'frist');
      channel.change(id, 'first');
      await inbox.edited(link, channel.remote(id));
      expect(await texts()).toEqual(['first']);
    });

    test('of a message from before the link do not', async () => {
      const id = channel.say(ana, 'old', { at: new Date(Date.now() - 3_600_000) });
      channel.change(id, 'old, but edited now');
      await inbox.edited(link, channel.remote(id));
      expect(await texts()).toEqual([]);
    });

    test('of our own lines by our own hand are not edits of a person', async () => {
      await stage.courier(link, platform);
      await stage.say('ours');
      await stage.delivered(link);
      const [copy] = channel.messages;
      const foreign = { ...channel.remote(copy?.id ?? ''), ours: false, relayed: true, edited: true };
      await inbox.edited(link, { ...foreign, text: 'not ours' });
      expect(await texts()).toEqual(['ours']);
    });

    test('keep the lines that stand for files', async () => {
      const notes = { ...file('notes.pdf', 'application/pdf', 'x'), size: 734_000_000 };
      const id = await say(ana, 'my notes', { attachments: [notes] });
      channel.change(id, 'my better notes');
      await inbox.edited(link, channel.remote(id));
      const line = `📎 [notes.pdf](${addressOf(id)}) · 734 MB · too large`;
      expect(await texts()).toEqual([`my better notes\n${line}`]);
      const before = await stage.events();
      await inbox.edited(link, channel.remote(id));
      expect(await stage.events()).toEqual(before);
    });

    test('may leave a picture without words, but not a message without anything', async () => {
      const poster = file('poster.png', 'image/png', 'picture');
      const [shown, said] = [await say(ana, 'look!', { attachments: [poster] }), await say(ana, 'words')];
      for (const id of [shown, said]) {
        channel.change(id, '');
        await inbox.edited(link, channel.remote(id));
      }
      expect(await texts()).toEqual(['', 'words']);
    });
  });

  describe('deletions', () => {
    test('take the message away', async () => {
      const id = await say(ana, 'oops');
      await inbox.deleted(link, id);
      await inbox.deleted(link, id);
      expect(await texts()).toEqual([]);
      expect((await stage.events()).filter((event) => event.kind === 'message.deleted')).toHaveLength(1);
    });

    test('that overtake their message never let it show', async () => {
      const id = channel.say(ana, 'oops');
      const remote = channel.remote(id);
      await inbox.deleted(link, id);
      await inbox.posted(link, remote);
      await inbox.edited(link, { ...remote, text: 'OOPS', edited: true, editedAt: new Date() });
      expect((await stage.events()).filter((event) => event.kind.startsWith('message.'))).toEqual([]);
    });

    test('of our copy delete the message for the room', async () => {
      await stage.courier(link, platform);
      await stage.say('ours');
      await stage.delivered(link);
      await inbox.deleted(link, channel.messages[0]?.id ?? '');
      expect(await texts()).toEqual([]);
    });
  });

  describe('reactions', () => {
    test('are taken in and back, on our copies too, on any part', async () => {
      platform.partLength = 4;
      await stage.courier(link, platform);
      await stage.say('in two p');
      await stage.delivered(link);
      const second = channel.messages[1]?.id ?? '';
      await inbox.reacted(link, second, ana, '🎬', true);
      await inbox.reacted(link, second, ana, '🎬', true);
      expect((await only()).reactions).toEqual([{ emoji: '🎬', count: 1, me: false }]);
      const patient = stage.inbox({ platforms: [], patience: { doubt: 60_000 } });
      await patient.reacted(link, second, ana, '🎬', false);
      expect((await only()).reactions ?? []).toEqual([]);
    });

    test('that come before their message are kept for it', async () => {
      const id = channel.say(ana, 'the ending!');
      await inbox.reacted(link, id, bora, '👍', true);
      await inbox.reacted(link, id, ana, ':party_parrot:', true);
      await inbox.posted(link, channel.remote(id));
      const emoji = ((await only()).reactions ?? []).map((reaction) => reaction.emoji);
      expect(emoji.sort()).toEqual([':party_parrot:', '👍']);
    });

    test('on our copy that come before its courier has noted it are taken up then', async () => {
      const courier = await stage.courier(link, platform);
      await stage.say('first');
      await stage.delivered(link);
      await courier.stop();
      const seq = await stage.say('said on the web');
      // The platform tells of it before the courier, in another process, has noted what it posted.
      const [id] = await platform.post(link, {
        key: `${stage.room.id}:${seq}`,
        author: { name: 'Ana', via: 'web' },
        text: 'said on the web',
        attachments: [],
      });
      await inbox.reacted(link, id ?? '', bora, '👍', true);
      await inbox.posted(link, channel.remote(channel.say(ana, 'an answer', { replyTo: id ?? '' })));
      await stage.courier(link, platform); // finds it, and notes it
      await waitFor('the reaction', async () => {
        const line = (await stage.history()).find((message) => message.seq === seq);
        return line?.reactions?.[0]?.count === 1;
      });
    });

    test('are given up when their message does not come in time', async () => {
      const impatient = stage.inbox({ patience: { disorder: 10 } });
      const id = channel.say(ana, 'too late');
      await impatient.reacted(link, id, bora, '👍', true);
      await waitFor('it to be given up', () =>
        stage.logger.said.includes('what was reacted to is not known'),
      );
      await impatient.posted(link, channel.remote(id));
      expect((await only()).reactions ?? []).toEqual([]);
    });

    test('that cannot be shown elsewhere are left out', async () => {
      const id = await say(ana, 'hm');
      await inbox.reacted(link, id, bora, 'not an emoji', true);
      expect((await only()).reactions ?? []).toEqual([]);
    });

    test('told as off and on are looked up, as one cannot know which came first', async () => {
      const id = await say(ana, 'flicker');
      channel.react(id, bora, '👍');
      await inbox.reacted(link, id, bora, '👍', true);
      await inbox.reacted(link, id, bora, '👍', false); // it was taken off, and put on again: told the wrong way round
      await waitFor('the truth', async () => (await only()).reactions?.[0]?.count === 1);
      expect([platform.count('lookUp'), platform.count('stretch'), platform.count('saidSince')]).toEqual([
        1, 0, 0,
      ]);
    });

    test('that are all taken off are looked up, once for many', async () => {
      const id = await say(ana, 'much loved');
      channel.react(id, bora, '👍');
      await inbox.reacted(link, id, bora, '👍', true);
      channel.unreact(id, bora, '👍');
      const calm = stage.inbox({ platforms: [platform], patience: { doubt: 500 } });
      await Promise.all(Array.from({ length: 5 }, () => calm.reactionsCleared(link, id)));
      await waitFor('them to be gone', async () => ((await only()).reactions ?? []).length === 0);
      expect([platform.count('lookUp'), platform.count('stretch')]).toEqual([1, 0]);
    });
  });

  describe('somebody who is banned', () => {
    test('is not relayed', async () => {
      await say(ana, 'before');
      await banned(ana);
      await say(ana, 'after');
      await say(bora, 'somebody else');
      expect(await texts()).toEqual(['before', 'somebody else']);
    });

    test('can no longer edit or react, but what they take back is gone', async () => {
      const [kept, gone] = [await say(ana, 'kept'), await say(ana, 'gone')];
      await banned(ana);
      channel.change(kept, 'nasty');
      await inbox.edited(link, channel.remote(kept));
      await inbox.reacted(link, kept, ana, '👎', true);
      await inbox.deleted(link, gone);
      expect(await only()).toMatchObject({ text: 'kept' });
      expect((await only()).reactions ?? []).toEqual([]);
    });
  });

  describe('pictures', () => {
    test('are copied into our own store', async () => {
      const media = new PicturesInMemory(database);
      inbox = stage.inbox({ media });
      const poster = { ...file('poster.png', 'image/png', 'picture of a poster'), alt: '포스터' };
      await say(ana, '', { attachments: [poster] });
      const message = await only();
      expect(message.attachments).toMatchObject([{ name: 'poster.png', alt: '포스터' }]);
      expect(message.text).toBe('');
      const by = { roomId: stage.room.id, personId: message.author.id };
      expect(media.taken).toEqual([{ ...by, text: 'picture of a poster' }]);
    });

    describe('that are taken back there', () => {
      const [one, two] = ['one.png', 'two.png'].map((name) => file(name, 'image/png', `picture ${name}`)) as [
        RemoteAttachment,
        RemoteAttachment,
      ];
      const edit = async (id: string, left: RemoteAttachment[]): Promise<void> => {
        channel.at(id).attachments = left;
        channel.change(id, channel.at(id).text);
        await inbox.edited(link, channel.remote(id));
      };

      test('by an edit go, the others and the words stay, and every reader hears of it', async () => {
        const id = await say(ana, 'two of them', { attachments: [one, two] });
        const before = (await only()).attachments;
        await edit(id, [two]);
        expect(await only()).toMatchObject({ text: 'two of them', attachments: [{ name: 'two.png' }] });
        const edited = (await stage.events()).at(-1);
        expect(edited).toMatchObject({
          kind: 'message.edited',
          data: { text: 'two of them', attachments: [{ id: before?.[1]?.id }] },
        });
        const left = await database.query('select name from pictures where room_id = $1', [stage.room.id]);
        expect(left).toEqual([{ name: 'two.png' }]);
        // Nothing in what is kept tells where the other one was.
        const told = await database.query('select frame from room_events where room_id = $1', [
          stage.room.id,
        ]);
        expect(JSON.stringify(told)).not.toContain(before?.[0]?.id);
        await edit(id, []);
        expect(await only()).not.toHaveProperty('attachments');
        channel.change(id, 'none of them');
        await inbox.edited(link, channel.remote(id));
        expect((await stage.events()).at(-1)?.data).toMatchObject({ text: 'none of them', attachments: [] });
      });

      test('take a message with them that was nothing else', async () => {
        const id = await say(ana, '', { attachments: [one] });
        await only();
        await edit(id, []);
        expect(await stage.history()).toEqual([]);
      });

      test('as a file go from every message they stand in', async () => {
        await say(ana, 'words', { attachments: [one, two] });
        await say(ana, '', { attachments: [one] });
        await inbox.fileGone('discord', one.source);
        expect(await stage.history()).toMatchObject([{ text: 'words', attachments: [{ name: 'two.png' }] }]);
        await inbox.fileGone('discord', one.source);
        await inbox.fileGone('discord', 'discord:never heard of');
        expect(await stage.history()).toHaveLength(1);
      });

      test('stay where nothing but the words was changed', async () => {
        const id = await say(ana, 'first', { attachments: [one, two] });
        channel.change(id, 'second');
        await inbox.edited(link, channel.remote(id));
        expect(await only()).toMatchObject({ text: 'second', attachments: [{}, {}] });
      });
    });

    test('that their author covered stay covered', async () => {
      await say(ana, 'look', {
        attachments: [{ ...file('end.png', 'image/png', 'picture'), spoiler: true }],
      });
      expect((await only()).attachments).toMatchObject([{ name: 'end.png', spoiler: true }]);
    });

    test('that are none come as files; what fails becomes a line, and what was said still goes', async () => {
      const id = await say(ana, 'three files', {
        attachments: [
          file('gone.png', 'image/png', new Error('the CDN answers 404')),
          file('fake.png', 'image/png', 'no image at all'),
          file('notes.pdf', 'application/pdf', 'picture, says its first byte'),
          file('ok.png', 'image/png', 'picture'),
        ],
      });
      const message = await only();
      expect(message.text).toBe(`three files\n📎 [gone.png](${addressOf(id)}) · 7 B · on its way`);
      expect(message.attachments?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
        'file fake.png',
        'picture notes.pdf',
        'picture ok.png',
      ]);
    });
  });

  describe('while the store is away', () => {
    /** A log that cannot be written to for a number of times. */
    const failing = (times: number) => ({
      append: (change: Change): Promise<Appended> =>
        times-- > 0
          ? Promise.reject(new Problem('unavailable', 'The store is away.'))
          : stage.log.append(change),
      read: stage.log.read.bind(stage.log),
      heads: stage.log.heads.bind(stage.log),
    });

    test('everything waits, and nothing is lost or overtakes', async () => {
      let away = 6;
      const links = new (class extends SqlLinkRepository {
        override byChannel(...where: Parameters<SqlLinkRepository['byChannel']>): Promise<Link | null> {
          return away-- > 0 ? Promise.reject(new Error('the store is away')) : super.byChannel(...where);
        }
      })(database);
      inbox = stage.inbox({ links, log: failing(6) });
      const [one, two] = [channel.say(ana, 'one'), channel.say(ana, 'two')];
      await Promise.all([
        inbox.reacted(link, one, bora, '👍', true),
        inbox.posted(link, channel.remote(one)),
        inbox.posted(link, channel.remote(two)),
        inbox.deleted(link, two),
        inbox.posted(link, channel.remote(channel.say(bora, 'three'))),
      ]);
      const history = await stage.history();
      expect(history.map((each) => each.text)).toEqual(['one', 'three']);
      expect(history[0]?.reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
    });

    test('a reaction that waited for its message is not lost with the first attempt', async () => {
      const id = channel.say(ana, 'the ending!');
      const log = failing(0);
      let appended = 0;
      inbox = stage.inbox({
        log: {
          ...log,
          append: (change) =>
            ++appended === 2 ? Promise.reject(new Problem('unavailable', 'away')) : log.append(change),
        },
      });
      await inbox.reacted(link, id, bora, '👍', true);
      await inbox.posted(link, channel.remote(id));
      expect((await only()).reactions).toEqual([{ emoji: '👍', count: 1, me: false }]);
    });

    test('one event that can never be taken in does not hold up the others', async () => {
      const broken = channel.remote(channel.say(ana, 'broken'));
      Object.defineProperty(broken, 'text', {
        get(): string {
          throw new TypeError('the parser stumbled');
        },
      });
      await Promise.all([inbox.posted(link, broken), say(ana, 'fine')]);
      expect(await texts()).toEqual(['fine']);
      expect(stage.logger.said.join()).toContain('the parser stumbled');
    });
  });

  describe('a channel out of reach', () => {
    const news = async (): Promise<string[]> =>
      (await stage.events()).map((event) => event.kind).filter((kind) => /^link\.(broken|mended)/.test(kind));

    test('is told of once', async () => {
      for (let times = 0; times < 3; times++) await inbox.channelLost(link, 'Matinee was removed.');
      expect(await news()).toEqual(['link.broken']);
      expect(await stage.stored(link)).toMatchObject({ state: 'broken', reason: 'Matinee was removed.' });
    });

    test('is found again: what was said meanwhile comes in, and its courier is told', async () => {
      await inbox.channelLost(link, 'Matinee was removed.');
      channel.say(ana, 'said meanwhile');
      let told = 0;
      const subscription = await stage.bus.subscribe(LINKS_TOPIC, () => told++);
      await inbox.channelFound(link);
      await inbox.channelFound(link);
      expect(await texts()).toEqual(['said meanwhile']);
      expect(await news()).toEqual(['link.broken', 'link.mended']);
      expect(told).toBe(1);
      await subscription.end();
    });

    test('is read again also when its courier was the first to find it', async () => {
      await inbox.channelLost(link, 'Matinee was removed.');
      channel.say(ana, 'said meanwhile');
      const { platform: name, channelName } = link;
      await stage.act({ kind: 'report-link', linkId: link.id, platform: name, channel: channelName });
      await say(ana, 'said now');
      await waitFor('what was said meanwhile', async () => (await texts()).includes('said meanwhile'));
      expect((await texts()).sort()).toEqual(['said meanwhile', 'said now']);
    });
  });

  test('a new process knows what the one before took in', async () => {
    const id = await say(ana, 'once');
    inbox.close();
    const next = stage.inbox();
    await next.posted(link, channel.remote(id));
    await next.edited(link, { ...channel.remote(id), text: 'changed', edited: true, editedAt: new Date() });
    expect(await texts()).toEqual(['changed']);
  });

  test('a message told by a person’s other platform is theirs there', async () => {
    const slack = await stage.link('slack');
    const remote: RemoteMessage = {
      ...channel.remote(channel.say({ identity: 'slack:T1:U1', name: 'Kim' }, 'from Slack')),
    };
    await inbox.posted(slack, remote);
    expect((await only()).author).toMatchObject({ name: 'Kim', via: 'slack' });
  });
});
