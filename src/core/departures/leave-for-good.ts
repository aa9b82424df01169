import { nobodyHere } from '../identity/who-is.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { DepartureRepository, LinesOfLeaver } from './departure-repository.ts';

/** Told on the bus when somebody leaves for good: their id. */
export const DEPARTED_TOPIC = 'departed';

/**
 * Lets somebody leave for good. From now on they are nobody: no token, name or picture is theirs on any process. What they
 * said is deleted or anonymised afterwards, in the background (`Departures`), however much it is.
 * @throws Problem `token_invalid` when they had left before
 */
export async function leaveForGood(
  deps: { departures: Pick<DepartureRepository, 'begin'>; bus: EventBus },
  personId: string,
  lines: LinesOfLeaver,
): Promise<void> {
  // Of two tabs the first decides what becomes of the lines: the other may not be told that it was done as it wished.
  if (!(await deps.departures.begin(personId, lines))) throw nobodyHere();
  deps.bus.publish(DEPARTED_TOPIC, Buffer.from(personId));
}
