import type { EventFrame } from '../../protocol/frames.ts';
import type { RoomLog } from '../rooms/room-log.ts';
import { isLine } from './compose-line.ts';
import type { Link } from './link.ts';
import type { LinkRepository } from './link-repository.ts';

const PAGE = 1_000;

/**
 * The messages after a link's cursor that its channel has yet to be given, in order: those that stand, and were not
 * written there.
 */
export async function missedMessages(
  { log, links }: { log: RoomLog; links: LinkRepository },
  link: Link,
): Promise<number[]> {
  const missed = new Set<number>();
  for (let after = link.cursor; ;) {
    const page = await log.read(link.roomId, after, PAGE);
    for (const { seq, kind, frame } of page) {
      after = seq;
      if (kind === 'message.deleted') {
        missed.delete(read<'message.deleted'>(frame)?.data.seq ?? 0);
      } else if (isLine(kind)) {
        const mayBeFromHere = read(frame)?.actor.via === link.platform;
        if (!mayBeFromHere || (await links.copiesOf(link.id, seq)).length === 0) missed.add(seq);
      }
    }
    if (page.length < PAGE) return [...missed];
  }
}

/** Null for what cannot be read: who delivers it finds out, and passes it. */
function read<K extends EventFrame['kind']>(frame: string): EventFrame<K> | null {
  try {
    return JSON.parse(frame) as EventFrame<K>;
  } catch {
    return null;
  }
}
