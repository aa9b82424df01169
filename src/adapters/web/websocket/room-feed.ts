import { LIMITS } from '../../../protocol/frames.ts';
import { decodeBatch, type EventBatch } from '../../../core/rooms/event-batch.ts';
import type { Subscription } from '../../../core/ports/event-bus.ts';
import type { Logger } from '../../../core/ports/logger.ts';
import { TAKES_BACK } from '../../../core/rooms/retelling.ts';
import type { RoomLog } from '../../../core/rooms/room-log.ts';
import { retellKept, type KeptEvent } from './kept-event.ts';
import { RecentEvents, RESUME_BYTES } from './recent-events.ts';
import { Typists } from './typists.ts';
import { textFrames } from './wire.ts';

const PAGE = 500;
/**
 * Two processes that store one after the other may tell of it the other way round. So long a number may be missing before
 * the log is asked for it.
 */
const PATIENCE_MS = 20;
/** Batches that wait for a number before theirs; more are not kept: the log has them. */
const MOST_AHEAD = 100;
/** The second is shorter, so that what was said in time is not too early where the way was a little faster. */
const TYPING_SAID_EVERY_MS = 2_500;
const TYPING_TOLD_EVERY_MS = 2_000;

/** A reader of one room: it is given bytes that are ready to write. */
export interface FeedReader {
  receive(frames: Buffer): void;
}

/** What a feed tells besides the events themselves. */
export interface FeedObserver {
  /** An event that may change who may read or do what; told after it was delivered, and before what comes after it is. */
  onControl(feed: RoomFeed, event: ControlEvent): void;
  onSignal(feed: RoomFeed, signal: unknown): void;
  /** There is something to flush. */
  onPending(feed: RoomFeed): void;
  /** So many events were handed to readers, each counted for each of them. */
  onDelivered(events: number): void;
}

/** What of an event says who may read no more. */
export interface ControlEvent {
  seq: number;
  kind: string;
  data: { person?: { id: string }; visibility?: string; hasPassword?: boolean };
}

/** Kinds of events that take away somebody's right to read. */
const TAKES_RIGHTS = new Set(['member.left', 'member.kicked', 'member.banned', 'room.changed']);

export type CatchUp = { reset: true } | { reset: false; lines: Buffer[] };

/**
 * One room on this process: reads the log once for all readers here. Each event is framed once, in the order of its
 * number, each once; a number that is missing on the bus is read from the log.
 */
export class RoomFeed {
  readonly readers = new Set<FeedReader>();
  /** Number of the newest event handed to the readers. */
  seq = 0;
  /**
   * Number of the newest event told that may have taken a right away: who sits down by a right that was read before it
   * looks again, as nobody will tell them of it any more.
   */
  rightsTaken = 0;
  /** Whether the room is no more: nobody sits down in it. */
  ended = false;
  /** Who of here was said to others to be writing, and of whom it was told to readers here, whatever process said so. */
  readonly typingSaid = new Typists(TYPING_SAID_EVERY_MS);
  readonly typingTold = new Typists(TYPING_TOLD_EVERY_MS);
  subscription: Subscription | undefined;
  readonly #recent = new RecentEvents((after, limit) => this.log.read(this.roomId, after, limit));
  #pending: KeptEvent[] = [];
  /** What came before its turn. */
  #ahead: EventBatch[] = [];
  #patience: NodeJS.Timeout | undefined;
  #filling: Promise<void> | undefined;
  #fillAgain = false;

  constructor(
    readonly roomId: string,
    readonly slug: string,
    readonly epoch: string,
    private readonly log: RoomLog,
    private readonly observer: FeedObserver,
    private readonly logger: Logger,
  ) {}

