import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { noRateLimits } from '../../src/bus/rate-limits.ts';
import type { Problem } from '../../src/core/errors.ts';
import type { Person } from '../../src/core/identity/person.ts';
import { PollDesk, pollButton } from '../../src/core/polls/polls.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLinkRepository } from '../../src/db/repositories/links.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import type { EventFrame, PollView } from '../../src/protocol/frames.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';

const OPTIONS = [{ text: 'Parasite', movieId: 'parasite-2019' }, { text: 'Burning' }, { text: 'neither' }];

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: Problem) => error.code,
  );

describe.each(engines)('polls on $name', ({ available, open }) => {
  let database: Database;
  let log: SqlRoomLog;
  let messages: SqlMessageRepository;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    log = new SqlRoomLog(database, new MemoryBus(), quietLogger());
    messages = new SqlMessageRepository(database);
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  async function asked(more: Parameters<typeof aRoom>[2] = {}) {
    const owner = await anActor(database);
    const room = await aRoom(database, owner, more);
    const seq = await act(room, owner, { kind: 'open-poll', question: 'What next?', options: OPTIONS });
    return { owner, room, seq };
  }
  const act = async (room: Room, actor: Actor, action: Action, key?: string): Promise<number> =>
    (await log.append(aChange(room, actor, action, key))).seq;
  const vote = (room: Room, actor: Actor, seq: number, option: number | null, key?: string) =>
    act(room, actor, { kind: 'vote', seq, option, again: 'takes back' }, key);
  async function pollOf(room: Room, seq: number, viewer: Actor | null = null): Promise<PollView | undefined> {
    const page = await messages.page(room.id, null, 50, viewer?.id ?? null);
    return page.messages.find((message) => message.seq === seq)?.poll;
  }
  async function events(room: Room): Promise<EventFrame[]> {
    const logged = await log.read(room.id, 0, 1_000);
    return logged.map(({ frame }) => JSON.parse(frame) as EventFrame);
  }

  test('a poll is a message of the room that carries its options, its counts and what one chose', async () => {
    const { owner, room, seq } = await asked();
    const bora = await anActor(database);
    await vote(room, bora, seq, 1);
    expect(await pollOf(room, seq, bora)).toEqual({
      options: OPTIONS,
      counts: [0, 1, 0],
      closed: false,
      mine: 1,
    });
    expect(await pollOf(room, seq, owner)).toEqual({ options: OPTIONS, counts: [0, 1, 0], closed: false });
    const [message] = (await messages.page(room.id, null, 50, null)).messages;
    expect(message).toMatchObject({ seq, text: 'What next?' });
    expect((await events(room)).map(({ kind, data }) => [kind, data])).toEqual([
      ['poll.posted', { question: 'What next?', options: OPTIONS }],
      ['member.joined', expect.anything()],
      ['poll.voted', { seq, option: 1, counts: [0, 1, 0] }],
    ]);
  });

  test('another choice moves the vote, the same again takes it back, as null does', async () => {
    const { owner, room, seq } = await asked();
    const counted: unknown[] = [];
    for (const option of [0, 2, 2, 1, null, null]) {
      await vote(room, owner, seq, option);
      counted.push((await pollOf(room, seq, owner))?.counts, (await pollOf(room, seq, owner))?.mine);
    }
    expect(counted).toEqual([
      [1, 0, 0],
      0,
      [0, 0, 1],
      2,
      [0, 0, 0],
      undefined,
      [0, 1, 0],
      1,
      [0, 0, 0],
      undefined,
      [0, 0, 0],
      undefined,
    ]);
  });

  test('the same request twice is one vote; where a choice is kept, so is the same choice', async () => {
    const { owner, room, seq } = await asked();
    const id = uuid();
    await Promise.all([vote(room, owner, seq, 0, id), vote(room, owner, seq, 0, id)]);
    await vote(room, owner, seq, 0, id);
    await act(room, owner, { kind: 'vote', seq, option: 0, again: 'keeps' });
    expect((await pollOf(room, seq))?.counts).toEqual([1, 0, 0]);
  });

  test('counts are those of the votes that stand, however many vote, move and take back at once', async () => {
    const { room, seq } = await asked();
    // Two logs, as two processes have them.
    const other = new SqlRoomLog(database, new MemoryBus(), quietLogger());
    const people = await Promise.all(Array.from({ length: 15 }, () => anActor(database)));
    await Promise.all(
      Array.from({ length: 240 }, (_, index) => {
        const actor = people[index % people.length] as Actor;
        const option = (index * 7 + Math.floor(index / 15)) % 3;
        const action = { kind: 'vote', seq, option, again: 'takes back' } as const;
        return (index % 2 ? log : other).append(aChange(room, actor, action));
      }),
    );
    const rows = await database.query(
      'select option, count(*) as votes from poll_votes where room_id = $1 and seq = $2 group by option',
      [room.id, seq],
    );
    const standing = OPTIONS.map((_, place) =>
      Number(rows.find((row) => Number(row['option']) === place)?.['votes'] ?? 0),
    );
    expect((await pollOf(room, seq))?.counts).toEqual(standing);
    const last = (await events(room)).findLast(({ kind }) => kind === 'poll.voted');
    expect(last?.data).toMatchObject({ counts: standing });
  });

  test('who asked or a moderator closes it, once; then nobody votes and what was chosen stays', async () => {
    const { owner, room } = await asked();
    const [bora, chan] = [await anActor(database), await anActor(database)];
    const seq = await act(room, bora, { kind: 'open-poll', question: 'Mine?', options: OPTIONS });
    await vote(room, chan, seq, 2);
    expect(await code(act(room, chan, { kind: 'close-poll', seq }))).toBe('not_allowed');
    expect(await code(act(room, bora, { kind: 'close-poll', seq }))).toBe('done');
    const closed = await events(room);
    expect(closed.at(-1)).toMatchObject({ kind: 'poll.closed', data: { seq, counts: [0, 0, 1] } });
    await act(room, owner, { kind: 'close-poll', seq });
    expect(await events(room)).toHaveLength(closed.length);
    expect(await code(vote(room, chan, seq, 0))).toBe('poll_closed');
    expect(await pollOf(room, seq, chan)).toEqual({
      options: OPTIONS,
      counts: [0, 0, 1],
      closed: true,
      mine: 2,
    });
    const theirs = await act(room, bora, { kind: 'open-poll', question: 'And this?', options: OPTIONS });
    expect(await code(act(room, owner, { kind: 'close-poll', seq: theirs }))).toBe('done');
  });

  test('its question cannot be changed, but it can be deleted, and then is no poll any more', async () => {
    const { owner, room, seq } = await asked();
    expect(await code(act(room, owner, { kind: 'edit', seq, text: 'Something else?' }))).toBe('not_allowed');
    await act(room, owner, { kind: 'delete', seq });
    expect(await code(vote(room, owner, seq, 0))).toBe('poll_not_found');
    expect(await code(act(room, owner, { kind: 'close-poll', seq }))).toBe('poll_not_found');
    expect(await pollOf(room, seq)).toBeUndefined();
  });

  test('what is no poll, no option, or in another room is refused', async () => {
    const { owner, room, seq } = await asked();
    const said = await act(room, owner, { kind: 'post', text: 'no poll' });
    expect(await code(vote(room, owner, said, 0))).toBe('poll_not_found');
    expect(await code(vote(room, owner, seq + 100, 0))).toBe('poll_not_found');
    expect(await code(vote(room, owner, seq, 3))).toBe('invalid_input');
    expect(await code(vote(await aRoom(database, owner), owner, seq, 0))).toBe('poll_not_found');
  });

  test('the banned neither ask, vote nor close; strangers do where the room is open to them', async () => {
    const { owner, room, seq } = await asked();
    const [bora, chan] = [await anActor(database), await anActor(database)];
    const mine = await act(room, bora, { kind: 'open-poll', question: 'Mine?', options: OPTIONS });
    await act(room, owner, { kind: 'ban', person: { id: bora.id, name: bora.name } });
    expect(await code(vote(room, bora, seq, 0))).toBe('banned');
    expect(await code(act(room, bora, { kind: 'close-poll', seq: mine }))).toBe('banned');
    expect(await code(act(room, bora, { kind: 'open-poll', question: 'Again?', options: OPTIONS }))).toBe(
      'banned',
    );
    expect(await code(vote(room, chan, seq, 0))).toBe('done');
    const shut = await asked({ visibility: 'private' });
    expect(await code(vote(shut.room, chan, shut.seq, 0))).toBe('room_not_found');
  });

  test('nothing of a poll is left when its room ends', async () => {
    const { owner, room, seq } = await asked();
    await vote(room, owner, seq, 0);
    await new SqlRoomRepository(database).delete(room.id);
    expect(await database.query('select 1 from poll_votes where room_id = $1', [room.id])).toEqual([]);
  });

  describe('a press on a platform', () => {
    const desk = (): PollDesk =>
      new PollDesk({
        links: new SqlLinkRepository(database),
        log,
        limiter: noRateLimits,
        logger: quietLogger(),
      });
    async function linked() {
      const poll = await asked({ visibility: 'private' });
      const id = uuid();
      const channel = { platform: 'slack' as const, tenantId: 'T1', channelId: `C-${id}` };
      await act(poll.room, poll.owner, {
        kind: 'add-link',
        invited: false,
        link: { id, ...channel, channelName: 'club' },
      });
      const bora: Person = { ...(await anActor(database, 'Bora')), avatar: null, locale: 'ko' };
      const press = (option: number, more: object = {}): Promise<string | null> =>
        desk().press({
          channel,
          person: bora,
          locale: 'ko',
          button: pollButton(`${poll.room.id}:${poll.seq}`, option),
          pressId: uuid(),
          ...more,
        });
      return { ...poll, channel, bora, press };
    }

    test('is that person’s vote, told twice or not; the same option again takes it back', async () => {
      const { room, seq, press } = await linked();
      expect(await press(1, { pressId: 'one' })).toBeNull();
      expect(await press(1, { pressId: 'one' })).toBeNull();
      expect((await pollOf(room, seq))?.counts).toEqual([0, 1, 0]);
      const voted = (await events(room)).at(-1);
      expect(voted).toMatchObject({ kind: 'poll.voted', actor: { name: 'Bora', via: 'slack' } });
      expect(await press(1)).toBeNull();
      expect((await pollOf(room, seq))?.counts).toEqual([0, 0, 0]);
    });

    test('counts only where the room is linked, and the person is told so in their language', async () => {
      const { room, owner, seq, press, channel } = await linked();
      const elsewhere = { channel: { ...channel, channelId: 'another' } };
      expect(await press(0, elsewhere)).toContain('연결되어 있지 않');
      expect(await press(0, { ...elsewhere, locale: 'en' })).toContain('no longer part of the room');
      expect(await press(0, { button: pollButton(`${uuid()}:${seq}`, 0) })).toContain('연결되어 있지 않');
      expect(await press(0, { button: 'poll:nonsense' })).toContain('연결되어 있지 않');
      await act(room, owner, { kind: 'close-poll', seq });
      expect(await press(0)).toContain('이미 끝난 투표');
      expect((await pollOf(room, seq))?.counts).toEqual([0, 0, 0]);
    });

    test('of somebody banned does not count', async () => {
      const { room, owner, bora, press, seq } = await linked();
      await act(room, owner, { kind: 'ban', person: { id: bora.id, name: bora.name } });
      expect(await press(0)).toContain('차단');
      expect((await pollOf(room, seq))?.counts).toEqual([0, 0, 0]);
    });
  });
});
