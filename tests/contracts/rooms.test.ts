import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';
import { anActor, aRoom } from '../support/factories.ts';
import { engines } from '../support/databases.ts';

describe.each(engines)('rooms on $name', ({ available, open }) => {
  let database: Database;
  let asked = 0;
  let rooms: SqlRoomRepository;
  let owner: Actor;
  let room: Room;

  beforeAll(async () => {
    if (!available) return;
    database = await open();
    owner = await anActor(database);
    room = await aRoom(database, owner, { slug: `기생충-${uuid().slice(-6)}` });
    const counting: Database = {
      ...database,
      query: (text, params) => {
        asked++;
        return database.query(text, params);
      },
    };
    rooms = new SqlRoomRepository(counting);
  });
  afterAll(() => database?.close());
  const test = it.skipIf(!available);

  test('are looked up together by all who come back at once, and so is what they are in them', async () => {
    const other = await aRoom(database, await anActor(database));
    asked = 0;
    const found = await Promise.all(
      Array.from({ length: 300 }, (_, i) => rooms.bySlug(i % 2 === 0 ? room.slug : other.slug)),
    );
    const roles = await Promise.all(
      Array.from({ length: 300 }, (_, i) => rooms.membership(i % 2 === 0 ? room.id : other.id, owner.id)),
    );
    expect(found.map((each) => each?.id)).toEqual(found.map((_, i) => (i % 2 === 0 ? room.id : other.id)));
    expect(roles.map(({ role }) => role)).toEqual(roles.map((_, i) => (i % 2 === 0 ? 'owner' : null)));
    expect(asked).toBe(2);
  });

  test('are found though somebody asks in the same moment for what can be nobody’s name', async () => {
    const hostile = ['\u0000', 'a\u0000b', '\ud800', '"]', "' or 1=1 --", '', 'x'.repeat(100_000)];
    const found = await Promise.all([...hostile, room.slug].map((slug) => rooms.bySlug(slug)));
    expect(found.map((each) => each?.id ?? null)).toEqual([...hostile.map(() => null), room.id]);
  });

  test('say of who is banned, of a stranger and of a room that is not there what is so', async () => {
    const [banned, stranger] = [await anActor(database), await anActor(database)];
    await database.query('insert into bans (room_id, person_id, made_by) values ($1, $2, $3)', [
      room.id,
      banned.id,
      owner.id,
    ]);
    expect(
      await Promise.all([
        rooms.membership(room.id, banned.id),
        rooms.membership(room.id, stranger.id),
        rooms.membership(uuid(), owner.id),
      ]),
    ).toEqual([
      { role: null, banned: true },
      { role: null, banned: false },
      { role: null, banned: false },
    ]);
  });

  test('and what somebody is in them are read at one moment, by name or id, in one question for all', async () => {
    const [banned, stranger] = [await anActor(database), await anActor(database)];
    await database.query('insert into bans (room_id, person_id, made_by) values ($1, $2, $3)', [
      room.id,
      banned.id,
      owner.id,
    ]);
    asked = 0;
    const [mine, barred, strange, nameless, none, hostile] = await Promise.all([
      rooms.standing({ slug: room.slug }, owner.id),
      rooms.standing({ slug: room.slug }, banned.id),
      rooms.standing({ slug: room.slug }, stranger.id),
      rooms.standing({ slug: room.slug }, null),
      rooms.standing({ slug: 'no-such-room' }, owner.id),
      rooms.standing({ slug: '\u0000' }, owner.id),
    ]);
    expect(asked).toBe(1);
    const seen = (await rooms.byId(room.id)) ?? undefined;
    expect(mine).toEqual({ room: seen, role: 'owner', banned: false });
    expect(barred).toEqual({ room: seen, role: null, banned: true });
    expect(strange).toEqual({ room: seen, role: null, banned: false });
    expect(nameless).toEqual({ room: seen, role: null, banned: false });
    expect([none, hostile]).toEqual([null, null]);
    expect(await rooms.standing({ id: room.id }, owner.id)).toEqual(mine);
    expect(await rooms.standing({ id: uuid() }, owner.id)).toBeNull();
  });
});
