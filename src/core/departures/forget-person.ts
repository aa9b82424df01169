import type { EventFrame, PersonView } from '../../protocol/frames.ts';
import { forgetMentions } from '../markup/forget-mentions.ts';

/**
 * What somebody is called who left for good, wherever there is one wording for all. Nobody else bears it without a tag: it
 * is reserved.
 */
export const LEFT_NAME = 'Someone who left';
/** The same for readers of Korean. */
export const LEFT_NAME_KO = '떠난 사람';

/** Somebody who left for good, as everybody sees them. */
export const departed = (id: string): PersonView => ({ id, name: LEFT_NAME, left: true });

/** Whether this is what somebody is called who left for good. */
export const isDeparted = (name: unknown, tag: unknown): boolean =>
  name === LEFT_NAME && (tag === null || tag === undefined);

/**
 * An event as it is told once somebody has left for good: what they did, or what was done to them, by nobody in particular.
 * Their words stay; where those go too, the events that delete them say so.
 * @returns null where it does not tell of them
 */
export function forgetPerson(event: EventFrame, personId: string): EventFrame | null {
  const written = JSON.stringify(event);
  if (!written.includes(personId)) return null;
  const told = withoutMentions(event, personId) as EventFrame;
  if (told.actor.id === personId) told.actor = { ...departed(personId), via: told.actor.via };
  if ('person' in told.data && told.data.person.id === personId) {
    told.data.person = departed(personId);
    // Why somebody was put out tells of them.
    if ('reason' in told.data) delete told.data.reason;
  }
  return JSON.stringify(told) === written ? null : told;
}

/** A copy of what is told, each text in it without the name of somebody. */
function withoutMentions(value: unknown, personId: string): unknown {
  if (typeof value === 'string') return forgetMentions(value, personId, LEFT_NAME);
  if (Array.isArray(value)) return value.map((each) => withoutMentions(each, personId));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withoutMentions(each, personId)]),
  );
}
