import { ABOUT, aboutOf, retellingOf, TAKES_BACK, withoutWords } from '../core/rooms/retelling.ts';
import type { EventFrame, EventKind } from '../protocol/frames.ts';
import { int, type Database, type Row } from './database.ts';
import { toMessageFacts } from './load-drafts.ts';
import { retellMessages } from './retell-events.ts';

/** Events looked through in one go: so long a room is held at most. */
const PAGE = 200;

/** Has an index of its own, so that finding nothing costs nothing. */
const UNREAD = `about is null and kind in
  ('message.edited', 'message.deleted', 'poll.voted', 'poll.closed', 'room.changed', 'member.banned')`;

/**
 * Takes out of the next page of events what was taken back of them before the log forgot such things, or by a process of
 * an earlier version.
 * @returns how many; 0 when there are none
 */
export async function retellOlder(database: Database): Promise<number> {
  const page = await database.query(
    `select room_id, seq, kind, frame from room_events where ${UNREAD} order by room_id, seq limit $1`,
    [PAGE],
  );
  for (const roomId of new Set(page.map((row) => row['room_id'] as string))) {
    await retellRoom(
      database,
      roomId,
      page.filter((row) => row['room_id'] === roomId),
    );
  }
  return page.length;
}

async function retellRoom(database: Database, roomId: string, rows: readonly Row[]): Promise<void> {
  await database.transaction(async (tx) => {
    const [room] = await tx.query('select title, topic from rooms where id = $1 for update', [roomId]);
    const changed = new Set<number>();
    const marks: { seq: number; about: number; frame: string }[] = [];
    const standing = await tx.query('select person_id from bans where room_id = $1', [roomId]);
    const banned = new Set(standing.map((row) => row['person_id'] as string));
    for (const row of rows) {
      const kind = row['kind'] as EventKind;
      const frame = row['frame'] as string;
      const event = JSON.parse(frame) as EventFrame;
      const retelling = retellingOf(kind);
      let data = event.data as Record<string, unknown>;
      if (retelling !== 'wordless' && retelling.of === 'the room') {
        const stale = retelling.words.filter((word) =>
          event.kind === 'member.banned' ? !banned.has(event.data.person.id) : data[word] !== room?.[word],
        );
        data = withoutWords(data, stale);
      } else if (TAKES_BACK.has(kind) || kind.startsWith('poll.')) changed.add((data as { seq: number }).seq);
      const about = aboutOf(kind, data as never) ?? ABOUT.nothing;
      const same = data === (event.data as object);
      marks.push({ seq: int(row['seq']), about, frame: same ? frame : JSON.stringify({ ...event, data }) });
    }
    void tx.query(
      `update room_events e set about = w.about, frame = w.frame
       from json_to_recordset($2::text::json) as w(seq bigint, about bigint, frame text)
       where e.room_id = $1 and e.seq = w.seq and e.about is null`,
      [roomId, JSON.stringify(marks)],
    );
    const facts = await tx.query(
      `select m.* from json_array_elements_text($2::text::json) as w join messages m on m.room_id = $1 and m.seq = w.value::bigint
       where m.deleted or m.edited_at is not null`,
      [roomId, JSON.stringify([...changed])],
    );
    retellMessages(tx, roomId, new Map(facts.map((row) => [int(row['seq']), toMessageFacts(row)])));
  });
}
