import { LIMITS, type Role } from '../../../protocol/frames.ts';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';
import { encodeSignal } from '../../../core/rooms/event-batch.ts';
import { roomTopic } from '../../../core/rooms/room-log.ts';
import { mayRead, noSuchRoom } from '../../../core/rooms/enter-room.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { RoomSignal } from '../../../core/rooms/signals.ts';
import type { Connection } from './connection.ts';
import type { FeedHub } from './feed-hub.ts';
import { refusal } from './refusal.ts';
import type { CatchUp, RoomFeed } from './room-feed.ts';

/** Several people coming or going within this time are told at once. */
const GATHER_MS = 250;
/** How often a right is read again that changed while a seat was being made ready. */
const MOST_ROUNDS = 10;

/** Which connections read which rooms, and how many people that makes. */
export class Seats {
  readonly #told = new Map<string, number>();
  readonly #counting = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly core: Core,
    private readonly hub: () => FeedHub,
  ) {}

  /**
   * Lets a connection read a room from where it stands, or from where the client says it stopped. It answers `joined`;
   * from there on every event comes in order, each once.
   */
  async take(
    connection: Connection,
    room: Room,
    role: Role | 'reader',
    from: { after?: number; epoch?: string },
  ): Promise<void> {
    if (!connection.rooms.has(room.slug) && connection.rooms.size >= LIMITS.roomsPerSocket) {
      throw new Problem(
        'too_many_rooms',
        `One socket reads at most ${LIMITS.roomsPerSocket} rooms. Open another one.`,
      );
    }
    const feed = await this.hub().open(room);
    const resumes = from.after !== undefined;
    try {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        // What is told from here on counts; what was stored before is in what is read now.
        const { rights } = feed;
        const now = await this.#rightOf(connection, room, role);
        let seated = false;
        const seat = (missed: CatchUp): void => {
          if (feed.rights !== rights) return;
          seated = true;
          this.#seat(connection, room, now, feed, missed, resumes);
        };
        if (from.after === undefined) seat({ reset: false, lines: [] });
        else if (from.epoch !== undefined && from.epoch !== room.epoch) seat({ reset: true });
        else await feed.catchUp(from.after, seat);
        if (seated) return;
      }
      throw new Problem(
        'unavailable',
        'Too much is changing in this room just now. Join again in a moment.',
        {
          retryAfter: 1000,
        },
      );
    } finally {
      // Nobody may have been seated after all.
      this.hub().release(feed);
    }
  }

  /** What somebody who was let in may do at this moment. @throws Problem when they may no longer read */
  async #rightOf({ person }: Connection, { id }: Room, role: Role | 'reader'): Promise<Role | 'reader'> {
    const room = await this.core.rooms.byId(id);
    if (!room) throw noSuchRoom();
    const now = await mayRead(this.core, person?.id ?? null, room);
    // A member reads by their seat: without it, they were put out or left in between.
    if (now === 'reader' && role !== 'reader')
      throw new Problem('not_allowed', 'You have been put out of this room. You may join again.');
    return now;
  }

  leave(connection: Connection, slug: string): void {
    const seat = connection.rooms.get(slug);
    if (!seat) return;
    connection.rooms.delete(slug);
    seat.feed.readers.delete(connection);
    this.core.presence.leave(seat.room.id, connection.personKey, connection.id);
    this.#changed(seat.feed, true);
    this.hub().release(seat.feed);
  }

  /** Puts a reader out of a room and says why; no reason is given to those who left by themselves. */
  putOut(connection: Connection, feed: RoomFeed, why: Problem | null): void {
    this.leave(connection, feed.slug);
    connection.send({ op: 'left', room: feed.slug });
    if (why) connection.send(refusal(this.core, why));
  }

  /** After a room changed: readers without a seat of their own stay only where everybody may read. */
  async review(feed: RoomFeed): Promise<void> {
    const guests = [...feed.readers].filter(
      (reader) => (reader as Connection).person === null,
    ) as Connection[];
    if (guests.length === 0) return;
    try {
      const room = await this.core.rooms.byId(feed.roomId);
      if (!room) throw noSuchRoom();
      await mayRead(this.core, null, room);
    } catch (error) {
      // Whatever kept us from finding out: what may be private by now is not read on.
      const why = error instanceof Problem ? error : new Problem('unavailable', 'Join the room again.');
      for (const guest of guests) if (feed.readers.has(guest)) this.putOut(guest, feed, why);
    }
  }

  leaveAll(connection: Connection): void {
    for (const slug of [...connection.rooms.keys()]) this.leave(connection, slug);
  }

  /** Counts again, soon, because somebody came or went on another process. */
  recount(feed: RoomFeed): void {
    this.#changed(feed, false);
  }

  close(): void {
    for (const timer of this.#counting.values()) clearTimeout(timer);
  }

  /** Synchronous, so that no event falls between what is answered and what comes after it. */
  #seat(
    connection: Connection,
    room: Room,
    role: Role | 'reader',
    feed: RoomFeed,
    missed: CatchUp,
    resumes: boolean,
  ): void {
    if (connection.closing) {
      this.hub().release(feed);
      return;
    }
    if (resumes) {
      this.core.meter.count('matinee_resumes_total', { outcome: missed.reset ? 'reset' : 'events' });
    }
    feed.flush();
    const events = missed.reset ? [] : missed.lines;
    const head = JSON.stringify({
      op: 'joined',
      room: room.slug,
      epoch: room.epoch,
      seq: feed.seq,
      me: { role },
    });
    connection.send(
      Buffer.concat([
        Buffer.from(`${head.slice(0, -1)},"events":[`),
        ...events.flatMap((line, index) => (index === 0 ? [line] : [Buffer.from(','), line])),
        Buffer.from(`],"reset":${missed.reset}}`),
      ]),
    );
    feed.readers.add(connection);
    connection.rooms.set(room.slug, { room, feed });
    this.core.presence.enter(room.id, connection.personKey, connection.id);
    const known = this.#told.get(room.id);
    if (known !== undefined) connection.send({ op: 'presence', room: room.slug, online: known });
    this.#changed(feed, true);
  }

  #changed(feed: RoomFeed, here: boolean): void {
    if (this.#counting.has(feed.roomId)) return;
    const timer = setTimeout(() => void this.#tell(feed, here), GATHER_MS);
    this.#counting.set(feed.roomId, timer);
  }

  async #tell(feed: RoomFeed, here: boolean): Promise<void> {
    this.#counting.delete(feed.roomId);
    const online = await this.core.presence.count(feed.roomId);
    const before = this.#told.get(feed.roomId);
    if (feed.readers.size === 0) this.#told.delete(feed.roomId);
    else this.#told.set(feed.roomId, online);
    if (before === online && here) return;
    for (const reader of feed.readers)
      (reader as Connection).send({ op: 'presence', room: feed.slug, online });
    const signal: RoomSignal = { type: 'presence' };
    if (here) this.core.bus.publish(roomTopic(feed.roomId), encodeSignal(signal));
  }
}
