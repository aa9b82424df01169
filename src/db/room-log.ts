import { performance } from 'node:perf_hooks';
import type { EventKind } from '../protocol/frames.ts';
import { Problem } from '../core/errors.ts';
import type { EventBus } from '../core/ports/event-bus.ts';
import type { Logger } from '../core/ports/logger.ts';
import { applyChange } from '../core/rooms/apply-change.ts';
import type { Appended, Change } from '../core/rooms/change.ts';
import type { RoomDraft } from '../core/rooms/room-draft.ts';
import { roomTopic, type LoggedEvent, type RoomLog } from '../core/rooms/room-log.ts';
import { encodeEvents } from '../core/rooms/event-batch.ts';
import { appendPosts, isPost, type Post } from './append-posts.ts';
import type { Database } from './database.ts';
import { int } from './database.ts';
import { findStored } from './find-stored.ts';
import { loadDrafts, type KnownKey } from './load-drafts.ts';
import { PendingChange } from './pending-change.ts';
import { storeDrafts } from './store-drafts.ts';
import { codeOf, StoreUnavailable } from './store-unavailable.ts';

/** Most changes stored in one transaction; more wait for the next. */
const BATCH = 1000;
/**
 * Where changes came while others were being stored, more are on their way: the next batch waits this long for them. A
 * change that comes alone never waits.
 */
const GATHER_MS = 2;

/**
 * A change is answered after this, whatever the store does. Longer than the store's own limits, so that a batch whose
 * connection vanished can still be asked for and answered.
 */
const PATIENCE_MS = 7_000;
/** Changes that may wait; more are refused at once. */
const MOST_WAITING = 5_000;
/** What a batch may take: short, so that one whose connection vanished is tried again while its changes are waited for. */
const ANSWER = { answerMs: 3_000 };
/** A batch that failed and is larger than this is tried again in halves: it may have been too much. */
const LARGE = 100;
/** How often changes are looked at whose time is up, and how soon a store that failed is asked again. */
const SWEEP_MS = 250;
const TRY_AGAIN_MS = 100;

/** Why nothing could be stored, and since when by `performance.now()`. */
export interface LogTrouble {
  error: unknown;
  at: number;
}

/**
 * The room log in Postgres, with group commit: while one transaction is under way the next changes gather, for whichever
 * rooms, and go together. Rooms are locked in the order of their ids, so that two processes never wait for each other in
 * a ring.
 *
 * A batch that failed because of the store may have been stored: it is asked for by its keys before it is tried again.
 * Whatever happens, a change is answered in time; one that was answered `unavailable` and was stored nevertheless is found
 * by its key when it is sent again, and by its readers when they look at the log.
 */
export class SqlRoomLog implements RoomLog {
  #waiting: PendingChange[] = [];
  #underWay: PendingChange[] = [];
  #busy = false;
  #trouble: LogTrouble | null = null;
  #storedAt = -Infinity;

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly logger: Logger,
    private readonly now: () => Date = () => new Date(),
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  /** What kept the last batch from being stored; null once one was stored after it. */
  get trouble(): LogTrouble | null {
    return this.#trouble;
  }

  /** When something was last stored, by `performance.now()`. */
  get storedAt(): number {
    return this.#storedAt;
  }

