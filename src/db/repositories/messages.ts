import type {
  AttachmentView,
  MessageView,
  PlatformId,
  PollView,
  ReactionView,
  ReviewInRoom,
  Via,
} from '../../protocol/frames.ts';
import { EXCERPT_LENGTH, provisionalExcerpt } from '../../core/messages/excerpt.ts';
import type { HistoryPage, MessageRepository } from '../../core/messages/message-repository.ts';
import { LOOKED_THROUGH, type FoundMessages } from '../../core/messages/search-messages.ts';
import { int, moment, type Database, type Row } from '../database.ts';
import { shownPerson } from './shown-person.ts';

const VIEW = `select m.*, p.name, p.avatar, p.tag,
    q.seq as quote_seq, q.author_id as quote_author, coalesce(q.excerpt, left(q.text, ${EXCERPT_LENGTH + 1})) as quote_text, qp.name as quote_name, qp.tag as quote_tag,
    case when m.poll is not null then (select v.option from poll_votes v
       where v.room_id = m.room_id and v.seq = m.seq and v.person_id = $2::text::uuid) end as my_vote,
    (select json_agg(json_build_object('emoji', x.emoji, 'count', x.count, 'me', x.me) order by x.first)
       from (select emoji, count(*) as count, coalesce(bool_or(person_id = $2::text::uuid), false) as me, min(ctid) as first
             from reactions r where r.room_id = m.room_id and r.seq = m.seq group by emoji) x) as reactions,
    (select json_agg(json_build_object('platform', l.platform, 'state',
         case when f.seq is not null then 'failed' when c.copies > 0 then 'sent' else 'pending' end, 'detail', f.detail)
         order by l.platform)
       from links l left join failed_deliveries f on f.link_id = l.id and f.seq = m.seq,
         lateral (select count(*) as copies, coalesce(bool_or(origin), false) as origin
                  from copies where link_id = l.id and seq = m.seq) c
       where l.room_id = m.room_id and not c.origin
         -- What was said before the link was made is not on its way.
         and (f.seq is not null or c.copies > 0 or l.cursor < m.seq)) as deliveries
  from messages m join people p on p.id = m.author_id
  left join messages q on q.room_id = m.room_id and q.seq = m.reply_to and not q.deleted
  left join people qp on qp.id = q.author_id`;

export class SqlMessageRepository implements MessageRepository {
  constructor(private readonly database: Database) {}

  async page(
    roomId: string,
    before: number | null,
    limit: number,
    viewerId: string | null,
  ): Promise<HistoryPage> {
    // One statement, so that the messages are those of exactly this number.
    const rows = await this.database.query(
      `select r.seq as head, r.epoch, page.* from rooms r left join lateral (
         ${VIEW} where m.room_id = $1 and not m.deleted and ($3::bigint is null or m.seq < $3::bigint)
         order by m.seq desc limit $4) page on true
       where r.id = $1 order by page.seq`,
      [roomId, viewerId, before, limit],
    );
    const [first] = rows;
    return {
      messages: rows.filter((row) => row['seq'] !== null).map(toView),
      seq: int(first?.['head'] ?? 0),
      epoch: (first?.['epoch'] as string | undefined) ?? '',
    };
  }

  async find(
    roomId: string,
    words: readonly string[],
    before: number | null,
    limit: number,
    viewerId: string | null,
  ): Promise<FoundMessages> {
    const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
    const everyWord = patterns
      .map((_, at) => `(text ilike $${at + 5} or name ilike $${at + 5})`)
      .join(' and ');
    // Found first and drawn up afterwards: reactions and receipts are looked up for what is shown only.
    const [stretch] = await this.database.query(
      `with stretch as (
         select m.seq, m.text, p.name from messages m join people p on p.id = m.author_id
         where m.room_id = $1 and not m.deleted and ($2::bigint is null or m.seq < $2::bigint)
         order by m.seq desc limit $3)
       select count(*) as seen, min(seq) as oldest,
         (select json_agg(seq) from (
            select seq from stretch where ${everyWord} order by seq desc limit $4) found) as found
       from stretch`,
      [roomId, before, LOOKED_THROUGH, limit, ...patterns],
    );
    const found = ((stretch?.['found'] ?? []) as unknown[]).map(int);
    const views = await this.some(roomId, found, viewerId);
    const all = int(stretch?.['seen'] ?? 0) < LOOKED_THROUGH;
    const last = found.length === limit ? found.at(-1) : all ? undefined : int(stretch?.['oldest']);
    return { messages: found.flatMap((seq) => views.get(seq) ?? []), before: last ?? null };
  }

  async some(
    roomId: string,
    seqs: readonly number[],
    viewerId: string | null = null,
  ): Promise<Map<number, MessageView>> {
    if (seqs.length === 0) return new Map();
    const rows = await this.database.query(
      `${VIEW} where m.room_id = $1 and not m.deleted
       and m.seq = any($3::text::bigint[])`,
      // As an array, whose length the planner sees: of a list in JSON it guesses, and reads the whole room.
      [roomId, viewerId, `{${seqs.join(',')}}`],
    );
    return new Map(rows.map((row) => [int(row['seq']), toView(row)]));
  }
}

/** What a reply shows of another message: its excerpt or all of it, or for now the beginning of one that has none yet. */
const quoted = (text: string): string => (text.length <= EXCERPT_LENGTH ? text : provisionalExcerpt(text));

function toView(row: Row): MessageView {
  const view: MessageView = {
    seq: int(row['seq']),
    at: moment(row['at']).toISOString(),
    author: {
      ...shownPerson(row['author_id'], row),
      via: row['via'] as Via,
    },
    text: row['text'] as string,
  };
  if (row['review'] !== null) {
    const { version: _version, ...review } = row['review'] as ReviewInRoom & { version: number };
    view.review = review;
  }
  if (row['poll'] !== null) {
    view.poll = {
      ...(row['poll'] as PollView),
      ...(row['my_vote'] === null ? {} : { mine: int(row['my_vote']) }),
    };
  }
  if (row['reply_to'] !== null) view.replyTo = int(row['reply_to']);
  if (row['quote_seq'] !== null) {
    view.quote = {
      seq: int(row['quote_seq']),
      authorId: row['quote_author'] as string,
      name: row['quote_name'] as string,
      ...(row['quote_tag'] === null ? {} : { tag: row['quote_tag'] as string }),
      text: quoted(row['quote_text'] as string),
    };
  }
  const attachments = row['attachments'] as AttachmentView[] | null;
  if (attachments?.length) view.attachments = attachments;
  if (row['edited_at'] !== null) view.editedAt = moment(row['edited_at']).toISOString();
  if (row['reactions'] !== null) {
    view.reactions = (row['reactions'] as (ReactionView & { count: unknown })[]).map((r) => ({
      ...r,
      count: int(r.count),
    }));
  }
  if (row['deliveries'] !== null) {
    view.deliveries = (
      row['deliveries'] as { platform: PlatformId; state: 'sent'; detail: string | null }[]
    ).map(({ detail, ...delivery }) => (detail === null ? delivery : { ...delivery, detail }));
  }
  return view;
}
