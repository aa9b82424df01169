import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CLOSE_CODES, type ServerFrame } from '../../../protocol/frames.ts';
import type { Person } from '../../../core/identity/person.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { FeedReader, RoomFeed } from './room-feed.ts';
import { textFrames, type RawSocketHolder } from './wire.ts';

/** A reader that leaves this much unread is sent away to resume later; nothing is buffered without bound. */
const MAX_UNREAD_BYTES = 1024 * 1024;
/** How long it may then take to read up to the closing frame, which tells it to resume. */
const FAREWELL_MS = 5_000;

/** What a connection reads a room by. */
export interface Seat {
  room: Room;
  feed: RoomFeed;
  /** Number of the room's newest event when the right to read was looked up: what took it away before that is over. */
  since: number;
}

/** One client's socket, who speaks through it, and the rooms it reads. */
export class Connection implements FeedReader {
  /** Undefined until signed in; null for an anonymous reader. */
  person: Person | null | undefined;
  /** Whether it has said, or tried to say, who it is. */
  asked = false;
  readonly rooms = new Map<string, Seat>();
  alive = true;
  /** The tail of what is still being started for this client, so that frames take effect in their order. */
  turn: Promise<void> = Promise.resolve();
  badFrames = 0;
  frames = 0;
  #own: Buffer[] = [];

  constructor(
    readonly id: string,
    readonly address: string,
    private readonly socket: WebSocket & Partial<RawSocketHolder>,
    private readonly onPending: (connection: Connection) => void,
    private readonly onPatient: (connection: Connection) => void,
  ) {}

  /** True once either side wants to end it: nothing more is taken from it or given to it. */
  get closing(): boolean {
    return this.socket.readyState !== this.socket.OPEN;
  }

  /** Who is counted as present through this connection. */
  get personKey(): string {
    return this.person?.id ?? `reader:${this.id}`;
  }

  /** Queues a frame for this client alone; it goes out with the next tick. */
  send(frame: ServerFrame | Buffer): void {
    this.onPending(this);
    this.#own.push(Buffer.isBuffer(frame) ? frame : Buffer.from(JSON.stringify(frame)));
  }

  /**
   * Queues a frame that may wait a few milliseconds for company: an ack, whose event is on its way over the bus, so that
   * both leave in one write.
   */
  sendSoon(frame: ServerFrame): void {
    if (this.#own.length === 0) this.onPatient(this);
    this.#own.push(Buffer.from(JSON.stringify(frame)));
  }

  receive(frames: Buffer): void {
    if (this.#own.length === 0) {
      this.#write(frames);
      return;
    }
    // Our own frames were queued earlier (`joined` before its first event), so they go first, in the same write.
    const own = textFrames(this.#own);
    this.#own = [];
    this.#write(Buffer.concat([own, frames]));
  }

  flush(): void {
    if (this.#own.length === 0) return;
    const frames = textFrames(this.#own);
    this.#own = [];
    this.#write(frames);
  }

  close(code: number, reason: string): void {
    this.flush();
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  ping(): void {
    this.socket.ping();
  }

  /**
   * Writes past `ws`, which would make a system call for every frame. That is sound because compression is off and
   * `ws` holds nothing back then: it writes each frame to the same stream at once.
   */
  #write(frames: Buffer): void {
    const stream: Duplex | null | undefined = this.socket._socket;
    if (!stream || this.socket.readyState !== this.socket.OPEN) return;
    if (stream.writableLength > MAX_UNREAD_BYTES) {
      this.socket.close(CLOSE_CODES.tooSlow, 'slow');
      // A peer that does not read at all will not read the closing frame either.
      setTimeout(() => this.socket.terminate(), FAREWELL_MS).unref();
      return;
    }
    stream.write(frames);
  }
}
