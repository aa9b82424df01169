import type { EventFrame } from '../../../protocol/frames.ts';
import { retoldAfter, takenBackBy, type TakenBack } from '../../../core/rooms/retelling.ts';

/** An event in memory, as it goes over the wire. Whoever holds it sees when it is retold. */
export interface KeptEvent {
  readonly seq: number;
  line: Buffer;
}

/**
 * Takes out of events in memory what later ones take back of them: what was deleted is handed to nobody any more, whether
 * it waits to be sent or is kept for those who come back.
 * @param kept collections of events; each event that is retold is changed in place
 * @param news events as they went over the wire, among them some that take something back
 */
export function retellKept(kept: readonly Iterable<KeptEvent>[], news: Iterable<KeptEvent>): void {
  for (const { line } of news) {
    const later = JSON.parse(line.toString()) as EventFrame;
    const taken = takenBackBy(later);
    if (!taken) continue;
    // Most events are not about it, which is seen without reading them.
    const sign = signOf(taken);
    for (const events of kept) {
      for (const event of events) {
        if (event.seq >= later.seq || !event.line.includes(sign)) continue;
        const earlier = JSON.parse(event.line.toString()) as EventFrame;
        const retold = retoldAfter(earlier, later);
        if (retold) event.line = Buffer.from(JSON.stringify(retold));
      }
    }
  }
}

/**
 * Of events that were read from the log: those that tell of somebody who left for good. The log forgets a name by and by, so
 * what is read beside such an event may still have it.
 */
export const leavings = (events: readonly KeptEvent[]): KeptEvent[] =>
  events.filter(({ line }) => line.includes(LEAVING) && line.includes('"left":true'));
const LEAVING = '"kind":"member.left"';

function signOf(taken: TakenBack): string {
  switch (taken.of) {
    case 'a message':
      return `"seq":${taken.seq}`;
    case 'a person':
      return taken.personId;
    case 'the room':
      return `"kind":"${taken.kind}"`;
  }
}
