import type { EventBus } from '../ports/event-bus.ts';
import type { DepartureRepository, LinesOfLeaver } from './departure-repository.ts';

/** Told on the bus when somebody leaves for good: their id. */
export const DEPARTED_TOPIC = 'departed';

/**
 * Lets somebody leave for good. From now on they are nobody: no token, name or picture is theirs on any process. What they
 * said is deleted or anonymised afterwards, in the background (`Departures`), however much it is.
 */
export async function leaveForGood(
  deps: { departures: Pick<DepartureRepository, 'begin'>; bus: EventBus },
  personId: string,
  lines: LinesOfLeaver,
): Promise<void> {
  await deps.departures.begin(personId, lines);
  deps.bus.publish(DEPARTED_TOPIC, Buffer.from(personId));
}
