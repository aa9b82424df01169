import { needsOf } from '../core/rooms/apply-change.ts';
import type { Change } from '../core/rooms/change.ts';
import type { Room } from '../core/rooms/room.ts';
import { reactionKey, RoomDraft, voteKey, type MessageFacts } from '../core/rooms/room-draft.ts';
import { int, moment, type Queries, type Row } from './database.ts';

export interface KnownKey {
  seq: number;
  digest: string;
}

/**
 * Locks the rooms of these changes and reads what their rules need to know, in one round trip.
 * @returns the drafts by room id, without rooms that do not exist; and the keys that were used before, as `room/key`
 */
export async function loadDrafts(
  tx: Queries,
  changes: readonly Change[],
): Promise<{ drafts: Map<string, RoomDraft>; known: Map<string, KnownKey> }> {
  const people = new Set<string>();
  const messages = new Set<string>();
  const reactions = new Map<string, { room: string; seq: number; emoji: string; person: string }>();
  const counted = new Set<string>();
  const cards = new Set<string>();
  const pictures = new Set<string>();
  const votes = new Map<string, { room: string; seq: number; person: string }>();
  for (const change of changes) {
    const room = change.roomId;
    const needs = needsOf(change);
    for (const person of needs.people ?? []) people.add(`${room} ${person}`);
    for (const seq of needs.messages ?? []) messages.add(`${room} ${seq}`);
    for (const r of needs.reactions ?? []) {
      reactions.set(`${room} ${reactionKey(r.seq, r.emoji, r.personId)}`, {
        room,
        seq: r.seq,
        emoji: r.emoji,
        person: r.personId,
      });
    }
    if (needs.memberCount) counted.add(room);
    for (const { seq, personId } of needs.votes ?? []) {
      votes.set(`${room} ${voteKey(seq, personId)}`, { room, seq, person: personId });
    }
    for (const review of needs.cards ?? []) cards.add(`${room} ${review}`);
    for (const picture of needs.pictures ?? []) pictures.add(`${room} ${picture}`);
  }
  const pairs = (set: Set<string>, name: string): string =>
    JSON.stringify([...set].map((pair) => ({ room: pair.slice(0, 36), [name]: pair.slice(37) })));

  const roomsQuery = tx.query(
    `select id, slug, title, topic, movie_id, visibility, password_hash, capacity, owner_id, seq, epoch from rooms
     where id in (select value::uuid from json_array_elements_text($1::text::json)) order by id for update`,
    [JSON.stringify([...new Set(changes.map((change) => change.roomId))])],
  );
  const keysQuery = tx.query(
    `select e.room_id, e.key, e.seq, e.digest from json_to_recordset($1::text::json) as w(room uuid, key text)
     join room_events e on e.room_id = w.room and e.key = w.key`,
    [JSON.stringify(changes.map((change) => ({ room: change.roomId, key: change.key })))],
  );
  const peopleQuery =
    people.size === 0
      ? []
      : tx.query(
          `select w.room, w.person, m.role, b.person_id is not null as banned, p.left_at is not null as departed
           from json_to_recordset($1::text::json) as w(room uuid, person uuid)
           left join members m on m.room_id = w.room and m.person_id = w.person
           left join bans b on b.room_id = w.room and b.person_id = w.person
           left join people p on p.id = w.person`,
          [pairs(people, 'person')],
        );
  const messagesQuery =
    messages.size === 0
      ? []
      : tx.query(
          `select m.* from json_to_recordset($1::text::json) as w(room uuid, seq bigint)
           join messages m on m.room_id = w.room and m.seq = w.seq`,
          [pairs(messages, 'seq')],
        );
  const reactionsQuery =
    reactions.size === 0
      ? []
      : tx.query(
          `select r.* from json_to_recordset($1::text::json) as w(room uuid, seq bigint, emoji text, person uuid)
           join reactions r on r.room_id = w.room and r.seq = w.seq and r.emoji = w.emoji and r.person_id = w.person`,
          [JSON.stringify([...reactions.values()])],
        );
  // Counted only where it can matter: in rooms that have a limit.
  const countsQuery =
    counted.size === 0
      ? []
      : tx.query(
          `select r.id as room_id, (select count(*) from members m where m.room_id = r.id) as members from rooms r
           where r.id in (select value::uuid from json_array_elements_text($1::text::json)) and r.capacity is not null`,
          [JSON.stringify([...counted])],
        );
  const cardsQuery =
    cards.size === 0
      ? []
      : tx.query(
          `select c.review_id, m.* from json_to_recordset($1::text::json) as w(room uuid, review uuid)
           join review_cards c on c.review_id = w.review and c.room_id = w.room
           join messages m on m.room_id = c.room_id and m.seq = c.seq`,
          [pairs(cards, 'review')],
        );
  const votesQuery =
    votes.size === 0
      ? []
      : tx.query(
          `select v.* from json_to_recordset($1::text::json) as w(room uuid, seq bigint, person uuid)
           join poll_votes v on v.room_id = w.room and v.seq = w.seq and v.person_id = w.person`,
          [JSON.stringify([...votes.values()])],
        );
  const picturesQuery =
    pictures.size === 0
      ? []
      : tx.query(
          `select p.id, p.room_id, p.person_id, p.seq from json_to_recordset($1::text::json) as w(room uuid, picture text)
           join pictures p on p.id = w.picture and p.room_id = w.room for update of p`,
          [pairs(pictures, 'picture')],
        );
  const [
    roomRows,
    keyRows,
    peopleRows,
    messageRows,
    reactionRows,
    countRows,
    cardRows,
    voteRows,
    pictureRows,
  ] = await Promise.all([
    roomsQuery,
    keysQuery,
    peopleQuery,
    messagesQuery,
    reactionsQuery,
    countsQuery,
    cardsQuery,
    votesQuery,
    picturesQuery,
  ]);

  const drafts = new Map(roomRows.map((row) => [row['id'] as string, new RoomDraft(toRoom(row))]));
  const known = new Map(
    keyRows.map((row) => [
      `${row['room_id'] as string}/${row['key'] as string}`,
      { seq: int(row['seq']), digest: row['digest'] as string },
    ]),
  );
  for (const row of peopleRows) {
    const draft = drafts.get(row['room'] as string);
    const person = row['person'] as string;
    draft?.roles.set(person, (row['role'] as 'moderator' | 'member' | null) ?? null);
    if (row['banned'] === true) draft?.banned.add(person);
    if (row['departed'] === true) draft?.departed.add(person);
  }
  for (const row of messageRows) {
    drafts.get(row['room_id'] as string)?.messages.set(int(row['seq']), toMessageFacts(row));
  }
  for (const row of reactionRows) {
    const fact = {
      seq: int(row['seq']),
      emoji: row['emoji'] as string,
      personId: row['person_id'] as string,
      via: row['via'] as MessageFacts['via'],
      linkId: row['link_id'] as string | null,
      present: true,
    };
    drafts
      .get(row['room_id'] as string)
      ?.reactions.set(reactionKey(fact.seq, fact.emoji, fact.personId), fact);
  }
  for (const row of cardRows) {
    const draft = drafts.get(row['room_id'] as string);
    draft?.cards.set(row['review_id'] as string, int(row['seq']));
    draft?.messages.set(int(row['seq']), toMessageFacts(row));
  }
  for (const row of voteRows) {
    const vote = { seq: int(row['seq']), personId: row['person_id'] as string, option: int(row['option']) };
    drafts.get(row['room_id'] as string)?.votes.set(voteKey(vote.seq, vote.personId), vote);
  }
  for (const row of pictureRows) {
    drafts.get(row['room_id'] as string)?.pictures.set(row['id'] as string, {
      personId: row['person_id'] as string,
      seq: row['seq'] === null ? null : int(row['seq']),
    });
  }
  for (const row of countRows) {
    const draft = drafts.get(row['room_id'] as string);
    if (draft) draft.memberCount = int(row['members']);
  }
  return { drafts, known };
}

