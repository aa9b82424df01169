import { CLOSE_CODES, LIMITS, type Role } from '../../../protocol/frames.ts';
import type { Core } from '../../../core/core.ts';
import { Problem } from '../../../core/errors.ts';
import { encodeSignal } from '../../../core/rooms/event-batch.ts';
import { roomTopic } from '../../../core/rooms/room-log.ts';
import { banned, mayRead, noSuchRoom, passwordRequired, putOut } from '../../../core/rooms/find-room.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { RoomSignal } from '../../../core/rooms/signals.ts';
import type { Connection } from './connection.ts';
import type { FeedHub } from './feed-hub.ts';
import { refusal } from './refusal.ts';
import type { CatchUp, ControlEvent, RoomFeed } from './room-feed.ts';

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
        const now = await this.#rightOf(connection, room, role);
        let seated = false;
        const seat = (missed: CatchUp): void => {
          if (feed.ended) throw noSuchRoom();
          // What took rights away after this one was read, and was told already, will not be told to this seat.
          if (feed.rightsTaken > now.room.seq) return;
          seated = true;
          this.#seat(connection, now, feed, missed, resumes);
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

  /** What somebody who was let in may do, and when that is so. @throws Problem when they may no longer read */
  async #rightOf(
    { person }: Connection,
    { id }: Room,
    role: Role | 'reader',
  ): Promise<{ room: Room; role: Role | 'reader' }> {
    const now = mayRead(await this.core.rooms.standing({ id }, person?.id ?? null));
    // A member reads by their seat: without it, they were put out or left in between.
    if (now.role === 'reader' && role !== 'reader') throw putOut();
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

  /** Puts out of a room whom an event took the right from to read it. */
  review(feed: RoomFeed, { seq, kind, data }: ControlEvent): void {
    const gone = data.person?.id;
    const why = PUT_OUT[kind];
    const closed = kind === 'room.changed' ? closedBy(data) : null;
    if (why === undefined && !closed) return;
    for (const reader of [...feed.readers]) {
      const connection = reader as Connection;
      const seat = connection.rooms.get(feed.slug);
      // They came back since, or came by what the room has become.
      if (!seat || seat.since >= seq) continue;
      if (closed) {
        // Members stay, whatever the room becomes.
        if (connection.person === null) this.putOut(connection, feed, closed);
      } else if (why !== undefined && gone !== undefined && connection.person?.id === gone) {
        this.putOut(connection, feed, why);
        if (why?.code === 'banned') connection.close(CLOSE_CODES.notAllowed, 'banned');
      }
    }
  }

  /** Puts everybody out of a room that is no more. */
  end(feed: RoomFeed): void {
    feed.ended = true;
    for (const reader of [...feed.readers]) this.putOut(reader as Connection, feed, noSuchRoom());
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
    { room, role }: { room: Room; role: Role | 'reader' },
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
    // A room that was made anew under a name of before.
    if (connection.rooms.get(room.slug) && connection.rooms.get(room.slug)?.feed !== feed)
      this.leave(connection, room.slug);
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
    connection.rooms.set(room.slug, { room, feed, since: room.seq });
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

/** Events after which their person no longer reads the room, and what they are told. */
const PUT_OUT: Record<string, Problem | null> = {
  'member.left': null,
  'member.kicked': putOut(),
  'member.banned': banned(),
};

/** Why a changed room is closed to readers who are no members; null where it is open to them, as far as the change says. */
function closedBy(data: ControlEvent['data']): Problem | null {
  if (data.visibility === 'private') return noSuchRoom();
  // A change that says nothing is one of the password, told by a process of an older version.
  const doubtful = Object.keys(data).length === 0;
  return data.hasPassword === true || doubtful ? passwordRequired() : null;
}
