import type { EventBus } from '../../../core/ports/event-bus.ts';
import type { Logger } from '../../../core/ports/logger.ts';
import { roomTopic, type RoomLog } from '../../../core/rooms/room-log.ts';
import type { Room } from '../../../core/rooms/room.ts';
import type { RoomSignal } from '../../../core/rooms/signals.ts';
import { RoomFeed, type FeedObserver } from './room-feed.ts';

/** How often the log is asked whether something was missed that no later event would show. */
const CHECK_MS = 2_000;
/** The same while the bus is away, and the log alone tells of other processes. */
const AWAY_CHECK_MS = 500;
const ENDED: RoomSignal = { type: 'ended' };
/** How long a feed without readers is kept: readers that lost their connection come back soon. */
const LINGER_MS = 15_000;

/** The feeds of the rooms that have readers on this process. */
export class FeedHub {
  readonly #feeds = new Map<string, Promise<RoomFeed>>();
  readonly #open = new Map<string, RoomFeed>();
  readonly #lingering = new Map<string, NodeJS.Timeout>();
  #check: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: RoomLog,
    private readonly bus: EventBus,
    private readonly observer: FeedObserver,
    private readonly logger: Logger,
  ) {
    this.#checkSoon();
    bus.onRecovered(() => {
      for (const feed of this.#open.values()) void feed.fill();
    });
  }

  /** The feed of a room, opened when it is not. It is kept while it has readers, and a little longer. */
  open(room: Room): Promise<RoomFeed> {
    clearTimeout(this.#lingering.get(room.id));
    this.#lingering.delete(room.id);
    let feed = this.#feeds.get(room.id);
    if (!feed) {
      feed = this.#start(room);
      this.#feeds.set(room.id, feed);
      feed.catch(() => this.#feeds.delete(room.id));
    }
    return feed;
  }

  /** Says that a reader left. */
  release(feed: RoomFeed): void {
    if (feed.readers.size > 0 || this.#lingering.has(feed.roomId)) return;
    const timer = setTimeout(() => {
      this.#lingering.delete(feed.roomId);
      if (feed.readers.size > 0) return;
      this.#feeds.delete(feed.roomId);
      this.#open.delete(feed.roomId);
      void this.#end(feed);
    }, LINGER_MS);
    timer.unref();
    this.#lingering.set(feed.roomId, timer);
  }

  close(): void {
    clearTimeout(this.#check);
    this.#check = undefined;
    for (const timer of this.#lingering.values()) clearTimeout(timer);
    for (const feed of this.#open.values()) void this.#end(feed);
    this.#feeds.clear();
    this.#open.clear();
  }

  async #start(room: Room): Promise<RoomFeed> {
    const feed = new RoomFeed(room.id, room.slug, room.epoch, this.log, this.observer, this.logger);
    // First listen, then ask where the log stands: what happens in between comes twice and is taken once.
    const early: Buffer[] = [];
    let started = false;
    const subscription = await this.bus.subscribe(roomTopic(room.id), (payload) => {
      if (started) feed.take(payload);
      else early.push(payload);
    });
    feed.subscription = subscription;
    try {
      feed.seq = (await this.log.heads([room.id])).get(room.id) ?? room.seq;
    } catch (error) {
      void this.#end(feed);
      throw error;
    }
    started = true;
    for (const payload of early) feed.take(payload);
    this.#open.set(room.id, feed);
    return feed;
  }

  async #end(feed: RoomFeed): Promise<void> {
    try {
      await feed.subscription?.end();
    } catch (error) {
      this.logger.debug({ err: error }, 'unsubscribing failed');
    }
  }

  #checkSoon(): void {
    const wait = this.bus.status() === 'connected' ? CHECK_MS : AWAY_CHECK_MS;
    const timer = setTimeout(() => {
      void this.#lookAgain().then(() => {
        if (this.#check === timer) this.#checkSoon();
      });
    }, wait).unref();
    this.#check = timer;
  }

  async #lookAgain(): Promise<void> {
    try {
      const asked = [...this.#open.keys()];
      const heads = await this.log.heads(asked);
      // The room was ended, and the signal that says so was lost.
      for (const id of asked) {
        const feed = this.#open.get(id);
        if (feed && !heads.has(id)) this.observer.onSignal(feed, ENDED);
      }
      for (const [roomId, seq] of heads) {
        const feed = this.#open.get(roomId);
        if (feed && feed.seq < seq) void feed.fill();
      }
    } catch (error) {
      this.logger.debug({ err: error }, 'the log could not be asked for news');
    }
  }
}
