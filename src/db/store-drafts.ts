import { excerptOf } from '../core/messages/excerpt.ts';
import type { RoomDraft } from '../core/rooms/room-draft.ts';
import type { Queries } from './database.ts';
import { retellTakenBack } from './retell-events.ts';

/**
 * Writes what the drafts gathered: events, and the state that follows from them. The statements are issued, not awaited:
 * the transaction that owns `tx` waits for them, so that they travel together with its commit.
 */
export function storeDrafts(tx: Queries, drafts: ReadonlyMap<string, RoomDraft>): void {
  const changed = [...drafts.values()].filter((draft) => draft.events.length > 0);
  if (changed.length === 0) return;
  const each = <T>(rows: (draft: RoomDraft, room: string) => Iterable<T>): T[] =>
    changed.flatMap((draft) => [...rows(draft, draft.room.id)]);
  const write = (statement: string, rows: unknown[]): void => {
    if (rows.length > 0) void tx.query(statement, [JSON.stringify(rows)]);
  };

  write(
    `update rooms r set seq = w.seq from json_to_recordset($1::text::json) as w(id uuid, seq bigint) where r.id = w.id`,
    changed.map((draft) => ({ id: draft.room.id, seq: draft.room.seq })),
  );
  write(
    `insert into room_events (room_id, seq, key, digest, kind, actor_id, at, frame, about)
     select room, seq, key, digest, kind, actor, at, frame, about from json_to_recordset($1::text::json)
     as w(room uuid, seq bigint, key text, digest text, kind text, actor uuid, at timestamptz, frame text, about bigint)`,
    each((draft, room) =>
      draft.events.map(({ data: _data, actorId: actor, at, ...event }) => ({
        ...event,
        room,
        actor,
        at: at.toISOString(),
      })),
    ),
  );
  write(
    `insert into messages (room_id, seq, author_id, via, text, excerpt, review, poll, reply_to, attachments, at, edited_at, deleted)
     select room, seq, author, via, text, excerpt, review, poll, reply, attachments, at, edited, deleted from json_to_recordset($1::text::json)
     as w(room uuid, seq bigint, author uuid, via text, text text, excerpt text, review jsonb, poll jsonb, reply bigint, attachments jsonb,
          at timestamptz, edited timestamptz, deleted boolean)
     on conflict (room_id, seq) do update set text = excluded.text, excerpt = excluded.excerpt, review = excluded.review,
       poll = excluded.poll, attachments = excluded.attachments, edited_at = excluded.edited_at, deleted = excluded.deleted`,
    each((draft, room) =>
      [...draft.touched.messages].map((seq) => {
        const message = draft.messages.get(seq);
        if (!message) throw new Error(`message ${seq} was touched but is not in the draft`);
        return {
          room,
          seq,
          author: message.authorId,
          via: message.via,
          text: message.text,
          excerpt: excerptOf(message.text),
          review: message.review ?? null,
          poll: message.poll ?? null,
          reply: message.replyTo,
          attachments: message.attachments,
          at: message.at.toISOString(),
          edited: message.editedAt?.toISOString() ?? null,
          deleted: message.deleted,
        };
      }),
    ),
  );
  const cards = each((draft, room) =>
    [...draft.touched.cards].map((review) => ({ room, review, seq: draft.cards.get(review) ?? null })),
  );
  write(
    `insert into review_cards (review_id, room_id, seq)
     select review, room, seq from json_to_recordset($1::text::json) as w(review uuid, room uuid, seq bigint)
     on conflict (review_id, room_id) do update set seq = excluded.seq`,
    cards.filter((card) => card.seq !== null),
  );
  write(
    `delete from review_cards c using json_to_recordset($1::text::json) as w(review uuid, room uuid)
     where c.review_id = w.review and c.room_id = w.room`,
    cards.filter((card) => card.seq === null),
  );
  const reactions = each((draft, room) =>
    [...draft.touched.reactions].flatMap((key) => {
      const reaction = draft.reactions.get(key);
      return reaction ? [{ ...reaction, room, person: reaction.personId, link: reaction.linkId }] : [];
    }),
  );
  write(
    `insert into reactions (room_id, seq, emoji, person_id, via, link_id)
     select room, seq, emoji, person, via, link from json_to_recordset($1::text::json)
     as w(room uuid, seq bigint, emoji text, person uuid, via text, link uuid) on conflict do nothing`,
    reactions.filter((reaction) => reaction.present),
  );
  write(
    `delete from reactions r using json_to_recordset($1::text::json) as w(room uuid, seq bigint, emoji text, person uuid)
     where r.room_id = w.room and r.seq = w.seq and r.emoji = w.emoji and r.person_id = w.person`,
    reactions.filter((reaction) => !reaction.present),
  );
  const votes = each((draft, room) =>
    [...draft.touched.votes].flatMap((key) => {
      const vote = draft.votes.get(key);
      return vote ? [{ room, seq: vote.seq, person: vote.personId, option: vote.option }] : [];
    }),
  );
  write(
    `insert into poll_votes (room_id, seq, person_id, option)
     select room, seq, person, option from json_to_recordset($1::text::json)
     as w(room uuid, seq bigint, person uuid, option smallint)
     on conflict (room_id, seq, person_id) do update set option = excluded.option`,
    votes.filter((vote) => vote.option !== null),
  );
  write(
    `delete from poll_votes v using json_to_recordset($1::text::json) as w(room uuid, seq bigint, person uuid)
     where v.room_id = w.room and v.seq = w.seq and v.person_id = w.person`,
    votes.filter((vote) => vote.option === null),
  );
  const members = each((draft, room) =>
    [...draft.touched.members].map((person) => ({ room, person, role: draft.roles.get(person) ?? null })),
  );
  write(
    `insert into members (room_id, person_id, role)
     select room, person, role from json_to_recordset($1::text::json) as w(room uuid, person uuid, role text)
     on conflict (room_id, person_id) do update set role = excluded.role`,
    members.filter((member) => member.role !== null),
  );
  write(
    `delete from members m using json_to_recordset($1::text::json) as w(room uuid, person uuid)
     where m.room_id = w.room and m.person_id = w.person`,
    members.filter((member) => member.role === null),
  );
  const bans = each((draft, room) =>
    [...draft.touched.bans].map(([person, ban]) => ({
      room,
      person,
      ...ban,
      stands: draft.banned.has(person),
    })),
  );
  write(
    `insert into bans (room_id, person_id, reason, made_by)
     select room, person, reason, by from json_to_recordset($1::text::json) as w(room uuid, person uuid, reason text, by uuid)
     on conflict do nothing`,
    bans.filter((ban) => ban.stands),
  );
  write(
    `delete from bans b using json_to_recordset($1::text::json) as w(room uuid, person uuid)
     where b.room_id = w.room and b.person_id = w.person`,
    bans.filter((ban) => !ban.stands),
  );
  write(
    `update rooms r set title = w.title, topic = w.topic, movie_id = w.movie, visibility = w.visibility,
       password_hash = w.password, capacity = w.capacity, owner_id = w.owner
     from json_to_recordset($1::text::json) as w(id uuid, title text, topic text, movie text, visibility text,
       password text, capacity integer, owner uuid) where r.id = w.id`,
    changed
      .filter((draft) => draft.touched.room)
      .map(({ room }) => ({
        id: room.id,
        title: room.title,
        topic: room.topic,
        movie: room.movieId,
        visibility: room.visibility,
        password: room.passwordHash,
        capacity: room.capacity,
        owner: room.ownerId,
      })),
  );
  write(
    `delete from links l using json_to_recordset($1::text::json) as w(id uuid) where l.id = w.id`,
    each((draft) => draft.touched.linksRemoved.map((id) => ({ id }))),
  );
  write(
    `insert into links (id, room_id, platform, tenant_id, channel_id, channel_name, cursor, decorated, refreshed, mended,
       made_by, moderation)
     select id, room, platform, tenant, channel, name, cursor, cursor, cursor, cursor, maker, moderation from json_to_recordset($1::text::json)
     as w(id uuid, room uuid, platform text, tenant text, channel text, name text, cursor bigint, maker uuid,
       moderation text)`,
    each((draft, room) =>
      draft.touched.links.map(({ link, madeBy, cursor }) => ({
        id: link.id,
        room,
        platform: link.platform,
        tenant: link.tenantId,
        channel: link.channelId,
        name: link.channelName,
        cursor,
        maker: madeBy,
        moderation: link.moderation ?? 'room',
      })),
    ),
  );
  write(
    `update links l set state = w.state, reason = w.reason
     from json_to_recordset($1::text::json) as w(id uuid, state text, reason text) where l.id = w.id`,
    each((draft) => [...draft.touched.linkStates].map(([id, state]) => ({ id, ...state }))),
  );
  write(
    `insert into copies (link_id, seq, part, remote_id, origin)
     select w.link, w.seq, 0, w.remote, true from json_to_recordset($1::text::json)
     as w(link uuid, seq bigint, remote text) join links l on l.id = w.link on conflict do nothing`,
    each((draft) =>
      draft.touched.copies.map((copy) => ({ link: copy.linkId, seq: copy.seq, remote: copy.remoteId })),
    ),
  );
  for (const draft of changed) retellTakenBack(tx, draft);
}
