import { ABOUT, KINDS, retellingOf, takenBackBy, type SaidNow } from '../core/rooms/retelling.ts';
import type { EventFrame } from '../protocol/frames.ts';
import type { RoomDraft } from '../core/rooms/room-draft.ts';
import type { Queries } from './database.ts';

/** All of a frame up to its data. That is the last thing in a frame, and its key cannot stand so within a text. */
const HEAD = `left(e.frame, strpos(e.frame, ',"data":') + 7)`;

/**
 * Takes out of the stored events what the draft's new ones take back: of a message that was deleted everything, of one
 * that was edited all but its newest wording, and what a room was called before. Issued behind the new events, in their
 * transaction.
 */
export function retellTakenBack(tx: Queries, draft: RoomDraft): void {
  const messages = new Map<number, SaidNow>();
  for (const event of draft.events) {
    const taken = takenBackBy(event as Pick<EventFrame, 'kind' | 'data'>);
    // A name is taken out of a whole log, which is done by and by (`core/departures`).
    if (!taken || taken.of === 'a person') continue;
    if (taken.of === 'the room') {
      const { kind, words, personId } = taken;
      dropWords(tx, draft.room.id, { kind, words, personId, before: event.seq });
      continue;
    }
    const message = draft.messages.get(taken.seq);
    if (!message) throw new Error(`message ${taken.seq} was changed but is not in the draft`);
    messages.set(taken.seq, message);
  }
  retellMessages(tx, draft.room.id, messages);
}

/**
 * Lets the stored events of these messages say what stands now. What was asked for under their keys is forgotten too: a
 * digest would tell whoever guesses the words that they guessed right.
 * @param messages the messages as they are now, by number
 */
export function retellMessages(tx: Queries, roomId: string, messages: ReadonlyMap<number, SaidNow>): void {
  if (messages.size === 0) return;
  const brought: { seq: number; kind: string; data: string }[] = [];
  const emptied: { seq: number; kind: string; data: string }[] = [];
  const superseded: { seq: number; kind: string; data: string }[] = [];
  for (const [seq, message] of messages) {
    for (const kind of KINDS) {
      const retelling = retellingOf(kind);
      if (retelling === 'wordless') continue;
      if (retelling.of === 'its own message')
        brought.push({ seq, kind, data: JSON.stringify(retelling.says(message)) });
      if (retelling.of !== 'an earlier message') continue;
      if (message.deleted) emptied.push({ seq, kind, data: JSON.stringify(retelling.emptied(seq)) });
      else if (retelling.superseded)
        superseded.push({ seq, kind, data: JSON.stringify(retelling.superseded(seq)) });
    }
  }
  const write = (statement: string, rows: unknown[]): void => {
    if (rows.length > 0) void tx.query(statement, [roomId, JSON.stringify(rows)]);
  };
  const told = `set frame = ${HEAD} || w.data || '}', digest = ''`;
  const rows = 'from json_to_recordset($2::text::json) as w(seq bigint, kind text, data text)';
  write(
    `update room_events e ${told} ${rows} where e.room_id = $1 and e.seq = w.seq and e.kind = w.kind`,
    brought,
  );
  const itsEvents = 'e.room_id = $1 and e.about = w.seq and e.about <> 0 and e.kind = w.kind';
  write(`update room_events e ${told}, about = ${ABOUT.nothing} ${rows} where ${itsEvents}`, emptied);
  write(
    `update room_events e ${told}, about = ${ABOUT.nothing} ${rows} where ${itsEvents} and e.seq < (
       select max(n.seq) from room_events n
       where n.room_id = $1 and n.about = w.seq and n.about <> 0 and n.kind = w.kind)`,
    superseded,
  );
  const gone = [...messages].filter(([, { deleted }]) => deleted).map(([seq]) => ({ seq }));
  const deleted = 'json_to_recordset($2::text::json) as w(seq bigint)';
  for (const table of ['poll_votes', 'reactions'])
    write(`delete from ${table} v using ${deleted} where v.room_id = $1 and v.seq = w.seq`, gone);
  // A platform's reason may quote what it refused.
  write(
    `delete from failed_deliveries f using links l, ${deleted}
     where l.room_id = $1 and f.link_id = l.id and f.seq = w.seq`,
    gone,
  );
}

/** Takes words out of what events before a number say of a room, or of one person in it. */
function dropWords(
  tx: Queries,
  roomId: string,
  which: { kind: string; words: readonly string[]; personId: string | null; before: number },
): void {
  const data = `(e.frame::json->'data')::jsonb`;
  void tx.query(
    `update room_events e set frame = ${HEAD} || w.data::text || '}', digest = '',
       about = case when w.data ?| array(select json_array_elements_text($4::text::json)) then $7::bigint else 0 end
     from (
       select e.seq, ${data} - array(select json_array_elements_text($5::text::json)) as data from room_events e
       where e.room_id = $1 and e.about = $7::bigint and e.about <> 0 and e.kind = $2 and e.seq < $3
         and ($6::text is null or ${data}->'person'->>'id' = $6::text)) w
     where e.room_id = $1 and e.seq = w.seq`,
    [
      roomId,
      which.kind,
      which.before,
      JSON.stringify(allWordsOf(which.kind)),
      JSON.stringify(which.words),
      which.personId,
      ABOUT.room,
    ],
  );
}

function allWordsOf(kind: string): readonly string[] {
  const retelling = KINDS.filter((each) => each === kind).map(retellingOf)[0];
  return retelling !== undefined && retelling !== 'wordless' && retelling.of === 'the room'
    ? retelling.words
    : [];
}
