import { forgetMentions } from '../../../src/core/markup/forget-mentions.ts';
import type { PersonView } from '../../../src/protocol/frames.ts';
import { forgetMembers } from './later-actions.ts';
import type { RoomController } from './room-controller.ts';

/** What was asked for before somebody left, and names them still, has come by then: nothing is waited for longer. */
const ON_THE_WAY = 15_000;

/** Told of everybody who leaves for good: what parts hold of people that is not the room's. */
const holders = new Set<(left: PersonView) => void>();

/**
 * Lets a part be told who leaves for good while it holds something of people.
 *
 * @returns ends it
 */
export function holdsPeople(forget: (left: PersonView) => void): () => void {
  holders.add(forget);
  return () => holders.delete(forget);
}

/** Takes the name of somebody who left for good out of all that is held of a room. Others who only left it are let be. */
export function forgetLeaver(controller: RoomController, person: PersonView): void {
  if (!person.left) return;
  const forget = (): void => {
    const { log } = controller.feed;
    log.messages = without(log.messages, person);
    controller.asked = without(controller.asked, person);
    controller.typing?.forget(person.id);
    forgetMembers(controller);
    for (const hold of holders) hold(person);
    controller.changed();
  };
  forget();
  setTimeout(forget, ON_THE_WAY);
}

/** What is told, in nobody's name where it was in that person's. What does not name them stays the very same. */
export function without<Told>(told: Told, { id, name }: PersonView): Told {
  const among = (value: unknown): unknown => {
    if (typeof value === 'string') return forgetMentions(value, id, name);
    if (typeof value !== 'object' || value === null) return value;
    const now = Array.isArray(value)
      ? value.map(among)
      : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, among(each)]));
    const { id: own, authorId = own } = value as { id?: unknown; authorId?: unknown };
    if (authorId === id && 'name' in value)
      Object.assign(now, { name, tag: undefined, avatar: undefined, left: true });
    return Object.entries(now).some(([key, each]) => each !== (value as Record<string, unknown>)[key])
      ? now
      : value;
  };
  return among(told) as Told;
}
