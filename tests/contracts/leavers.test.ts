import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DepartedWatch } from '../../src/adapters/web/websocket/departed-watch.ts';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { Films } from '../../src/core/catalogue/films.ts';
import { Departures } from '../../src/core/departures/departures.ts';
import { leaveForGood } from '../../src/core/departures/leave-for-good.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlDepartureRepository } from '../../src/db/repositories/departures.ts';
import { SqlMessageRepository } from '../../src/db/repositories/messages.ts';
import { SqlCommentRepository } from '../../src/db/repositories/review-comments.ts';
import { SqlReviewRepository } from '../../src/db/repositories/reviews.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlWatchlistRepository } from '../../src/db/repositories/watchlist.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { storedAnywhere } from '../support/whole-database.ts';
import { waitFor } from '../support/wait-for.ts';

const secret = (): string => `kept${uuid().replaceAll('-', '')}`;

describe.each(engines)('whoever leaves for good, on $name,', ({ available, open }) => {
  let database: Database;
  let bus: MemoryBus;
  let log: SqlRoomLog;
  let departures: SqlDepartureRepository;
  let rooms: SqlRoomRepository;
  let ana: Actor;
  let theo: Actor;
  let room: Room;
  beforeAll(async () => {
    if (!available) return;
    database = await open();
    bus = new MemoryBus();
    log = new SqlRoomLog(database, bus, quietLogger());
    departures = new SqlDepartureRepository(database);
    rooms = new SqlRoomRepository(database);
  });
  afterAll(() => database?.close());
  const test = (name: string, body: () => Promise<void>): void =>
    it.skipIf(!available)(name, async () => {
      ana = await anActor(database, 'Ana');
      theo = await anActor(database, secret());
      room = await aRoom(database, ana);
      await act(theo, { kind: 'join' });
      await body();
    });

  const act = async (by: Actor, action: Action): Promise<number> =>
    (await log.append(aChange(room, by, action))).seq;
  const worker = (): Departures =>
    new Departures(
      {
        departures,
        films: new Films([]),
        reviews: new SqlReviewRepository(database),
        comments: new SqlCommentRepository(database),
        rooms,
        log,
        bus,
        leases: new SqlLeases(database, uuid()),
        logger: quietLogger(),
      },
      { look: 20, again: 0, retry: 10, atOnce: 20 },
    );
  async function carryOut(): Promise<void> {
    const working = worker();
    await working.start();
    await waitFor(
      'all to be done',
      async () => (await database.query('select 1 from departures')).length === 0,
      30_000,
    );
    await working.stop();
  }

  test('is named by no poll that asks about them, in no part of it', async () => {
    const mention = `<@${theo.id}|${theo.name}>`;
    const seq = await act(ana, {
      kind: 'open-poll',
      question: `${mention}?`,
      options: [{ text: mention }, { text: 'nobody' }],
    });
    await leaveForGood({ departures, bus }, theo.id, 'anonymise');
    await carryOut();
    const [shown] = (await new SqlMessageRepository(database).page(room.id, null, 10, ana.id)).messages;
    expect(shown?.seq).toBe(seq);
    expect(JSON.stringify(shown)).not.toContain(theo.name);
    expect(await storedAnywhere(database, [theo.name])).toEqual([]);
  });

  test('leaves nothing that only they could see, also of what was on its way as they left', async () => {
    const word = secret();
    await leaveForGood({ departures, bus }, theo.id, 'anonymise');
    const watchlist = new SqlWatchlistRepository(database);
    await watchlist.put(theo.id, 'parasite-2019', { note: word });
    await carryOut();
    expect(await storedAnywhere(database, [word])).toEqual([]);
  });

  test('has no right in a room from that moment on, though their seat is taken away a little later', async () => {
    await leaveForGood({ departures, bus }, theo.id, 'anonymise');
    expect(await rooms.membership(room.id, theo.id)).toEqual({ role: null, banned: false });
    expect((await rooms.standing({ id: room.id }, theo.id))?.role ?? null).toBeNull();
    await carryOut();
  });

  test('comes into no room any more, whoever still takes them for somebody', async () => {
    await leaveForGood({ departures, bus }, theo.id, 'anonymise');
    await carryOut();
    for (const action of [{ kind: 'join' }, { kind: 'post', text: 'hello' }] as const)
      await expect(act(theo, action)).rejects.toMatchObject({ code: 'token_invalid' });
    const other = { ...(await aRoom(database, ana)), ownerId: theo.id, id: uuid(), slug: `r-${uuid()}` };
    await expect(rooms.create(other)).rejects.toMatchObject({ code: 'token_invalid' });
    expect(await storedAnywhere(database, [theo.name])).toEqual([]);
  });

  test('is told of to a process that could neither hear nor ask for an hour, as of a moment', async () => {
    await leaveForGood({ departures, bus }, theo.id, 'anonymise');
    await carryOut();
    await database.query("update people set left_at = now() - interval '1 hour' where id = $1", [theo.id]);
    let now = 0;
    const told: string[] = [];
    const core = { bus, departures, logger: quietLogger() };
    const watch = new DepartedWatch(
      core,
      (personId) => told.push(personId),
      () => now,
    );
    now += 65 * 60_000;
    await waitFor('word of it', () => told.includes(theo.id));
    watch.close();
  });

  test('is told what becomes of their lines by who was first, of two tabs', async () => {
    const asked = await Promise.allSettled(
      (['anonymise', 'delete'] as const).map((lines) => leaveForGood({ departures, bus }, theo.id, lines)),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await carryOut();
  });
});
