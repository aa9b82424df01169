import type { Change } from '../core/rooms/change.ts';
import type { Actor } from '../core/rooms/room.ts';
import { int, type Database } from './database.ts';

/** A change that says something, and nothing out of the ordinary. */
export type Post = Change & { action: Extract<Change['action'], { kind: 'post' }> };

/** Whether a change may take the short way: a post on the web. Whether it can, the statement finds out. */
export function isPost(change: Change): change is Post {
  return change.action.kind === 'post' && change.origin === undefined && change.actor.via === 'web';
}

export interface AppendedPost {
  seq: number;
  frame: string;
}

const LOCK = `select 1 from rooms where id in (select value::uuid from json_array_elements_text($1::text::json))
  order by id for update`;

/**
 * Takes the posts whose author is a member and not banned, whose key is new, and whose parent stands, and leaves the
 * others alone: what to say of those is for the rules in `core`. It runs after the lock, so it sees what every earlier
 * holder of the lock committed.
 */
const APPEND = `with asked as (
    select * from json_to_recordset($1::text::json) as a(ord integer, room uuid, key text, digest text, person uuid,
      text text, reply bigint, attachments jsonb, at timestamptz, tail text)
  ), good as (
    select a.*, r.slug, r.seq + row_number() over (partition by a.room order by a.ord) as seq
    from asked a join rooms r on r.id = a.room
    join members m on m.room_id = a.room and m.person_id = a.person
    where not exists (select 1 from bans b where b.room_id = a.room and b.person_id = a.person)
      and not exists (select 1 from room_events e where e.room_id = a.room and e.key = a.key)
      and (a.reply is null or exists (
        select 1 from messages p where p.room_id = a.room and p.seq = a.reply and not p.deleted))
  ), moved as (
    update rooms r set seq = r.seq + g.n from (select room, count(*) as n from good group by room) g where r.id = g.room
  ), logged as (
    insert into room_events (room_id, seq, key, digest, kind, actor_id, at, frame)
    select room, seq, key, digest, 'message.posted', person, at,
      '{"op":"event","room":' || to_json(slug) || ',"seq":' || seq || tail from good
  ), said as (
    insert into messages (room_id, seq, author_id, via, text, reply_to, attachments, at, deleted)
    select room, seq, person, 'web', text, reply, attachments, at, false from good
  )
  select ord, seq, slug from good order by ord`;

/**
 * Stores posts in one round trip: lock, check, number, write and commit travel together. This is the way nearly every
 * change takes; it is what makes a durable room faster than a careless one.
 * @returns what was stored, at the index of its post; a hole for each post that was left alone
 */
export async function appendPosts(
  database: Database,
  posts: readonly { change: Post; digest: string }[],
  now: Date,
): Promise<(AppendedPost | undefined)[]> {
  const tails = posts.map(({ change }) => tailOf(change, now));
  const asked = posts.map(({ change, digest }, ord) => ({
    ord,
    room: change.roomId,
    key: change.key,
    digest,
    person: change.actor.id,
    text: change.action.text,
    reply: change.action.replyTo ?? null,
    attachments: change.action.attachments ?? null,
    at: (change.at ?? now).toISOString(),
    tail: tails[ord],
  }));
  const rooms = [...new Set(posts.map(({ change }) => change.roomId))];
  const stored = await database.transaction((tx) => {
    void tx.query(LOCK, [JSON.stringify(rooms)]);
    // Wrapped, so that the commit is sent without waiting for the answer.
    return Promise.resolve({ rows: tx.query(APPEND, [JSON.stringify(asked)]) });
  });
  const appended: (AppendedPost | undefined)[] = posts.map(() => undefined);
  for (const row of await stored.rows) {
    const ord = int(row['ord']);
    const seq = int(row['seq']);
    appended[ord] = {
      seq,
      frame: `{"op":"event","room":${JSON.stringify(row['slug'])},"seq":${seq}${tails[ord] ?? ''}`,
    };
  }
  return appended;
}

/** What follows the number in the event as it goes over the wire; the same shape as `RoomDraft.record` gives. */
function tailOf({ actor, action, at }: Post, now: Date): string {
  const { text, replyTo, attachments } = action;
  const rest = {
    at: (at ?? now).toISOString(),
    kind: 'message.posted',
    actor: actorView(actor),
    data: {
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(attachments?.length ? { attachments } : {}),
    },
  };
  return `,${JSON.stringify(rest).slice(1)}`;
}

function actorView({ id, name, avatar, via }: Actor): Actor {
  return { id, name, ...(avatar === undefined ? {} : { avatar }), via };
}
