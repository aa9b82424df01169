import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import type { Problem } from '../../src/core/errors.ts';
import { parseMarkdown } from '../../src/core/markup/matinee-markdown.ts';
import { plainText } from '../../src/core/markup/plain-text.ts';
import { decodeBatch } from '../../src/core/rooms/event-batch.ts';
import { roomTopic } from '../../src/core/rooms/room-log.ts';
import type { Database } from '../../src/db/database.ts';
import { fillExcerpts } from '../../src/db/fill-excerpts.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import type { EventFrame } from '../../src/protocol/frames.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { waitFor } from '../support/wait-for.ts';

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: Problem) => error.code,
  );

describe.each(engines)('the room log on $name', ({ available, open }) => {
  let database: Database;
  let bus: MemoryBus;
  let log: SqlRoomLog;
  let rooms: SqlRoomRepository;
  let messages: SqlMessageRepository;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    bus = new MemoryBus();
    log = new SqlRoomLog(database, bus, quietLogger());
    rooms = new SqlRoomRepository(database);
    messages = new SqlMessageRepository(database);
  });
  afterAll(() => database?.close());

  const test = it.skipIf(!available);

  test('numbers what happens in a room from one, without gaps, however many speak at once', async () => {
    const [ana, bora] = [await anActor(database, 'Ana'), await anActor(database, '보라')];
    const [room, other] = [await aRoom(database, ana), await aRoom(database, bora)];
    const said = Array.from({ length: 200 }, (_, i) =>
      log.append(aChange(i % 2 ? room : other, i % 3 ? ana : bora, { kind: 'post', text: `line ${i}` })),
    );
    await Promise.all(said);
    for (const each of [room, other]) {
      const events = await log.read(each.id, 0, 1000);
      expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
      expect(events.filter((event) => event.kind === 'message.posted')).toHaveLength(100);
      expect((await rooms.byId(each.id))?.seq).toBe(events.length);
    }
  });

  test('keeps the order in which one person spoke', async () => {
    const ana = await anActor(database);
    const room = await aRoom(database, ana);
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => log.append(aChange(room, ana, { kind: 'post', text: `${i}` }))),
    );
    const { messages: page } = await messages.page(room.id, null, 100, null);
    expect(page.map((message) => message.text)).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
  });

  test('gives the same request the same number, once, even when both come in one batch', async () => {
    const ana = await anActor(database);
    const room = await aRoom(database, ana);
    const change = aChange(room, ana, { kind: 'post', text: 'once' }, 'my-id');
    const [first, second] = await Promise.all([log.append(change), log.append(change)]);
    const third = await log.append(change);
    expect([first.seq, second.seq, third.seq]).toEqual([1, 1, 1]);
    expect([first.changed, second.changed, third.changed]).toEqual([true, false, false]);
    expect(await log.read(room.id, 0, 10)).toHaveLength(1);
  });

  test.each([
    `||${'the end '.repeat(40)}||`,
    `||\n${'the end '.repeat(40)}\n\nall of it\n||`,
    `a ||${'x'.repeat(300)}||`,
  ])('quotes the beginning of a long line without opening a spoiler that is cut (%#)', async (text) => {
    const ana = await anActor(database);
    const room = await aRoom(database, ana);
    const { seq } = await log.append(aChange(room, ana, { kind: 'post', text }));
    const reply = await log.append(aChange(room, ana, { kind: 'post', text: 'oh', replyTo: seq }));
    const { quote } = (await messages.some(room.id, [reply.seq])).get(reply.seq) ?? {};
    expect(quote?.text.length).toBeLessThanOrEqual(200);
    expect(plainText(parseMarkdown(quote?.text ?? ''))).not.toMatch(/the end|xx/);
    expect(plainText(parseMarkdown(quote?.text ?? ''), { spoilers: 'show' })).toMatch(/the end|xx/);
  });

  test('makes the excerpt of a long line when it is written or changed, so that reading replies reads no marks', async () => {
    const ana = await anActor(database);
    const room = await aRoom(database, ana);
    const hostile = '*a _b '.repeat(600);
    const { seq } = await log.append(aChange(room, ana, { kind: 'post', text: hostile }));
    for (let i = 0; i < 100; i++) {
      await log.append(aChange(room, ana, { kind: 'post', text: 'no', replyTo: seq }));
    }
    const excerptAt = async (): Promise<unknown> =>
      (
        await database.query('select excerpt from messages where room_id = $1 and seq = $2', [room.id, seq])
      )[0]?.['excerpt'];
    const written = await excerptAt();
    expect(written).toMatch(/^\*a _b/);
    const before = process.cpuUsage();
    const { messages: page } = await messages.page(room.id, null, 100, null);
    const { user } = process.cpuUsage(before);
    expect(page.map(({ quote }) => quote?.text)).toEqual(Array(100).fill(written));
    // To read the line's marks for each reply took fifty times as long.
    expect(user / 1000).toBeLessThan(1500);
    await log.append(aChange(room, ana, { kind: 'edit', seq, text: `now ${'x'.repeat(300)}` }));
    expect(await excerptAt()).toMatch(/^now x+$/);
    await log.append(aChange(room, ana, { kind: 'edit', seq, text: 'short' }));
    expect(await excerptAt()).toBeNull();
    const [reply] = (await messages.page(room.id, null, 1, null)).messages;
    expect(reply?.quote?.text).toBe('short');
  });

  test('quotes lines from before there were excerpts without opening what they hide, and gives them theirs', async () => {
    const ana = await anActor(database);
    const room = await aRoom(database, ana);
    const text = `So ||${'the end '.repeat(40)}|| it is`;
    const { seq } = await log.append(aChange(room, ana, { kind: 'post', text }));
    const { seq: reply } = await log.append(aChange(room, ana, { kind: 'post', text: 'oh', replyTo: seq }));
    const quote = async (): Promise<string | undefined> =>
      (await messages.some(room.id, [reply])).get(reply)?.quote?.text;
    const made = await quote();
    expect(made).toMatch(/^So \|\|the end .*\|\|$/);
    await database.query('update messages set excerpt = null where room_id = $1', [room.id]);
    expect(await quote()).toBe('So');
    while ((await fillExcerpts(database)) > 0);
    expect(await quote()).toBe(made);
    // A process of an earlier version changes the line, and knows nothing of its excerpt.
    await database.query(`update messages set text = 'another' where room_id = $1 and seq = $2`, [
      room.id,
      seq,
    ]);
    expect(await quote()).toBe('another');
  });

  test('refuses a used id for something else', async () => {
    const ana = await anActor(database);
    const room = await aRoom(database, ana);
    await log.append(aChange(room, ana, { kind: 'post', text: 'one' }, 'my-id'));
    expect(await code(log.append(aChange(room, ana, { kind: 'post', text: 'two' }, 'my-id')))).toBe(
      'id_reused',
    );
  });

  test('refuses one change without harm to its neighbours', async () => {
    const [ana, bora] = [await anActor(database), await anActor(database)];
    const room = await aRoom(database, ana);
    const outcomes = await Promise.all([
      code(log.append(aChange(room, ana, { kind: 'post', text: 'good' }))),
      code(log.append(aChange(room, bora, { kind: 'edit', seq: 99, text: 'nothing there' }))),
      code(log.append(aChange(room, bora, { kind: 'post', text: 'to nothing', replyTo: 99 }))),
      code(log.append(aChange(room, bora, { kind: 'post', text: 'also good' }))),
    ]);
    expect(outcomes).toEqual(['done', 'message_not_found', 'reply_not_found', 'done']);
  });

  test('shows a message as it is after edits, reactions and deletion', async () => {
    const [ana, bora] = [await anActor(database, 'Ana'), await anActor(database, '보라')];
    const room = await aRoom(database, ana);
    const { seq } = await log.append(aChange(room, ana, { kind: 'post', text: 'frist' }));
    await log.append(aChange(room, ana, { kind: 'edit', seq, text: 'first' }));
    await log.append(aChange(room, bora, { kind: 'react', seq, emoji: '🎬' }));
    await log.append(aChange(room, ana, { kind: 'react', seq, emoji: '🎬' }));
    await log.append(aChange(room, ana, { kind: 'react', seq, emoji: '🎬' }));
    const reply = await log.append(aChange(room, bora, { kind: 'post', text: '맞아요', replyTo: seq }));
    const { messages: page } = await messages.page(room.id, null, 10, bora.id);
    expect(page[0]).toMatchObject({ seq, text: 'first', reactions: [{ emoji: '🎬', count: 2, me: true }] });
    expect(page[0]?.editedAt).toBeDefined();
    expect(page[1]).toMatchObject({
      seq: reply.seq,
      replyTo: seq,
      quote: { seq, name: 'Ana', text: 'first' },
    });
    await log.append(aChange(room, ana, { kind: 'delete', seq }));
    const { messages: after } = await messages.page(room.id, null, 10, null);
    expect(after.map((message) => message.seq)).toEqual([reply.seq]);
    expect(after[0]?.quote).toBeUndefined();
    expect(await code(log.append(aChange(room, ana, { kind: 'edit', seq, text: 'late' })))).toBe(
      'message_not_found',
    );
  });

  test('lets exactly as many in as there are seats, however many push at once', async () => {
    const owner = await anActor(database);
    const room = await aRoom(database, owner, { capacity: 10 });
    const crowd = await Promise.all(Array.from({ length: 40 }, () => anActor(database)));
    const outcomes = await Promise.all(
      crowd.map((person) => code(log.append(aChange(room, person, { kind: 'join' })))),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(9); // the owner has a seat too
    expect(outcomes.filter((outcome) => outcome === 'room_full')).toHaveLength(31);
    expect(await rooms.members(room.id, 100)).toHaveLength(10);
  });

  test('frees a seat when its member leaves', async () => {
    const [owner, ana, bora] = [await anActor(database), await anActor(database), await anActor(database)];
    const room = await aRoom(database, owner, { capacity: 2 });
    await log.append(aChange(room, ana, { kind: 'join' }));
    expect(await code(log.append(aChange(room, bora, { kind: 'join' })))).toBe('room_full');
    await log.append(aChange(room, ana, { kind: 'leave' }));
    expect(await code(log.append(aChange(room, bora, { kind: 'join' })))).toBe('done');
  });

  test('has exactly one owner at every moment, and the database holds it', async () => {
    const [owner, ana, bora] = [await anActor(database), await anActor(database), await anActor(database)];
    const room = await aRoom(database, owner);
    for (const person of [ana, bora]) await log.append(aChange(room, person, { kind: 'join' }));
    const given = await Promise.all([
      code(log.append(aChange(room, owner, { kind: 'give-room', person: ana }))),
      code(log.append(aChange(room, owner, { kind: 'give-room', person: bora }))),
    ]);
    expect(given).toEqual(['done', 'not_allowed']);
    expect((await rooms.members(room.id, 10)).map((member) => member.role)).toEqual([
      'owner',
      'moderator',
      'member',
    ]);
    expect(await code(log.append(aChange(room, ana, { kind: 'leave' })))).toBe('not_allowed');
    await expect(
      database.query('delete from members where room_id = $1 and person_id = $2', [room.id, ana.id]),
    ).rejects.toThrow();
  });

  test('keeps a banned person out of everything until the ban is lifted', async () => {
    const [owner, ana] = [await anActor(database), await anActor(database, 'Ana')];
    const room = await aRoom(database, owner);
    const { seq } = await log.append(aChange(room, ana, { kind: 'post', text: 'hello' }));
    await log.append(aChange(room, owner, { kind: 'ban', person: ana, reason: 'spam' }));
    for (const action of [
      { kind: 'post', text: 'again' } as const,
      { kind: 'edit', seq, text: 'x' } as const,
      { kind: 'react', seq, emoji: '👍' } as const,
      { kind: 'join' } as const,
    ]) {
      expect(await code(log.append(aChange(room, ana, action)))).toBe('banned');
    }
    expect(await rooms.membership(room.id, ana.id)).toEqual({ role: null, banned: true });
    await log.append(aChange(room, owner, { kind: 'unban', person: ana }));
    expect(await code(log.append(aChange(room, ana, { kind: 'join' })))).toBe('done');
  });

  test('lets nobody act above their rank', async () => {
    const [owner, mod, mod2, member] = await Promise.all([1, 2, 3, 4].map(() => anActor(database)));
    if (!owner || !mod || !mod2 || !member) throw new Error('four people');
    const room = await aRoom(database, owner);
    for (const person of [mod, mod2, member]) await log.append(aChange(room, person, { kind: 'join' }));
    for (const person of [mod, mod2]) await log.append(aChange(room, owner, { kind: 'promote', person }));
    const refused = [
      aChange(room, member, { kind: 'kick', person: owner }),
      aChange(room, member, { kind: 'promote', person: member }),
      aChange(room, mod, { kind: 'ban', person: mod2 }),
      aChange(room, mod, { kind: 'kick', person: owner }),
      aChange(room, owner, { kind: 'kick', person: owner }),
      aChange(room, mod, { kind: 'change-room', patch: { title: 'Mine' } }),
    ];
    for (const change of refused) expect(await code(log.append(change))).toBe('not_allowed');
    expect(await code(log.append(aChange(room, mod, { kind: 'kick', person: member })))).toBe('done');
    await log.append(aChange(room, owner, { kind: 'demote', person: mod }));
    expect(await code(log.append(aChange(room, mod, { kind: 'ban', person: member })))).toBe('not_allowed');
  });

  test('tells the bus what was stored, in order, encoded as it goes over the wire', async () => {
    const ana = await anActor(database, 'Ana');
    const room = await aRoom(database, ana);
    const heard: EventFrame[] = [];
    await bus.subscribe(roomTopic(room.id), (payload) => {
      const batch = decodeBatch(payload);
      if ('lines' in batch)
        heard.push(...batch.lines.map((line) => JSON.parse(line.toString()) as EventFrame));
    });
    await Promise.all(
      ['one', 'two', 'three'].map((text) => log.append(aChange(room, ana, { kind: 'post', text }))),
    );
    await waitFor('three events', () => heard.length === 3);
    expect(heard.map((event) => [event.seq, event.kind, event.actor.name])).toEqual([
      [1, 'message.posted', 'Ana'],
      [2, 'message.posted', 'Ana'],
      [3, 'message.posted', 'Ana'],
    ]);
    expect((await log.read(room.id, 0, 10)).map((event) => JSON.parse(event.frame) as EventFrame)).toEqual(
      heard,
    );
  });

  test('takes text of every script, and what looks like SQL, as text', async () => {
    const ana = await anActor(database, "Robert'); drop table messages;--");
    const room = await aRoom(database, ana);
    const texts = [
      "'; drop table messages; --",
      '한글 가나다 👩‍👩‍👧‍👦',
      'ا\u0644عربية',
      '\\ $1 {"a":1}',
      '\u0000'.replace('\u0000', '') || '-',
    ];
    for (const text of texts) await log.append(aChange(room, ana, { kind: 'post', text }));
    expect((await messages.page(room.id, null, 10, null)).messages.map((message) => message.text)).toEqual(
      texts,
    );
  });

  test('answers that a room is unknown', async () => {
    const ana = await anActor(database);
    const gone = { ...(await aRoom(database, ana)), id: '01900000-0000-7000-8000-000000000000' };
    expect(await code(log.append(aChange(gone, ana, { kind: 'post', text: 'hello?' })))).toBe(
      'room_not_found',
    );
  });
});

describe.each(engines)('two processes writing one room on $name', ({ available, open }) => {
  it.skipIf(!available)('share one numbering', async () => {
    const database = await open();
    try {
      const logs = [1, 2].map(() => new SqlRoomLog(database, new MemoryBus(), quietLogger()));
      const ana = await anActor(database);
      const room = await aRoom(database, ana);
      await Promise.all(
        Array.from({ length: 300 }, (_, i) =>
          logs[i % 2]?.append(aChange(room, ana, { kind: 'post', text: `${i}` })),
        ),
      );
      const events = await logs[0]?.read(room.id, 0, 1000);
      expect(events?.map((event) => event.seq)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    } finally {
      await database.close();
    }
  });
});
