import { v7 as uuid } from 'uuid';
import type { Person } from '../../src/core/identity/person.ts';
import { actorOf } from '../../src/core/identity/actor.ts';
import type { Action, Change } from '../../src/core/rooms/change.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { SqlRoomRepository } from '../../src/db/repositories/rooms.ts';

let made = 0;

/** Somebody, stored. */
async function aPerson(database: Database, name = `Person ${++made}`): Promise<Person> {
  return new SqlPersonRepository(database).meet({ identity: `guest:${uuid()}`, name });
}

/** Somebody as an actor on the web. */
export async function anActor(database: Database, name?: string): Promise<Actor> {
  return actorOf(await aPerson(database, name), 'web');
}

/** A room, stored, with its owner. */
export async function aRoom(
  database: Database,
  owner: Actor,
  more: Partial<Pick<Room, 'slug' | 'visibility' | 'capacity' | 'passwordHash' | 'movieId'>> = {},
): Promise<Room> {
  const room: Room = {
    id: uuid(),
    slug: `room-${++made}-${uuid().slice(-6)}`,
    title: 'A room',
    topic: '',
    movieId: null,
    visibility: 'public',
    passwordHash: null,
    capacity: null,
    ownerId: owner.id,
    seq: 0,
    epoch: uuid(),
    ...more,
  };
  await new SqlRoomRepository(database).create(room);
  return room;
}

/** A wish of somebody in a room, under a key of its own unless given. */
export function aChange(room: Room, actor: Actor, action: Action, key: string = uuid()): Change {
  return { roomId: room.id, actor, action, key };
}
