import type { Actor, Via } from '../rooms/room.ts';
import type { Person } from './person.ts';

/** A person as everybody sees them when they do something. */
export function actorOf(person: Person, via: Via): Actor {
  return {
    id: person.id,
    name: person.name,
    ...(person.avatar === null ? {} : { avatar: person.avatar }),
    ...(person.tag ? { tag: person.tag } : {}),
    via,
  };
}
