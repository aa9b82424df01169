import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteAttachment } from '../../src/core/delivery/chat-adapter.ts';
import type { Inbox } from '../../src/core/delivery/inbox.ts';
import type { Link } from '../../src/core/delivery/link.ts';
import { Problem } from '../../src/core/errors.ts';
import type { Database } from '../../src/db/database.ts';
import type { MessageView } from '../../src/protocol/frames.ts';
import { addressOf, type ChannelInMemory, PlatformInMemory, somebody } from '../support/channel-in-memory.ts';
import { engines } from '../support/databases.ts';
import { DeliveryStage } from '../support/delivery-stage.ts';
import { SqlLateFiles } from '../../src/db/repositories/late-files.ts';
import { waitFor } from '../support/wait-for.ts';

const ana = somebody('Ana');

/** A file whose fetches answer one after the other as is said; the last goes on for ever. */
function file(
  name: string,
  ...answers: (string | Error | Promise<string>)[]
): RemoteAttachment & { asked: number } {
  const made = {
    source: `discord:${name}`,
    name,
    type: 'application/pdf',
    size: 7,
    asked: 0,
    async fetch(): Promise<Buffer> {
      const answer = answers[Math.min(made.asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      // As long as it is said to be, where anything comes.
      const said = (await answer) ?? '';
      return Buffer.from(said === '' || said === HALF ? said : said.padEnd(made.size));
    },
  };
  return made;
}

/** Fewer bytes than there should be. */
const HALF = 'half';
const trouble = new Error('the CDN answers 503');

describe.each(engines)('files that do not come at once, on $name', ({ available, open }) => {
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
    inbox = stage.inbox({ platforms: [platform], patience: { files: 30 } });
  });
  afterEach(() => stage?.strike());
  const test = it.skipIf(!available);

  const say = async (text: string, ...attachments: RemoteAttachment[]): Promise<string> => {
    const id = channel.say(ana, text, { attachments });
    await inbox.posted(link, channel.remote(id));
    return id;
  };
  const all = (): Promise<MessageView[]> => stage.history();
  const last = async (): Promise<MessageView> => (await all()).at(-1) as MessageView;
  const namesOf = (message: MessageView): (string | undefined)[] =>
    (message.attachments ?? []).map(({ name }) => name);
  const stillExpected = (): Promise<unknown[]> => database.query('select * from late_files');
  const line = (id: string, name: string, why: string): string =>
    `📎 [${name}](${addressOf(id)}) · 7 B · ${why}`;

  test('are asked for again until they come; the line about them goes, and nothing looks edited', async () => {
    const notes = file('notes.pdf', trouble, trouble, 'notes');
    const id = await say('my notes', notes);
    expect((await last()).text).toBe(`my notes\n${line(id, 'notes.pdf', 'on its way')}`);
    const message = await waitFor('the file', async () => {
      const now = await last();
      return now.attachments?.length ? now : undefined;
    });
    expect(message).toMatchObject({ text: 'my notes', attachments: [{ kind: 'file', name: 'notes.pdf' }] });
    expect(message.editedAt).toBeUndefined();
    expect(notes.asked).toBe(3);
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    const edits = (await stage.events()).filter(({ kind }) => kind === 'message.edited');
    expect(edits).toMatchObject([{ data: { late: true, text: 'my notes' } }]);
  });

  test('hold up neither their line nor what is said after it, and follow', async () => {
    let come = (_bytes: string): void => undefined;
    const slow = file('slow.pdf', new Promise<string>((resolve) => (come = resolve)));
    const id = await say('slow', slow);
    await say('next');
    expect((await all()).map(({ text }) => text)).toEqual([
      `slow\n${line(id, 'slow.pdf', 'on its way')}`,
      'next',
    ]);
    come('bytes');
    await waitFor('the file', async () => namesOf((await all())[0] as MessageView)[0] === 'slow.pdf');
    expect((await all())[0]?.text).toBe('slow');
    expect(slow.asked).toBe(1);
  });

  test('that never come are given up after a while, and the line says so', async () => {
    const gone = file('gone.pdf', trouble);
    const id = await say('한번 보세요', gone);
    await waitFor('the last word', async () => (await last()).text.endsWith('가져오지 못했어요'));
    expect((await last()).text).toBe(`한번 보세요\n${line(id, 'gone.pdf', '가져오지 못했어요')}`);
    expect(gone.asked).toBe(7);
    expect(await stillExpected()).toEqual([]);
  });

  test('are given up too where the platform does not even tell of their message', async () => {
    const id = await say('look', file('gone.pdf', trouble, 'never asked'));
    platform.fail('lookUp', 'retry', { times: 1_000 });
    await waitFor('the last word', async () => (await last()).text.endsWith('could not be fetched'));
    expect((await last()).text).toBe(`look\n${line(id, 'gone.pdf', 'could not be fetched')}`);
  });

  test('come in another process, when theirs ends', async () => {
    inbox.close();
    inbox = stage.inbox({ platforms: [platform], patience: { files: 30, fileAgain: () => 200 } });
    await say('my notes', file('notes.pdf', trouble, 'notes'));
    inbox.close();
    stage.inbox({ platforms: [platform] });
    await database.query("update late_files set due = now() - interval '1 second'");
    await waitFor('the file', async () => namesOf(await last()).length === 1);
  });

  test('come once, although two processes ask for them', async () => {
    stage.inbox({ platforms: [platform], patience: { files: 30 } });
    const id = channel.say(ana, 'twice', { attachments: [file('a.pdf', trouble, trouble, 'a')] });
    await inbox.posted(link, channel.remote(id));
    await waitFor('the file', async () => namesOf(await last()).length > 0);
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    expect(namesOf(await last())).toEqual(['a.pdf']);
  });

  test('do not come any more once they are taken out of their message, or it is deleted', async () => {
    let come = (_bytes: string): void => undefined;
    const bytes = new Promise<string>((resolve) => (come = resolve));
    const [edited, deleted] = [
      await say('one', file('1.pdf', bytes)),
      await say('two', file('2.pdf', bytes)),
    ];
    channel.at(edited).attachments = [];
    channel.change(edited, 'one');
    await inbox.edited(link, channel.remote(edited));
    channel.remove(deleted);
    await inbox.deleted(link, deleted);
    come('bytes');
    await say('three');
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    expect((await all()).map(({ text, attachments }) => [text, attachments])).toEqual([
      ['one', undefined],
      ['three', undefined],
    ]);
  });

  test('are asked for as often when their message takes its time to stand', async () => {
    let looks = 0;
    const lateFiles = new SqlLateFiles(database);
    const claim = lateFiles.claim.bind(lateFiles);
    lateFiles.claim = (...asked) => (looks++, claim(...asked));
    const append = stage.log.append.bind(stage.log);
    stage.log.append = async (change) => {
      // More looks than there are attempts.
      if (change.action.kind === 'post') await waitFor('many a look at what is due', () => looks > 8);
      return append(change);
    };
    inbox.close();
    inbox = stage.inbox({ platforms: [platform], lateFiles, patience: { files: 30 } });
    const gone = file('gone.pdf', trouble);
    await say('look', gone);
    await waitFor('the last word', async () => (await last()).text.endsWith('could not be fetched'));
    expect(gone.asked).toBe(7);
  });

  test('are no files where they are cut off on the way, or nothing comes at all, and are asked for again', async () => {
    const notes = file('notes.pdf', HALF, '', 'notes');
    await say('my notes', notes);
    await waitFor('the file', async () => namesOf(await last()).length === 1);
    expect(notes.asked).toBe(3);
    expect((await last()).attachments).toMatchObject([{ size: 7 }]);
  });

  test('do not come when their sender is put out meanwhile, and nothing says that they will', async () => {
    let come = (_bytes: string): void => undefined;
    const id = await say('look', file('a.pdf', new Promise<string>((resolve) => (come = resolve))));
    const { author } = await last();
    await stage.act({ kind: 'ban', person: { id: author.id, name: author.name } });
    come('bytes');
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    expect(await last()).toMatchObject({ text: `look\n${line(id, 'a.pdf', 'could not be fetched')}` });
    expect(namesOf(await last())).toEqual([]);
  });

  test('that are deleted on their platform on the way do not come, although nobody edited the message', async () => {
    let come = (_bytes: string): void => undefined;
    const bytes = new Promise<string>((resolve) => (come = resolve));
    const [one, alone] = [await say('look', file('a.pdf', bytes)), await say('', file('b.pdf', bytes))];
    const before = await say('here at once', file('c.pdf', 'c'));
    for (const [id, name] of [
      [one, 'a.pdf'],
      [alone, 'b.pdf'],
      [before, 'c.pdf'],
    ] as const) {
      channel.at(id).attachments = [];
      channel.at(id).lostFile = true;
      await inbox.fileGone('discord', `discord:${name}`);
    }
    come('bytes');
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    await waitFor('the message of the file alone to go', async () => (await all()).length === 2);
    expect((await all()).map(({ text, attachments = [] }) => [text, attachments])).toEqual([
      ['look', []],
      ['here at once', []],
    ]);
  });

  test('that are gone when they are asked for again leave no line that says they will come', async () => {
    inbox.close();
    inbox = stage.inbox({ platforms: [platform], patience: { files: 30, fileAgain: () => 100 } });
    const id = await say('two', file('1.pdf', trouble, trouble, 'one'), file('2.pdf', trouble));
    channel.at(id).attachments = channel.at(id).attachments.slice(0, 1);
    await waitFor('the line about the second to go', async () => !(await last()).text.includes('2.pdf'));
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    expect(await last()).toMatchObject({ text: 'two', attachments: [{ name: '1.pdf' }] });
  });

  test('that give something away are not named in the open', async () => {
    const id = await say('who was it?', { ...file('the-butler.pdf', trouble), spoiler: true });
    expect((await last()).text).toBe(
      `who was it?\n📎 ||[the-butler.pdf](${addressOf(id)})|| · 7 B · on its way`,
    );
    await waitFor('the last word', async () => (await last()).text.endsWith('could not be fetched'));
    expect((await last()).text).toContain('||[the-butler.pdf]');
  });

  test('that come to two processes in the same moment stand in their message once', async () => {
    const bytes: ((said: string) => void)[] = [];
    const slow = file('a.pdf', new Promise<string>((resolve) => bytes.push(resolve)));
    const other = stage.inbox({ platforms: [platform], patience: { files: 30 } });
    const id = channel.say(ana, 'twice', { attachments: [slow] });
    await Promise.all([inbox, other].map((each) => each.posted(link, channel.remote(id))));
    expect(slow.asked).toBe(2);
    for (const come of bytes) come('bytes');
    await waitFor('nothing to be expected any more', async () => (await stillExpected()).length === 0);
    expect(namesOf(await last())).toEqual(['a.pdf']);
  });

  test('keep their line while the author changes the words', async () => {
    let come = (_bytes: string): void => undefined;
    const id = await say('frist', file('a.pdf', new Promise<string>((resolve) => (come = resolve))));
    channel.change(id, 'first');
    await inbox.edited(link, channel.remote(id));
    expect((await last()).text).toBe(`first\n${line(id, 'a.pdf', 'on its way')}`);
    come('bytes');
    await waitFor('the file', async () => namesOf(await last()).length === 1);
    expect(await last()).toMatchObject({ text: 'first', editedAt: expect.any(String) as unknown });
  });

  test('a message of nothing but a file is there before it, and stays when it comes', async () => {
    const id = await say('', file('a.pdf', trouble, 'a'));
    expect((await last()).text).toBe(line(id, 'a.pdf', 'on its way'));
    await waitFor('the file', async () => namesOf(await last()).length === 1);
    expect((await last()).text).toBe('');
  });

  test.each<[string, RemoteAttachment, string]>([
    ['too large by what is said of it', { ...file('a', 'x'), size: 26_214_401 }, '26 MB · too large'],
    ['too large by what comes', file('a', new Problem('too_large', 'too much')), '7 B · too large'],
    ['empty', { ...file('a', ''), size: 0 }, 'empty'],
    [
      'nothing we may fetch',
      file('a', new Problem('not_allowed', 'elsewhere')),
      '7 B · could not be fetched',
    ],
  ])('what is %s is a line at once, and not asked for again', async (_what, remote, facts) => {
    const id = await say('look', remote);
    expect((await last()).text).toBe(`look\n📎 [a](${addressOf(id)}) · ${facts}`);
    expect(await stillExpected()).toEqual([]);
  });

  test('of somebody who sent too many today they are lines, and are not even fetched', async () => {
    const limiter = { take: () => Promise.reject(new Problem('rate_limited', 'enough for today')) };
    inbox = stage.inbox({ platforms: [platform], limiter });
    const many = file('a.pdf', 'a');
    const id = await say('look', many);
    expect((await last()).text).toBe(`look\n${line(id, 'a.pdf', 'over the daily limit')}`);
    expect(many.asked).toBe(0);
  });

  test('are brought once, however often the message has to be taken in anew', async () => {
    let away = 3;
    const log = {
      append: (...change: Parameters<typeof stage.log.append>) =>
        away-- > 0
          ? Promise.reject(new Problem('unavailable', 'The store is away.'))
          : stage.log.append(...change),
      read: stage.log.read.bind(stage.log),
      heads: stage.log.heads.bind(stage.log),
    };
    inbox = stage.inbox({ platforms: [platform], log });
    const notes = file('notes.pdf', 'notes');
    await say('my notes', notes);
    expect(await last()).toMatchObject({ text: 'my notes', attachments: [{ name: 'notes.pdf' }] });
    expect(notes.asked).toBe(1);
  });
});