  append(change: Change): Promise<Appended> {
    const pending = new PendingChange(change, performance.now() + this.patienceMs);
    if (this.#waiting.length >= MOST_WAITING) {
      pending.giveUp(new StoreUnavailable('too many changes wait', this.#trouble?.error));
      return pending.appended;
    }
    this.#waiting.push(pending);
    if (!this.#busy) {
      this.#busy = true;
      setImmediate(() => void this.#work());
    }
    return pending.appended;
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
    const sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH).filter((pending) => pending.open);
      this.#underWay = batch;
      try {
        await this.#store(batch);
      } catch (error) {
        this.logger.error({ err: error, changes: batch.length }, 'the log stumbled over a batch');
        for (const pending of batch) if (pending.open) pending.giveUp(error);
      }
      this.#underWay = [];
      if (this.#waiting.length > 0) await pause(GATHER_MS);
    }
    clearInterval(sweeper);
    this.#busy = false;
  }

  /** Answers those whose time is up. */
  #sweep(): void {
    const now = performance.now();
    for (const pending of [...this.#underWay, ...this.#waiting]) {
      if (pending.open && pending.until <= now) pending.giveUp(this.#trouble?.error);
    }
    this.#waiting = this.#waiting.filter((pending) => pending.open);
  }

  /** Stores a batch, or as much of it as the store takes. One change that it refuses does not take its neighbours with it. */
  async #store(batch: PendingChange[]): Promise<void> {
    const pieces = [batch];
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      const open = piece.filter((pending) => pending.open);
      if (open.length === 0) continue;
      try {
        await this.#append(await this.#appendPosts(open));
        if (this.#trouble) this.logger.info({}, 'the log can be written to again');
        this.#trouble = null;
        this.#storedAt = performance.now();
      } catch (error) {
        const left = open.filter((pending) => pending.open);
        if (error instanceof StoreUnavailable) {
          if (!this.#trouble) {
            const facts = { err: error, reason: error.reason, changes: left.length };
            this.logger.warn(facts, 'the log cannot be written to; it is tried again');
          }
          this.#trouble = { error, at: performance.now() };
          pieces.unshift(...halves(await this.#afterDoubt(left)));
        } else if (left.length > 1) {
          this.logger.warn({ err: error, changes: left.length }, 'a batch of changes was not stored');
          pieces.unshift(...left.map((pending) => [pending]));
        } else {
          // A right or a table that is missing keeps everything from being stored; what else is refused is the change's own.
          if (codeOf(error)?.startsWith('42')) this.#trouble = { error, at: performance.now() };
          for (const pending of left) {
            const facts = { err: error, kind: pending.change.action.kind };
            this.logger.error(facts, 'a change was not stored');
            pending.giveUp(error);
          }
        }
      }
    }
  }

  /**
   * Nobody knows whether these were stored: asks until the store tells, and answers those that were.
   * @returns those that were not, to be tried again
   */
  async #afterDoubt(batch: PendingChange[]): Promise<PendingChange[]> {
    for (;;) {
      const open = batch.filter((pending) => pending.open);
      if (open.length === 0) return [];
      await pause(TRY_AGAIN_MS);
      try {
        const stored = await findStored(
          this.database,
          open.map((pending) => pending.change),
        );
        // Each on its own: others may have written between them.
        for (const event of stored.values()) this.bus.publish(roomTopic(event.roomId), encodeEvents([event]));
        for (const pending of open) {
          const event = stored.get(pending.name);
          if (event && pending.open) pending.repeat(event, true);
        }
        return open.filter((pending) => pending.open);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        this.#trouble = { error, at: performance.now() };
      }
    }
  }

  /**
   * Stores what is said in rooms where nothing else happens in this batch, the short way. (Elsewhere the order among
   * different kinds matters.)
   * @returns what is left for the rules to decide
   */
  async #appendPosts(batch: PendingChange[]): Promise<PendingChange[]> {
    const mixed = new Set<string>();
    const seen = new Set<string>();
    for (const { change, name } of batch) {
      if (!isPost(change) || seen.has(name)) mixed.add(change.roomId);
      seen.add(name);
    }
    const posts: { pending: PendingChange; change: Post; digest: string }[] = [];
    const rest: PendingChange[] = [];
    for (const pending of batch) {
      const { change, digest } = pending;
      if (isPost(change) && !mixed.has(change.roomId)) posts.push({ pending, change, digest });
      else rest.push(pending);
    }
    if (posts.length === 0) return rest;
    const stored = await appendPosts(this.database, posts, this.now(), ANSWER);
    const told = new Map<string, { seq: number; kind: EventKind; frame: string }[]>();
    posts.forEach(({ pending, change }, index) => {
      const post = stored[index];
      if (!post) {
        rest.push(pending);
        return;
      }
      const events = told.get(change.roomId) ?? [];
      told.set(change.roomId, events);
      events.push({ ...post, kind: 'message.posted' });
    });
    for (const [roomId, events] of told) this.bus.publish(roomTopic(roomId), encodeEvents(events));
    posts.forEach(({ pending }, index) => {
      const post = stored[index];
      if (post) pending.store({ seq: post.seq, changed: true });
    });
    return rest;
  }

  async #append(batch: PendingChange[]): Promise<void> {
    if (batch.length === 0) return;
    const { drafts, outcomes } = await this.database.transaction(async (tx) => {
      const { drafts, known } = await loadDrafts(
        tx,
        batch.map((pending) => pending.change),
      );
      const now = this.now();
      const outcomes = batch.map((pending) => decide(pending, drafts, known, now));
      storeDrafts(tx, drafts);
      return { drafts, outcomes };
    }, ANSWER);
    for (const [roomId, draft] of drafts) {
      if (draft.events.length > 0) this.bus.publish(roomTopic(roomId), encodeEvents(draft.events));
    }
    batch.forEach((pending, index) => {
      const outcome = outcomes[index];
      if (outcome && 'repeats' in outcome) pending.repeat(outcome.repeats, false);
      else if (outcome && 'appended' in outcome) pending.store(outcome.appended);
      else pending.refuse(outcome?.refused);
    });
  }
}

type Outcome = { appended: Appended } | { repeats: KnownKey } | { refused: unknown };

function decide(
  { change, digest, name }: PendingChange,
  drafts: Map<string, RoomDraft>,
  known: Map<string, KnownKey>,
  now: Date,
): Outcome {
  const draft = drafts.get(change.roomId);
  if (!draft) return { refused: new Problem('room_not_found', 'There is no such room.') };
  const before = known.get(name);
  if (before) return { repeats: before };
  try {
    const appended = applyChange(draft, change, digest, now);
    if (appended.changed) known.set(name, { seq: appended.seq, digest });
    return { appended };
  } catch (error) {
    return { refused: error };
  }
}

function halves(batch: PendingChange[]): PendingChange[][] {
  const middle = Math.ceil(batch.length / 2);
  return batch.length > LARGE ? [batch.slice(0, middle), batch.slice(middle)] : [batch];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
