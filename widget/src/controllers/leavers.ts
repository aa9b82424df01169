import { forgetMentions } from '../../../src/core/markup/forget-mentions.ts';
import type { PersonView } from '../../../src/protocol/frames.ts';
import type { LaterPart } from '../elements/later-part.ts';
import { forgetMembers } from './later-actions.ts';
import type { RoomController } from './room-controller.ts';

/** What was asked for before somebody left, and names them still, has come by then: nothing is waited for longer. */
const ON_THE_WAY = 15_000;

/** Takes the name of somebody who left for good out of all that is held of a room. Others who only left it are let be. */
export function forgetLeaver(controller: RoomController, person: PersonView): void {
  if (!person.left) return;
  const forget = (): void => {
    const { feed, typing } = controller;
    feed.log.messages = feed.log.messages.map((one) => without(one, person));
    controller.asked = controller.asked.map((one) => without(one, person));
    typing?.forget(person.id);
    forgetMembers(controller);
    for (const part of typing?.room.renderRoot.querySelectorAll<LaterPart>('*') ?? []) part.forget?.(person);
    controller.changed();
  };
  forget();
  setTimeout(forget, ON_THE_WAY);
}

/** What is told, in nobody's name where it was in that person's. What does not tell of them stays the very same. */
export function without<Told>(told: Told, { id, name }: PersonView): Told {
  const written = JSON.stringify(told, (_, value: unknown) => {
    if (typeof value === 'string') return forgetMentions(value, id, name);
    if (typeof value !== 'object' || value === null || !('name' in value)) return value;
    const { id: own, authorId = own } = value as { id?: unknown; authorId?: unknown };
    return authorId === id ? { ...value, name, tag: undefined, avatar: undefined, left: true } : value;
  });
  return written?.includes(id) ? (JSON.parse(written) as Told) : told;
}
