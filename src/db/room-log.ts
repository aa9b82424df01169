import { createHash } from 'node:crypto';
import type { EventKind } from '../protocol/frames.ts';
import { Problem } from '../core/errors.ts';
import type { EventBus } from '../core/ports/event-bus.ts';
import type { Logger } from '../core/ports/logger.ts';
import { applyChange, keyReused } from '../core/rooms/apply-change.ts';
import type { Appended, Change } from '../core/rooms/change.ts';
import type { RoomDraft } from '../core/rooms/room-draft.ts';
import { roomTopic, type LoggedEvent, type RoomLog } from '../core/rooms/room-log.ts';
import { encodeEvents } from '../core/rooms/event-batch.ts';
import { appendPosts, isPost, type Post } from './append-posts.ts';
import type { Database } from './database.ts';
import { int } from './database.ts';
import { loadDrafts, type KnownKey } from './load-drafts.ts';
import { storeDrafts } from './store-drafts.ts';

/** Most changes stored in one transaction; more wait for the next. */
const BATCH = 1000;
/**
 * Where changes came while others were being stored, more are on their way: the next batch waits this long for them. A
 * change that comes alone never waits.
 */
const GATHER_MS = 2;

interface Waiting {
  change: Change;
  digest: string;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/**
 * The room log in Postgres, with group commit: while one transaction is under way the next changes gather, for whichever
 * rooms, and go together. Rooms are locked in the order of their ids, so that two processes never wait for each other in
 * a ring.
 */
export class SqlRoomLog implements RoomLog {
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly logger: Logger,
    private readonly now: () => Date = () => new Date(),
  ) {}

  append(change: Change): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ change, digest: digestOf(change), resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      setImmediate(() => void this.#work());
    });
  }

  async read(roomId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    const rows = await this.database.query<{ seq: unknown; kind: EventKind; frame: string }>(
      'select seq, kind, frame from room_events where room_id = $1 and seq > $2 order by seq limit $3',
      [roomId, after, limit],
    );
    return rows.map((row) => ({ seq: int(row.seq), kind: row.kind, frame: row.frame }));
  }

  async heads(roomIds: readonly string[]): Promise<Map<string, number>> {
    if (roomIds.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; seq: unknown }>(
      'select id, seq from rooms where id in (select value::uuid from json_array_elements_text($1::text::json))',
      [JSON.stringify(roomIds)],
    );
    return new Map(rows.map((row) => [row.id, int(row.seq)]));
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#append(await this.#appendPosts(batch));
      } catch (error) {
        this.logger.warn({ err: error, changes: batch.length }, 'a batch of changes was not stored');
        await this.#oneByOne(batch);
      }
      if (this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    }
    this.#busy = false;
  }

  /**
   * Stores what is said in rooms where nothing else happens in this batch, the short way. (Elsewhere the order among
   * different kinds matters.)
   * @returns what is left for the rules to decide
   */
  async #appendPosts(batch: Waiting[]): Promise<Waiting[]> {
    const mixed = new Set<string>();
    const seen = new Set<string>();
    for (const { change } of batch) {
      const name = `${change.roomId}/${change.key}`;
      if (!isPost(change) || seen.has(name)) mixed.add(change.roomId);
      seen.add(name);
    }
    const posts: (Waiting & { change: Post })[] = [];
    const rest: Waiting[] = [];
    for (const waiting of batch) {
      if (isPost(waiting.change) && !mixed.has(waiting.change.roomId))
        posts.push({ ...waiting, change: waiting.change });
      else rest.push(waiting);
    }
    if (posts.length === 0) return rest;
    const stored = await appendPosts(this.database, posts, this.now());
    const told = new Map<string, { seq: number; kind: EventKind; frame: string }[]>();
    posts.forEach((waiting, index) => {
      const post = stored[index];
      if (!post) {
        rest.push(waiting);
        return;
      }
      const events = told.get(waiting.change.roomId) ?? [];
      told.set(waiting.change.roomId, events);
      events.push({ ...post, kind: 'message.posted' });
    });
    for (const [roomId, events] of told) this.bus.publish(roomTopic(roomId), encodeEvents(events));
    posts.forEach((waiting, index) => {
      const post = stored[index];
      if (post) waiting.resolve({ seq: post.seq, changed: true });
    });
    return rest;
  }

  /** One change that the store refuses must not take its neighbours with it. */
  async #oneByOne(batch: Waiting[]): Promise<void> {
    for (const waiting of batch) {
      try {
        await this.#append([waiting]);
      } catch (error) {
        this.logger.error({ err: error, kind: waiting.change.action.kind }, 'a change was not stored');
        waiting.reject(
          new Problem('unavailable', 'The room cannot be written to just now. Try again in a moment.', {
            retryAfter: 1000,
            cause: error,
          }),
        );
      }
    }
  }

  async #append(batch: Waiting[]): Promise<void> {
    if (batch.length === 0) return;
    const { drafts, outcomes } = await this.database.transaction(async (tx) => {
      const { drafts, known } = await loadDrafts(
        tx,
        batch.map((waiting) => waiting.change),
      );
      const now = this.now();
      const outcomes = batch.map((waiting) => decide(waiting, drafts, known, now));
      storeDrafts(tx, drafts);
      return { drafts, outcomes };
    });
    for (const [roomId, draft] of drafts) {
      if (draft.events.length > 0) this.bus.publish(roomTopic(roomId), encodeEvents(draft.events));
    }
    batch.forEach((waiting, index) => {
      const outcome = outcomes[index];
      if (outcome && 'appended' in outcome) waiting.resolve(outcome.appended);
      else waiting.reject(outcome?.refused);
    });
  }
}

type Outcome = { appended: Appended } | { refused: unknown };

function decide(
  { change, digest }: Waiting,
  drafts: Map<string, RoomDraft>,
  known: Map<string, KnownKey>,
  now: Date,
): Outcome {
  const draft = drafts.get(change.roomId);
  if (!draft) return { refused: new Problem('room_not_found', 'There is no such room.') };
  const name = `${change.roomId}/${change.key}`;
  const before = known.get(name);
  if (before) {
    // What was taken back has no digest any more: its key is a repeat, whatever comes under it.
    return before.digest === digest || before.digest === '' || change.retold
      ? { appended: { seq: before.seq, changed: false } }
      : { refused: keyReused() };
  }
  try {
    const appended = applyChange(draft, change, digest, now);
    if (appended.changed) known.set(name, { seq: appended.seq, digest });
    return { appended };
  } catch (error) {
    return { refused: error };
  }
}

/** Tells a repeat of a request from another request under the same key. */
function digestOf(change: Change): string {
  return createHash('sha1').update(JSON.stringify(change.action)).digest('base64').slice(0, 12);
}
