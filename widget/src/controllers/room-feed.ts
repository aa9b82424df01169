import type { EventFrame, MessageView, ServerFrame } from '../../../src/protocol/frames.ts';
import type { Connection, RoomListener } from '../client/connection.ts';
import { asProblem, type Problem } from '../client/problem.ts';
import { reconnectDelay } from '../client/reconnect-delay.ts';
import type { HistoryPage, RestClient } from '../client/rest-client.ts';
import { quoted, RoomLog } from './room-log.ts';

const PAGE = 50;

type Joined = Extract<ServerFrame, { op: 'joined' }>;

/** Whom a feed tells. */
export interface FeedReader {
  readonly me: { id: string } | null;
  /** A new event is in the log. */
  took(event: EventFrame): void;
  /** The newest page is there to be seen. */
  opened(): void;
  /** The log is sure to hold this line. */
  holds(seq: number): void;
  cannotRead(problem: Problem): void;
  /** An older page could not be had. */
  missed(problem: Problem): void;
  changed(): void;
}

/** Keeps one room's log in step: joins pages of history and live events, each of which comes when it likes. */
export class RoomFeed {
  log = new RoomLog();
  #slug: string;
  #connection: Connection;
  #rest: RestClient;
  #reader: FeedReader;
  /** Live events that came while history was on its way; undefined once the log is in step. */
  #waiting: EventFrame[] | undefined = [];
  #page: HistoryPage | undefined;
  #reading = false;
  /** The room's head when we last joined. */
  #joinedAt: number | undefined;
  #older: Promise<boolean> | undefined;
  /** What was read was read as somebody else. */
  #stale = false;
  /** Readings in a row that failed, and the next one. */
  #tries = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(slug: string, connection: Connection, rest: RestClient, reader: FeedReader) {
    this.#slug = slug;
    this.#connection = connection;
    this.#rest = rest;
    this.#reader = reader;
  }

  get loaded(): boolean {
    return this.log.before !== undefined;
  }

  /** From where a join resumes. */
  get place(): ReturnType<RoomListener['join']> {
    const { head, epoch } = this.log;
    return epoch !== undefined && this.loaded ? { after: head, epoch } : {};
  }

  /** What was read may look otherwise to who reads now. */
  turnStale(): void {
    this.#stale = true;
  }

  enterAt({ epoch, seq, events, reset }: Joined): void {
    const { log } = this;
    const fresh = !reset && !this.#stale && (log.epoch ?? epoch) === epoch;
    const resumed = fresh && log.epoch !== undefined && this.loaded;
    this.#stale = false;
    this.#joinedAt = seq;
    log.epoch = epoch;
    if (resumed) {
      const live = this.#waiting ?? [];
      this.#waiting = undefined;
      for (const event of [...events, ...live]) this.#take(event);
      return;
    }
    this.#waiting ??= [];
    const page = this.#page;
    if (fresh && page && (page.epoch ?? epoch) === epoch) this.#settle(page, page.seq);
    else void this.readNewest();
  }

  receive(event: EventFrame): void {
    if (this.#waiting) this.#waiting.push(event);
    else this.#take(event);
  }

  async readNewest(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const joinedAt = this.#joinedAt;
    try {
      const page = await this.#rest.messages(this.#slug, PAGE);
      this.#reading = false;
      const newest = page.messages.at(-1)?.seq ?? 0;
      if (this.#joinedAt !== undefined) {
        // A server that does not say how far the page reaches: up to where we joined, or to its newest line.
        this.#settle(page, page.seq ?? (joinedAt === undefined ? undefined : Math.max(joinedAt, newest)));
      } else {
        // Not joined yet: show it, and settle when we are.
        this.#page = page;
        if (!this.loaded) this.log.start(page, newest);
      }
      this.#reader.opened();
      this.#tries = 0;
    } catch (thrown) {
      this.#reading = false;
      const problem = asProblem(thrown);
      if (!this.loaded) this.#reader.cannotRead(problem);
      // A server that could not be asked at all says so through the connection, which comes back by itself.
      if (problem.passing && problem.code !== 'connection_lost')
        this.#again = setTimeout(
          () => void this.readNewest(),
          (problem.retryAfter ?? 0) + reconnectDelay(2 + this.#tries++),
        );
    }
    this.#reader.changed();
  }

  stop(): void {
    clearTimeout(this.#again);
  }

  /** @param head the seq up to which the page is sure to hold everything, if any is known */
  #settle(page: HistoryPage, head: number | undefined): void {
    // A page that was asked for before we joined, from a server that does not say how far it reaches.
    if (head === undefined) {
      void this.readNewest();
      return;
    }
    if (this.#waiting) {
      this.#page = undefined;
      this.log.start(page, head);
      for (const { seq } of page.messages) this.#reader.holds(seq);
      const live = this.#waiting;
      this.#waiting = undefined;
      for (const event of live) this.#take(event);
    }
    if (head < (this.#joinedAt ?? 0)) this.#connection.rejoin(this.#slug);
  }

  #take(event: EventFrame): void {
    const taken = this.log.apply(event, this.#reader.me?.id);
    if (taken === 'gap') {
      this.#waiting = [event];
      this.#connection.rejoin(this.#slug);
    } else if (taken === 'applied') {
      if (event.kind === 'message.posted') void this.#fetchQuote(event.seq, event.data.replyTo);
      this.#reader.took(event);
    }
  }

  /** Reads the line that a new one answers, if it is not among those at hand. */
  async #fetchQuote(seq: number, of: number | undefined): Promise<void> {
    if (of === undefined || this.log.find(of)) return;
    const page = await this.#rest.messages(this.#slug, 1, of + 1).catch(() => undefined);
    const answered: MessageView | undefined = page?.messages.at(-1);
    if (answered?.seq !== of) return;
    this.log.setQuote(seq, quoted(answered));
    this.#reader.changed();
  }

  /** Reads one older page. False at the beginning of the room, or when it could not be had. */
  loadOlder(limit = PAGE): Promise<boolean> {
    this.#older ??= this.#readOlder(limit).finally(() => {
      this.#older = undefined;
      this.#reader.changed();
    });
    return this.#older;
  }

  async #readOlder(limit: number): Promise<boolean> {
    const { before } = this.log;
    if (before == null) return false;
    try {
      this.log.prepend(await this.#rest.messages(this.#slug, limit, before));
      return true;
    } catch (thrown) {
      this.#reader.missed(asProblem(thrown));
      return false;
    }
  }
}
