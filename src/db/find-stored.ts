import type { EventKind } from '../protocol/frames.ts';
import type { Change } from '../core/rooms/change.ts';
import { int, type Queries } from './database.ts';

export interface StoredChange {
  roomId: string;
  seq: number;
  digest: string;
  kind: EventKind;
  frame: string;
}

/**
 * Asks the log by their keys which of these changes stand in it.
 * @returns those that do, by `room/key`
 */
export async function findStored(
  database: Queries,
  changes: readonly Change[],
): Promise<Map<string, StoredChange>> {
  const rows = await database.query(
    `select e.room_id, e.key, e.seq, e.digest, e.kind, e.frame
     from json_to_recordset($1::text::json) as w(room uuid, key text)
     join room_events e on e.room_id = w.room and e.key = w.key order by e.room_id, e.seq`,
    [JSON.stringify(changes.map((change) => ({ room: change.roomId, key: change.key })))],
  );
  return new Map(
    rows.map((row) => [
      `${row['room_id'] as string}/${row['key'] as string}`,
      {
        roomId: row['room_id'] as string,
        seq: int(row['seq']),
        digest: row['digest'] as string,
        kind: row['kind'] as EventKind,
        frame: row['frame'] as string,
      },
    ]),
  );
}
