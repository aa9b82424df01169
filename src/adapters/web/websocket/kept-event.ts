import type { EventFrame } from '../../../protocol/frames.ts';
import { retoldAfter, takenBackBy } from '../../../core/rooms/retelling.ts';

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
    const sign = taken.of === 'a message' ? `"seq":${taken.seq}` : `"kind":"${taken.kind}"`;
    for (const events of kept) {
      for (const event of events) {
        if (event.seq >= later.seq || !event.line.includes(sign)) continue;
        const earlier = JSON.parse(event.line.toString()) as EventFrame;
        const data = retoldAfter(earlier, later);
        if (data) event.line = Buffer.from(JSON.stringify({ ...earlier, data }));
      }
    }
  }
}