  /** Takes what came over the bus. */
  take(payload: Buffer): void {
    const batch = decodeBatch(payload);
    if ('signal' in batch) {
      this.observer.onSignal(this, batch.signal);
      return;
    }
    if (batch.first > this.seq + 1) {
      if (this.#ahead.length < MOST_AHEAD) this.#ahead.push(batch);
      this.#patience ??= setTimeout(() => void this.fill(), PATIENCE_MS).unref();
      return;
    }
    this.#deliver(batch);
    this.#catchUpAhead();
  }

  /** Reads from the log what has not been delivered yet. */
  fill(): Promise<void> {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (this.#filling) {
      this.#fillAgain = true;
      return this.#filling;
    }
    this.#filling = this.#fill()
      .catch((error: unknown) =>
        this.logger.warn({ err: error, room: this.slug }, 'the log could not be read'),
      )
      .finally(() => {
        this.#filling = undefined;
      });
    return this.#filling;
  }

  /**
   * Finds what a reader that knows everything up to `after` has missed. `hand` is called in the very turn in which that
   * is complete: a reader that is added there misses nothing and is given nothing twice.
   */
  async catchUp(after: number, hand: (missed: CatchUp) => void): Promise<void> {
    if (after > this.seq) await this.fill();
    for (;;) {
      if (after > this.seq || this.seq - after > LIMITS.resumeEvents) return hand({ reset: true });
      const missed = this.#recent.after(after, this.seq);
      if (missed) return hand(sendable(missed.map((event) => event.line)));
      if (!(await this.#recent.reachBack(after, () => this.seq))) return hand({ reset: true });
    }
  }

  /** Hands what gathered to every reader: one buffer, one write each. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const frames = textFrames(this.#pending.map((event) => event.line));
    this.observer.onDelivered(this.#pending.length * this.readers.size);
    this.#pending = [];
    for (const reader of this.readers) reader.receive(frames);
  }

  async #fill(): Promise<void> {
    do {
      this.#fillAgain = false;
      for (;;) {
        const page = await this.log.read(this.roomId, this.seq, PAGE);
        const first = page[0];
        if (!first) break;
        this.#deliver({
          first: first.seq,
          lines: page.map((event) => Buffer.from(event.frame)),
          control: true,
          takesBack: page.some((event) => TAKES_BACK.has(event.kind)),
        });
        if (page.length < PAGE) break;
      }
    } while (this.#fillAgain);
    this.#catchUpAhead();
    if (this.#ahead.length > 0) this.#patience ??= setTimeout(() => void this.fill(), PATIENCE_MS).unref();
  }

  /** Hands over what came before its turn, as far as its turn has come. */
  #catchUpAhead(): void {
    if (this.#ahead.length === 0) return;
    this.#ahead.sort((a, b) => a.first - b.first);
    while (this.#ahead[0] && this.#ahead[0].first <= this.seq + 1) {
      this.#deliver(this.#ahead.shift()!);
    }
    if (this.#ahead.length > 0) return;
    clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  #deliver({ first, lines, control, takesBack }: EventBatch): void {
    const fresh = lines
      .slice(Math.max(0, this.seq + 1 - first))
      .map((line): KeptEvent => ({ seq: ++this.seq, line }));
    if (fresh.length === 0) return;
    this.#recent.add(fresh);
    if (takesBack) {
      this.#recent.takeBack(fresh);
      retellKept([this.#pending, fresh], fresh);
    }
    if (control) this.#tellControl(fresh);
    else {
      this.#pending.push(...fresh);
      this.observer.onPending(this);
    }
  }

  /** Hands events over one after the other: whom one of them puts out is not given those after it. */
  #tellControl(fresh: readonly KeptEvent[]): void {
    for (const each of fresh) {
      this.#pending.push(each);
      const event = JSON.parse(each.line.toString()) as ControlEvent;
      if (!TAKES_RIGHTS.has(event.kind)) continue;
      this.rightsTaken = event.seq;
      this.flush();
      this.observer.onControl(this, event);
    }
    this.flush();
  }
}

/** What was missed, or that it is too much to be sent at once. */
function sendable(lines: Buffer[]): CatchUp {
  const bytes = lines.reduce((sum, line) => sum + line.length, 0);
  return bytes > RESUME_BYTES ? { reset: true } : { reset: false, lines };
}
