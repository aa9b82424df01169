import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import { Films } from '../../src/core/catalogue/films.ts';
import { Departures } from '../../src/core/departures/departures.ts';
import { leaveForGood } from '../../src/core/departures/leave-for-good.ts';
import type { LinesOfLeaver } from '../../src/core/departures/departure-repository.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { RoomLog } from '../../src/core/rooms/room-log.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlDepartureRepository } from '../../src/db/repositories/departures.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { SqlCommentRepository } from '../../src/db/repositories/review-comments.ts';
import { SqlReviewRepository } from '../../src/db/repositories/reviews.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { SqlTasteRepository } from '../../src/db/repositories/tastes.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import type { EventFrame } from '../../src/protocol/frames.ts';
import { engines } from '../support/databases.ts';
import { aChange, anActor, aRoom, reviewed, wanted } from '../support/factories.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { storedAnywhere } from '../support/whole-database.ts';
import { waitFor } from '../support/wait-for.ts';

const secret = (): string => `kept${uuid().replaceAll('-', '')}`;

describe.each(engines)('those who leave for good on $name', ({ available, open }) => {
  let database: Database;
  let bus: MemoryBus;
  let log: SqlRoomLog;
  let repository: SqlDepartureRepository;
  let rooms: SqlRoomRepository;
  let ana: Actor;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    bus = new MemoryBus();
    log = new SqlRoomLog(database, bus, quietLogger());
    repository = new SqlDepartureRepository(database);
    rooms = new SqlRoomRepository(database);
    ana = await anActor(database, 'Ana');
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  const act = async (room: Room, by: Actor, action: Action): Promise<number> =>
    (await log.append(aChange(room, by, action))).seq;
  const leave = ({ id }: Actor, lines: LinesOfLeaver): Promise<void> =>
    leaveForGood({ departures: repository, bus }, id, lines);
  const worker = (through: RoomLog = log): Departures =>
    new Departures(
      {
        departures: repository,
        films: new Films([]),
        reviews: new SqlReviewRepository(database),
        comments: new SqlCommentRepository(database),
        rooms,
        log: through,
        bus,
        leases: new SqlLeases(database, uuid()),
        logger: quietLogger(),
      },
      { look: 20, again: 0, retry: 10, atOnce: 20 },
    );
  const waiting = async (): Promise<number> => (await database.query('select 1 from departures')).length;
  const allDone = (): Promise<true> =>
    waitFor('all to be done', async () => (await waiting()) === 0 || undefined, 30_000);
  const told = async (room: Room): Promise<EventFrame[]> =>
    (await log.read(room.id, 0, 10_000)).map((event) => JSON.parse(event.frame) as EventFrame);
  /** Lets every departure be carried out to its end. */
  async function carryOut(): Promise<void> {
    const departures = worker();
    await departures.start();
    await allDone();
    await departures.stop();
  }

  test('are gone on with where a process died in the middle, and everything is done once', async () => {
    const room = await aRoom(database, ana);
    const theo = await anActor(database, secret());
    await act(room, theo, { kind: 'join' });
    const words = Array.from({ length: 150 }, secret);
    for (const text of words) await act(room, theo, { kind: 'post', text });
    await act(room, ana, { kind: 'post', text: 'stays' });
    await leave(theo, 'delete');
    let appended = 0;
    const dies = new Proxy(log, {
      get: (target, key) =>
        key === 'append'
          ? (change: Parameters<RoomLog['append']>[0]) =>
              ++appended > 70 ? Promise.reject(new Error('the process died')) : target.append(change)
          : (Reflect.get(target, key) as unknown),
    });
    const first = worker(dies);
    await first.start();
    await waitFor('it to die', () => appended > 70);
    await first.stop();
    expect((await storedAnywhere(database, words)).length).toBeGreaterThan(0);
    await carryOut();
    expect(await storedAnywhere(database, [...words, theo.name])).toEqual([]);
    const deletions = (await told(room)).filter(({ kind }) => kind === 'message.deleted');
    expect(deletions).toHaveLength(words.length);
    expect((await told(room)).filter(({ kind }) => kind === 'member.left')).toHaveLength(1);
  });

  test('leave what they were just doing to be found: it comes under a name of nobody too', async () => {
    const room = await aRoom(database, ana);
    const theo = await anActor(database, secret());
    await act(room, theo, { kind: 'join' });
    await leave(theo, 'anonymise');
    const departures = worker();
    await departures.start();
    await waitFor(
      'the seat to be free',
      async () =>
        (await database.query('select 1 from members where person_id = $1', [theo.id])).length === 0,
    );
    await departures.stop();
    // On its way when they left: asked for by a process that read who they are just before.
    await database.query('update people set left_at = null where id = $1', [theo.id]);
    await act(room, theo, { kind: 'join' });
    await act(room, theo, { kind: 'post', text: `by ${theo.name.slice(0, 3)}` });
    await act(room, ana, { kind: 'kick', person: { id: theo.id, name: theo.name } });
    await database.query('update people set left_at = now() where id = $1', [theo.id]);
    await database.query(
      'update departures set due = now(), round = 2, room_id = null, seq = 0 where person_id = $1',
      [theo.id],
    );
    if ((await waiting()) === 0) {
      await database.query("insert into departures (person_id, lines, round) values ($1, 'anonymise', 2)", [
        theo.id,
      ]);
    }
    const later = worker();
    await later.start();
    await allDone();
    await later.stop();
    expect(await storedAnywhere(database, [theo.name])).toEqual([]);
    expect((await rooms.membership(room.id, theo.id)).role).toBeNull();
    // The event that came last tells whoever holds the others in memory.
    expect((await told(room)).at(-1)).toMatchObject({
      kind: 'member.left',
      data: { person: { left: true } },
    });
  });

  test('pass their rooms to the moderator of longest standing, else the member, else who linked a channel', async () => {
    const [theo, bora, chul, dana] = [
      await anActor(database),
      await anActor(database),
      await anActor(database),
      await anActor(database),
    ];
    const made = await Promise.all([1, 2, 3, 4].map(() => aRoom(database, theo)));
    const [byModerator, byMember, byLink, byNobody] = made as [Room, Room, Room, Room];
    for (const member of [bora, chul, dana]) await act(byModerator, member, { kind: 'join' });
    for (const member of [chul, dana]) {
      await act(byModerator, theo, { kind: 'promote', person: { id: member.id, name: member.name } });
    }
    for (const member of [dana, bora]) await act(byMember, member, { kind: 'join' });
    await database.query(
      `update members set joined_at = now() - interval '1 day' where room_id = $1 and person_id = $2`,
      [byMember.id, dana.id],
    );
    await act(byLink, chul, {
      kind: 'add-link',
      invited: true,
      link: { id: uuid(), platform: 'slack', tenantId: 'T', channelId: uuid(), channelName: 'club' },
    });
    await leave(theo, 'anonymise');
    await carryOut();
    const owners = await Promise.all(made.map(async ({ id }) => (await rooms.byId(id))?.ownerId ?? 'ended'));
    expect(owners).toEqual([chul.id, dana.id, chul.id, 'ended']);
    expect(await database.query('select 1 from room_events where room_id = $1', [byNobody.id])).toEqual([]);
    expect((await told(byModerator)).slice(-2)).toMatchObject([
      { kind: 'owner.changed', data: { person: { id: chul.id } } },
      { kind: 'member.left', actor: { name: 'Someone who left' } },
    ]);
  });

  test('may leave together, also the owner and their heir', async () => {
    const [theo, bora, chul] = [await anActor(database), await anActor(database), await anActor(database)];
    const room = await aRoom(database, theo);
    for (const member of [bora, chul]) await act(room, member, { kind: 'join' });
    await act(room, theo, { kind: 'promote', person: { id: bora.id, name: bora.name } });
    await Promise.all([leave(theo, 'delete'), leave(bora, 'anonymise')]);
    const both = [worker(), worker()];
    for (const each of both) await each.start();
    await allDone();
    for (const each of both) await each.stop();
    expect((await rooms.byId(room.id))?.ownerId).toBe(chul.id);
  });

  test('take back what they said also where they are banned, and are banned from nowhere any more', async () => {
    const room = await aRoom(database, ana);
    const [theo, word, reason] = [await anActor(database, secret()), secret(), secret()];
    await act(room, theo, { kind: 'join' });
    const seq = await act(room, theo, { kind: 'post', text: word });
    await act(room, theo, { kind: 'react', seq, emoji: '🎬' });
    await act(room, ana, { kind: 'ban', person: { id: theo.id, name: theo.name }, reason });
    await leave(theo, 'delete');
    await carryOut();
    expect(await storedAnywhere(database, [theo.name, word, reason])).toEqual([]);
    expect(await rooms.membership(room.id, theo.id)).toEqual({ role: null, banned: false });
  });

  test('teach no model any more, and bear no new name', async () => {
    const people = new SqlPersonRepository(database);
    const theo = await anActor(database, secret());
    await reviewed(database, theo, 'parasite-2019', 9);
    await wanted(database, theo, 'past-lives-2023');
    const taught = async (): Promise<string[]> => {
      const raters: string[] = [];
      for await (const page of new SqlTasteRepository(database).ratings())
        raters.push(...page.map(({ rater }) => rater));
      return raters.filter((rater) => rater.includes(theo.id));
    };
    expect(await taught()).toHaveLength(2);
    await leave(theo, 'anonymise');
    expect(await taught()).toEqual([]);
    expect(await people.byId(theo.id)).toBeNull();
    expect(
      await people.rename(theo.id, { name: secret(), avatar: 'https://cdn.discordapp.com/a' }),
    ).toBeNull();
    expect(await database.query('select name, avatar, tag from people where id = $1', [theo.id])).toEqual([
      { name: 'Someone who left', avatar: null, tag: null },
    ]);
    expect(await repository.begin(theo.id, 'delete')).toBe(false);
    await carryOut();
  });

  test('are told apart from whoever is called so on a platform: that one has a tag', async () => {
    const people = new SqlPersonRepository(database);
    const liar = await people.meet({ identity: `discord:${uuid()}`, name: 'Someone who left' });
    expect(liar.tag).toMatch(/^[0-9a-z]{4}$/);
  });
});
