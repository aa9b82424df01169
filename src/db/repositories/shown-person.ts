import type { PersonView } from '../../protocol/frames.ts';
import { isDeparted } from '../../core/departures/forget-person.ts';
import type { Row } from '../database.ts';

/** Somebody as everybody sees them, from a row with their `name`, `avatar` and `tag`. */
export function shownPerson(id: unknown, { name, avatar, tag }: Row): PersonView {
  return {
    id: id as string,
    name: name as string,
    ...(avatar === null ? {} : { avatar: avatar as string }),
    ...(tag === null ? {} : { tag: tag as string }),
    ...(isDeparted(name, tag) ? { left: true } : {}),
  };
}
