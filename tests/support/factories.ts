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

/** A review of a film, stored; its id. */
export async function reviewed(
  database: Database,
  { id: personId }: { id: string },
  movieId: string,
  rating: number,
  at: string = new Date().toISOString(),
): Promise<string> {
  const id = uuid();
  await database.query(
    `insert into reviews (id, movie_id, person_id, rating, via, created_at)
     values ($1, $2, $3, $4, 'web', $5::text::timestamptz)`,
    [id, movieId, personId, rating, at],
  );
  return id;
}

/** Somebody likes a review. */
export async function likes(database: Database, { id }: { id: string }, reviewId: string): Promise<void> {
  await database.query('insert into review_likes (review_id, person_id) values ($1, $2)', [reviewId, id]);
}

/** A film on somebody's watchlist. */
export async function wanted(
  database: Database,
  { id }: { id: string },
  movieId: string,
  at: string = new Date().toISOString(),
): Promise<void> {
  await database.query(
    'insert into watchlist (person_id, movie_id, added_at) values ($1, $2, $3::text::timestamptz)',
    [id, movieId, at],
  );
}

/** A film somebody watched, from their watchlist. */
export async function watched(
  database: Database,
  person: { id: string },
  movieId: string,
  at: string = new Date().toISOString(),
): Promise<void> {
  await wanted(database, person, movieId, at);
  await database.query(
    'update watchlist set watched_at = $3::text::timestamptz where person_id = $1 and movie_id = $2',
    [person.id, movieId, at],
  );
}

/** Ratings from elsewhere: source, rater, film, half stars, and when. */
export async function imported(
  database: Database,
  rows: readonly (readonly [string, string, string, number, string | null])[],
): Promise<void> {
  await database.query(
    `insert into imported_ratings (source, rater, movie_id, rating, at)
     select w->>0, w->>1, w->>2, (w->>3)::smallint, (w->>4)::timestamptz
     from json_array_elements($1::text::json) as w`,
    [JSON.stringify(rows)],
  );
}
