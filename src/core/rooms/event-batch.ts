import { TAKES_BACK } from './retelling.ts';
import type { DraftEvent } from './room-draft.ts';

/**
 * How new events travel on the bus: `E<first seq> <c or -> <t or ->` and then one line per event, encoded where they were
 * stored and forwarded unparsed. Signals that are no events (typing, presence) travel on the same topic as `S<json>`.
 */
export interface EventBatch {
  first: number;
  /** Whether some event changes who may read or do what, so that processes must look inside. */
  control: boolean;
  /** Whether some event takes back what an earlier one says, so that processes must look inside. */
  takesBack: boolean;
  /** The events, one per element, still encoded. */
  lines: Buffer[];
}

const TALK = /^(?:message|reaction|review|poll)\./;

export function encodeEvents(events: readonly Pick<DraftEvent, 'seq' | 'kind' | 'frame'>[]): Buffer {
  const control = events.some((event) => !TALK.test(event.kind));
  const takesBack = events.some((event) => TAKES_BACK.has(event.kind));
  return Buffer.from(
    `E${events[0]?.seq ?? 0} ${control ? 'c' : '-'} ${takesBack ? 't' : '-'}\n${events.map((e) => e.frame).join('\n')}`,
  );
}

export const encodeSignal = (signal: object): Buffer => Buffer.from(`S${JSON.stringify(signal)}`);

/** Reads what `encodeEvents` or `encodeSignal` wrote. */
export function decodeBatch(payload: Buffer): EventBatch | { signal: unknown } {
  if (payload[0] === 0x53) return { signal: JSON.parse(payload.toString('utf8', 1)) as unknown };
  const head = payload.indexOf(10);
  const [first = '0', control, takesBack] = payload.toString('latin1', 1, head).split(' ');
  const lines: Buffer[] = [];
  for (let start = head + 1; start < payload.length;) {
    let end = payload.indexOf(10, start);
    if (end < 0) end = payload.length;
    lines.push(payload.subarray(start, end));
    start = end + 1;
  }
  return { first: Number(first), control: control === 'c', takesBack: takesBack !== '-', lines };
}
