import type {
  Departure,
  DepartureRepository,
  Heir,
  LinesOfLeaver,
  Stretch,
} from '../../core/departures/departure-repository.ts';
import { departed, forgetPerson, LEFT_NAME } from '../../core/departures/forget-person.ts';
import { forgetMentions } from '../../core/markup/forget-mentions.ts';
import { excerptOf } from '../../core/messages/excerpt.ts';
import type { EventFrame, PollView } from '../../protocol/frames.ts';
import { int, type Database, type Queries, type Row } from '../database.ts';
import { AT_LENGTH } from '../limits.ts';
import { shownPerson } from './shown-person.ts';

/** Events looked at in one go. */
const STRETCH = 1_000;

export class SqlDepartureRepository implements DepartureRepository {
  constructor(private readonly database: Database) {}

  begin(personId: string, lines: LinesOfLeaver): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const gone = await tx.query(
        `update people set left_at = now(), name = $2, skeleton_of = $2, skeleton = null, tag = null, avatar = null,
           locale = null where id = $1 and left_at is null returning id`,
        [personId, LEFT_NAME],
      );
      if (gone.length === 0) return false;
      void tx.query(
        `insert into departures (person_id, lines, home)
         select $1, $2, coalesce((select jsonb_agg(room_id) from members where person_id = $1), '[]')`,
        [personId, lines],
      );
      forgetOwn(tx, personId);
      return true;
    });
  }

  async lately(withinMs: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from people where left_at > now() - $1::bigint * interval '1 millisecond'`,
      [Math.ceil(withinMs)],
    );
    return rows.map(({ id }) => id);
  }

  async due(): Promise<Departure | null> {
    const [row] = await this.database.query(
      'select * from departures where due <= now() order by due limit 1',
    );
    if (!row) return null;
    return {
      personId: row['person_id'] as string,
      lines: row['lines'] as LinesOfLeaver,
      home: row['home'] as string[],
      roomId: row['room_id'] as string | null,
      seq: int(row['seq']),
      round: int(row['round']),
    };
  }

  async roomsOf(personId: string): Promise<{ roomId: string; owns: boolean }[]> {
    const rows = await this.database.query(
      `select m.room_id, r.owner_id = $1::uuid as owns from members m join rooms r on r.id = m.room_id
       where m.person_id = $1::uuid
       union select b.room_id, false from bans b where b.person_id = $1::uuid`,
      [personId],
    );
    return rows.map((row) => ({ roomId: row['room_id'] as string, owns: row['owns'] === true }));
  }

  async heirOf(roomId: string, personId: string): Promise<Heir | null> {
    const [row] = await this.database.query(
      `select * from (
         (select p.*, true as seated from members m join people p on p.id = m.person_id
          where m.room_id = $1 and m.person_id <> $2 and p.left_at is null
          order by m.role = 'moderator' desc, m.joined_at, p.id limit 1)
         union all
         (select p.*, false as seated from links l join people p on p.id = l.made_by
          where l.room_id = $1 and l.made_by <> $2 and p.left_at is null
            and not exists (select 1 from bans b where b.room_id = $1 and b.person_id = p.id)
          order by l.created_at limit 1)) heirs
       order by seated desc limit 1`,
      [roomId, personId],
    );
    if (!row) return null;
    const person = shownPerson(row['id'], row);
    return row['seated'] === true ? { person } : { person, bySeatOfLink: true };
  }

  async roomAfter(roomId: string | null): Promise<string | null> {
    const [row] = await this.database.query<{ id: string }>(
      'select id from rooms where $1::text is null or id > $1::uuid order by id limit 1',
      [roomId],
    );
    return row?.id ?? null;
  }

  async stretch(roomId: string, after: number, personId: string): Promise<Stretch> {
    const { id, name } = departed(personId);
    // A name is found by what is left of an event without those places in which it is said as of nobody.
    const [row] = await this.database.query(
      `with looked as (
         select seq, frame from room_events where room_id = $1 and seq > $2 order by seq limit ${STRETCH})
       select count(*) as looked, max(seq) as up_to, json_agg(seq) filter (where position($3 in frame) > 0
         and position($3 in replace(replace(frame, $4, ''), $5, '')) > 0) as naming from looked`,
      [roomId, after, personId, JSON.stringify({ id, name }).slice(1, -1), `<@${personId}|${LEFT_NAME}>`],
    );
    if (row?.['up_to'] == null) return { upTo: null, naming: [], lines: [], reactions: [], votes: [] };
    const upTo = int(row['up_to']);
    const theirs = (columns: string, table: string, who: string): Promise<Row[]> =>
      this.database.query(
        `select ${columns} from ${table} t where t.room_id = $1 and t.seq > $2 and t.seq <= $3 and ${who}`,
        [roomId, after, upTo, personId],
      );
    const [lines, reactions, votes] = await Promise.all([
      theirs('seq', 'messages', 't.author_id = $4::uuid and not t.deleted'),
      theirs('seq, emoji', 'reactions', 't.person_id = $4::uuid'),
      theirs('seq', 'poll_votes', 't.person_id = $4::uuid'),
    ]);
    return {
      upTo: int(row['looked']) < STRETCH ? null : upTo,
      naming: ((row?.['naming'] ?? []) as unknown[]).map(int),
      lines: lines.map((each) => int(each['seq'])),
      reactions: reactions.map((each) => ({ seq: int(each['seq']), emoji: each['emoji'] as string })),
      votes: votes.map((each) => int(each['seq'])),
    };
  }

  forget(roomId: string, seqs: readonly number[], personId: string): Promise<number | null> {
    return this.database.transaction(async (tx) => {
      // As everybody who writes into a room: nobody else retells the same events meanwhile.
      await tx.query('select 1 from rooms where id = $1 for update', [roomId]);
      const asked = JSON.stringify(seqs);
      const wanted = 'in (select value::bigint from json_array_elements_text($2::text::json))';
      const [events, messages, [told]] = await Promise.all([
        tx.query(`select seq, frame from room_events where room_id = $1 and seq ${wanted}`, [roomId, asked]),
        tx.query(
          `select seq, text, poll from messages where room_id = $1 and seq ${wanted}
             and (position($3 in text) > 0 or position($3 in poll::text) > 0)`,
          [roomId, asked, `<@${personId}|`],
        ),
        tx.query(
          `select max(seq) as seq from room_events where room_id = $1 and kind = 'member.left'
             and actor_id = $2::uuid and position('"left":true' in frame) > 0`,
          [roomId, personId],
        ),
      ]);
      const retold = events.flatMap((row) => {
        const event = forgetPerson(JSON.parse(row['frame'] as string) as EventFrame, personId);
        return event ? [{ seq: int(row['seq']), frame: JSON.stringify(event) }] : [];
      });
      // A digest would tell whoever guesses a name that they guessed right.
      void tx.query(
        `update room_events e set frame = w.frame, digest = '' from json_to_recordset($2::text::json) as w(seq bigint, frame text)
         where e.room_id = $1 and e.seq = w.seq`,
        [roomId, JSON.stringify(retold)],
      );
      forgetInMessages(tx, roomId, messages, personId);
      const since = int(told?.['seq'] ?? 0);
      const late = retold.filter(({ seq }) => seq > since).map(({ seq }) => seq);
      return late.length === 0 ? null : Math.max(...late);
    });
  }

  forgetOwn(personId: string): Promise<void> {
    return this.database.transaction((tx) => {
      forgetOwn(tx, personId);
      return Promise.resolve();
    });
  }

  async forgetInReviews(personId: string): Promise<void> {
    const begins = `<@${personId}|`;
    for (const table of ['reviews', 'review_comments']) {
      await this.database.query(
        `update ${table} set text = regexp_replace(text, $2, $3, 'g') where position($1 in text) > 0`,
        [begins, `<@${personId}\\|[^<>]*>`, `<@${personId}|${LEFT_NAME}>`],
        AT_LENGTH,
      );
    }
  }

  async reviewsOf(personId: string): Promise<{ id: string; movieId: string }[]> {
    const rows = await this.database.query('select id, movie_id from reviews where person_id = $1', [
      personId,
    ]);
    return rows.map((row) => ({ id: row['id'] as string, movieId: row['movie_id'] as string }));
  }

  commentsOf(personId: string, limit: number): Promise<string[]> {
    return this.#ids(
      'select id from review_comments where person_id = $1 and not deleted limit $2',
      personId,
      limit,
    );
  }

  likesOf(personId: string, limit: number): Promise<string[]> {
    return this.#ids(
      'select review_id as id from review_likes where person_id = $1 limit $2',
      personId,
      limit,
    );
  }

  async note(personId: string, roomId: string, seq: number): Promise<void> {
    await this.database.query('update departures set room_id = $2, seq = $3 where person_id = $1', [
      personId,
      roomId,
      seq,
    ]);
  }

  async roundDone(personId: string, nextMs: number | null): Promise<void> {
    if (nextMs === null) {
      await this.database.query('delete from departures where person_id = $1', [personId]);
      return;
    }
    await this.database.query(
      `update departures set round = round + 1, room_id = null, seq = 0,
         due = now() + $2::bigint * interval '1 millisecond' where person_id = $1`,
      [personId, nextMs],
    );
  }

  async later(personId: string, ms: number): Promise<void> {
    await this.database.query(
      `update departures set due = now() + $2::bigint * interval '1 millisecond' where person_id = $1`,
      [personId, ms],
    );
  }

  async #ids(statement: string, personId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(statement, [personId, limit]);
    return rows.map(({ id }) => id);
  }
}

/** What is nobody's but theirs. Issued, not awaited: the transaction waits for it. */
function forgetOwn(tx: Queries, personId: string): void {
  for (const table of ['identities', 'watchlist', 'dismissals', 'follows']) {
    void tx.query(`delete from ${table} where person_id = $1`, [personId]);
  }
  void tx.query('delete from follows where followed_id = $1', [personId]);
  void tx.query('delete from invites where made_by = $1', [personId]);
  // Uploads that nobody has said.
  void tx.query('delete from pictures where seq is null and person_id = $1', [personId]);
}

/** Issued, not awaited: the transaction waits for it. */
function forgetInMessages(tx: Queries, roomId: string, rows: readonly Row[], personId: string): void {
  const texts = rows.map((row) => {
    const text = forgetMentions(row['text'] as string, personId, LEFT_NAME);
    const poll = row['poll'] as Omit<PollView, 'mine'> | null;
    const options = poll?.options.map((option) => ({
      ...option,
      text: forgetMentions(option.text, personId, LEFT_NAME),
    }));
    return { seq: int(row['seq']), text, excerpt: excerptOf(text), options: options ?? null };
  });
  if (texts.length === 0) return;
  void tx.query(
    `update messages m set text = w.text, excerpt = w.excerpt,
       poll = case when w.options is null then m.poll else jsonb_set(m.poll, '{options}', w.options) end
     from json_to_recordset($2::text::json) as w(seq bigint, text text, excerpt text, options jsonb)
     where m.room_id = $1 and m.seq = w.seq`,
    [roomId, JSON.stringify(texts)],
  );
}