/** A row of `rooms` as the rules see it. */
export function toRoom(row: Row): Room {
  return {
    id: row['id'] as string,
    slug: row['slug'] as string,
    title: row['title'] as string,
    topic: row['topic'] as string,
    movieId: row['movie_id'] as string | null,
    visibility: row['visibility'] as Room['visibility'],
    passwordHash: row['password_hash'] as string | null,
    capacity: row['capacity'] as number | null,
    ownerId: row['owner_id'] as string,
    seq: int(row['seq']),
    epoch: row['epoch'] as string,
  };
}

/** A row of `messages` as the rules see it. */
export function toMessageFacts(row: Row): MessageFacts {
  return {
    seq: int(row['seq']),
    authorId: row['author_id'] as string,
    via: row['via'] as MessageFacts['via'],
    text: row['text'] as string,
    review: row['review'] as Exclude<MessageFacts['review'], undefined>,
    poll: row['poll'] as Exclude<MessageFacts['poll'], undefined>,
    replyTo: row['reply_to'] === null ? null : int(row['reply_to']),
    attachments: row['attachments'] as MessageFacts['attachments'],
    at: moment(row['at']),
    editedAt: row['edited_at'] === null ? null : moment(row['edited_at']),
    deleted: row['deleted'] as boolean,
  };
}
