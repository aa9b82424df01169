import { excerptOf } from '../core/messages/excerpt.ts';
import { int, type Database } from './database.ts';

/** Few at a time: each is read for its marks. */
const PAGE = 20;

/**
 * Gives the next page of long lines their excerpts that have none: those from before there were any.
 * @returns how many; 0 when there are none
 */
export async function fillExcerpts(database: Database): Promise<number> {
  const page = await database.query<{ room: string; seq: unknown; text: string }>(
    `select room_id as room, seq, text from messages
     where excerpt is null and char_length(text) > 200 and not deleted order by room_id, seq limit $1`,
    [PAGE],
  );
  const made = page.map(({ room, seq, text }) => ({ room, seq: int(seq), text, excerpt: excerptOf(text) }));
  // Whoever changed a line meanwhile gave it an excerpt of its new text.
  if (made.length > 0) {
    await database.query(
      `update messages m set excerpt = w.excerpt
       from json_to_recordset($1::text::json) as w(room uuid, seq bigint, text text, excerpt text)
       where m.room_id = w.room and m.seq = w.seq and m.text = w.text and m.excerpt is null`,
      [JSON.stringify(made)],
    );
  }
  return page.length;
}
