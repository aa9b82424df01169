import { excerptOf } from '../core/messages/excerpt.ts';
import type { Change } from '../core/rooms/change.ts';
import type { Actor } from '../core/rooms/room.ts';
import { int, type Database, type Patience } from './database.ts';

/** A change that says something in words, and nothing out of the ordinary. */
export type Post = Change & { action: Extract<Change['action'], { kind: 'post' }> };

/** Whether a change may take the short way: a post on the web. Whether it can, the statement finds out. */
export function isPost(change: Change): change is Post {
  const { action, origin, actor } = change;
  // Whose pictures they are, and whether they stand elsewhere already, is for the rules to see.
  return action.kind === 'post' && !action.attachments?.length && origin === undefined && actor.via === 'web';
}

export interface AppendedPost {
  seq: number;
  frame: string;
}

/**
 * Stores posts in one call (`append_posts` in the migrations): lock, check, number and write, committed when it returns.
 * This is the way nearly every change takes; it is what makes a durable room faster than a careless one.
 * @returns what was stored, at the index of its post; a hole for each post that was left alone
 */
export async function appendPosts(
  database: Database,
  posts: readonly { change: Post; digest: string }[],
  now: Date,
  patience?: Patience,
): Promise<(AppendedPost | undefined)[]> {
  const tails = posts.map(({ change }) => tailOf(change, now));
  const asked = posts.map(({ change, digest }, ord) => ({
    ord,
    room: change.roomId,
    key: change.key,
    digest,
    person: change.actor.id,
    text: change.action.text,
    excerpt: excerptOf(change.action.text),
    reply: change.action.replyTo ?? null,
    at: (change.at ?? now).toISOString(),
    tail: tails[ord],
  }));
  const rooms = [...new Set(posts.map(({ change }) => change.roomId))];
  const stored = await database.query(
    'select ord, seq, slug from append_posts($1::text::json, $2::text::json)',
    [JSON.stringify(rooms), JSON.stringify(asked)],
    patience,
  );
  const appended: (AppendedPost | undefined)[] = posts.map(() => undefined);
  for (const row of stored) {
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
  const { text, replyTo } = action;
  const rest = {
    at: (at ?? now).toISOString(),
    kind: 'message.posted',
    actor: actorView(actor),
    data: {
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
    },
  };
  return `,${JSON.stringify(rest).slice(1)}`;
}

function actorView({ id, name, avatar, tag, via }: Actor): Actor {
  return {
    id,
    name,
    ...(avatar === undefined ? {} : { avatar }),
    ...(tag === undefined ? {} : { tag }),
    via,
  };
}
