import { v7 as uuid } from 'uuid';
import { Problem } from '../errors.ts';
import type { PasswordHasher } from '../identity/password-hasher.ts';
import { cleanName } from '../markup/clean-text.ts';
import { parseSlug, type Room, type Visibility } from './room.ts';
import type { RoomRepository } from './room-repository.ts';

export interface NewRoom {
  slug: string;
  title: string;
  topic?: string;
  movieId?: string;
  visibility?: Visibility;
  password?: string;
  capacity?: number;
}

/**
 * Makes a room with its maker as owner.
 * @throws Problem `invalid_input` or `slug_taken`
 */
export async function createRoom(
  deps: { rooms: RoomRepository; passwords: PasswordHasher },
  ownerId: string,
  input: NewRoom,
): Promise<Room> {
  const title = cleanName(input.title);
  if (title === '') throw new Problem('invalid_input', 'A room needs a title.');
  const slug = parseSlug(input.slug);
  // Before a password is hashed, which is costly.
  if (input.password !== undefined && (await deps.rooms.bySlug(slug))) {
    throw new Problem('slug_taken', `There is already a room called "${slug}".`);
  }
  const room: Room = {
    id: uuid(),
    slug,
    title,
    topic: input.topic ?? '',
    movieId: input.movieId ?? null,
    visibility: input.visibility ?? 'public',
    passwordHash: input.password === undefined ? null : await deps.passwords.hash(input.password),
    capacity: input.capacity ?? null,
    ownerId,
    seq: 0,
    epoch: uuid(),
  };
  await deps.rooms.create(room);
  return room;
}
