import type { EventFrame } from '../../protocol/frames.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { Logger } from '../ports/logger.ts';
import type { LoggedEvent, RoomLog } from '../rooms/room-log.ts';
import { backoff } from './backoff.ts';
import { carryOut } from './carry-out.ts';
import { DeliveryFault, type ChatAdapter } from './chat-adapter.ts';
import type { Link } from './link.ts';
import type { Delivered, LinkRepository } from './link-repository.ts';
import { missedMessages } from './missed-messages.ts';
import { passedOver } from './notices.ts';
import { isLine } from './compose-line.ts';

const PAGE = 50;
/** So often an adapter may stumble over one event before the event is passed over. */
const MOST_MISTAKES = 4;
/** Where a platform asks to wait and does not say for how long. */
const UNSAID_WAIT_MS = 1_000;

/** How a courier spaces its work. Times in ms. */
export interface CourierPace {
  /** The log is looked at this often, also when nothing tells of news. */
  idle: number;
  /** Before trying again what failed in passing. */
  retry(attempt: number): number;
  /** Before trying again what will not work until somebody mends it. */
  broken(attempt: number): number;
  /** Before going on after the store failed. */
  storeAway(): number;
  /** More missed messages than this are not posted one by one: a line says how many, and where to read them. */
  catchUpLimit: number;
}

export const COURIER_PACE: CourierPace = {
  idle: 2_000,
  retry: (attempt) => 50 + backoff(attempt, 250, 15_000),
  broken: (attempt) => 5_000 + backoff(attempt, 1_000, 60_000),
  storeAway: () => 1_000 + backoff(3),
  catchUpLimit: 500,
};

export interface CourierDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  adapter: ChatAdapter;
  logger: Logger;
  pace: CourierPace;
  /** Whether the lease still runs, as far as can be known without asking: without it nothing is sent. */
  leased(): boolean;
  /** Told after each message that arrived or will not. */
  onDelivered(link: Link, seq: number, state: 'sent' | 'failed', detail?: string): void;
  /** Told each time the link is found not to work, and when it works again. */
  onBroken(link: Link, reason: string): Promise<void>;
  onMended(link: Link): Promise<void>;
  /** Where a room can be read on the web. */
  roomUrl(roomId: string): Promise<string>;
}

/** The lease was lost: somebody else carries on. */
class Superseded extends Error {}

/** What may cut a pause short. */
type Interruption = 'stopped' | 'news' | 'mended';

/**
 * Reads a room's log for one link and brings each event to its channel, strictly in order, moving the link's cursor with
 * every one. Works under a lease; everything it writes carries the lease's fence.
 */
export class Courier {
  #stopped = false;
  #interrupt: (what: Interruption) => void = () => undefined;
  #news = true;
  /** Whether the event after the cursor may have been carried out and not noted: by us, or by a courier that died. */
  #doubtful = true;
  /** Whether the platform answered well in this attempt. */
  #reached = false;
  /** How often the adapter has stumbled over the event after the cursor. */
  #mistakes = 0;
  /** The log's newest number when it was last looked at. */
  #head = 0;
  /** What the channel shows as it was when the log had come to a number, or later. */
  readonly #shown = new Map<string, number>();
  /** Messages up to this one are passed over. */
  #passedOver = 0;
  /** Up to here missed messages were counted, and were not too many. */
  #counted = 0;

  constructor(
    private readonly deps: CourierDeps,
    private link: Link,
    private readonly fence: number,
  ) {}

  /** There may be something new. */
  wake(): void {
    this.#news = true;
    this.#interrupt('news');
  }

  /** The link as it is stored now. When somebody found that it works again, the next try does not wait. */
  update(link: Link): void {
    const mended = this.link.state === 'broken' && link.state === 'active';
    this.link = { ...link, cursor: this.link.cursor };
    if (mended) this.#interrupt('mended');
  }

  stop(): void {
    this.#stopped = true;
    this.#interrupt('stopped');
  }

  /** Works until stopped or superseded. Never throws. */
  async run(): Promise<void> {
    const { logger, pace } = this.deps;
    while (!this.#stopped) {
      try {
        if (!(await this.#deliverPage()) && !this.#news) await this.#pause(pace.idle, 'news');
      } catch (error) {
        if (error instanceof Superseded) {
          logger.info({ link: this.link.id }, 'another process carries this link on');
          return;
        }
        logger.error({ err: error, link: this.link.id }, 'a courier stumbled');
        await this.#pause(pace.storeAway());
      }
    }
  }

  /** @returns false when there was nothing to do */
  async #deliverPage(): Promise<boolean> {
    this.#news = false;
    const { log, pace } = this.deps;
    const head = (await log.heads([this.link.roomId])).get(this.link.roomId);
    if (head === undefined || head <= this.link.cursor) return false;
    if (this.link.cursor >= this.#head) this.#shown.clear();
    this.#head = head;
    if (head - Math.max(this.link.cursor, this.#counted) > pace.catchUpLimit) await this.#catchUp(head);
    let skipped: number | undefined;
    const page = await log.read(this.link.roomId, this.link.cursor, PAGE);
    for (const event of page) {
      if (this.#stopped) return true;
      if (this.#isSkipped(event)) skipped = event.seq;
      else {
        skipped = undefined;
        await this.#deliver(JSON.parse(event.frame) as EventFrame);
      }
    }
    if (skipped !== undefined) await this.#note(skipped, {});
    return page.length > 0;
  }

  /** Passed over without a look at the platform. */
  #isSkipped({ kind, seq }: LoggedEvent): boolean {
    return isLine(kind) && seq <= this.#passedOver && !this.#doubtful;
  }

  /** Counts what was missed; when it is too much, says so and has all but the newest of it passed over. */
  async #catchUp(head: number): Promise<void> {
    const limit = this.deps.pace.catchUpLimit;
    const missed = await missedMessages(this.deps, this.link);
    this.#counted = head;
    if (missed.length <= limit) return;
    const passed = missed.slice(0, missed.length - Math.ceil(limit / 2));
    const notice = passedOver(passed.length, await this.deps.roomUrl(this.link.roomId));
    try {
      await this.#persist(() => this.#ask((adapter) => adapter.notify(this.link, notice)));
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      this.deps.logger.warn({ link: this.link.id, reason: error.message }, 'a notice is refused');
    }
    this.#passedOver = passed.at(-1) ?? 0;
  }

  /** Brings one event over, however long it takes, and moves the cursor. */
  async #deliver(event: EventFrame): Promise<void> {
    try {
      await this.#persist(() => this.#carryOut(event));
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      const { message: reason } = error;
      const facts = { link: this.link.id, seq: event.seq, kind: event.kind, reason };
      this.deps.logger.warn(facts, 'a platform refuses what happened in the room');
      const failed = isLine(event.kind);
      await this.#note(event.seq, failed ? { failed: reason } : {});
      if (failed) this.deps.onDelivered(this.link, event.seq, 'failed', reason);
    }
  }

  /**
   * Tries until it works or the courier is stopped; says when the link breaks and when it is mended.
   * @throws DeliveryFault when it is refused
   */
  async #persist(work: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !this.#stopped; attempt++) {
      if (!this.deps.leased()) throw new Superseded();
      this.#reached = false;
      try {
        await work();
        if (this.#reached && this.link.state === 'broken') await this.#tellMended();
        return;
      } catch (error) {
        if (!(error instanceof DeliveryFault) || error.kind === 'refused') throw error;
        if (error.kind === 'broken') await this.#tellBroken(error.message);
        await this.#pause(this.#waitAfter(error, attempt), 'mended');
      }
    }
  }

  #waitAfter({ kind, retryAfter }: DeliveryFault, attempt: number): number {
    const { pace } = this.deps;
    if (kind === 'broken') return pace.broken(attempt);
    return kind === 'wait' ? (retryAfter ?? UNSAID_WAIT_MS) : pace.retry(attempt);
  }

  async #tellBroken(reason: string): Promise<void> {
    if (!this.deps.leased()) throw new Superseded();
    this.deps.logger.warn({ link: this.link.id, reason }, 'a link is broken');
    await this.deps.onBroken(this.link, reason);
    this.link = { ...this.link, state: 'broken', reason };
  }

  async #tellMended(): Promise<void> {
    await this.deps.onMended(this.link);
    this.link = { ...this.link, state: 'active', reason: null };
  }

  async #carryOut(event: EventFrame): Promise<void> {
    const { links, messages } = this.deps;
    const head = this.#head;
    const { shows, ...step } = await carryOut(
      { links, messages, ask: (call) => this.#ask(call) },
      this.link,
      event,
      {
        doubtful: this.#doubtful,
        passedOver: event.seq <= this.#passedOver,
        isShown: (what) => event.seq <= (this.#shown.get(what) ?? 0),
      },
    );
    await this.#note(event.seq, step);
    if (shows !== undefined) this.#shown.set(shows, head);
    if (step.copies) this.deps.onDelivered(this.link, step.copies.seq, 'sent');
  }

  /** Calls the platform. What an adapter throws besides DeliveryFaults is a mistake in it, which is not tried for ever. */
  async #ask<T>(call: (adapter: ChatAdapter) => Promise<T>): Promise<T> {
    this.#doubtful = true;
    try {
      const answer = await call(this.deps.adapter);
      this.#reached = true;
      return answer;
    } catch (cause) {
      if (cause instanceof DeliveryFault) throw cause;
      this.deps.logger.error({ err: cause, link: this.link.id }, 'an adapter stumbled');
      const kind = ++this.#mistakes < MOST_MISTAKES ? 'retry' : 'refused';
      throw new DeliveryFault(kind, 'Matinee could not prepare this for the channel.', undefined, { cause });
    }
  }

  async #note(seq: number, step: Omit<Delivered, 'linkId' | 'fence' | 'seq'>): Promise<void> {
    const moved = await this.deps.links.advance({ linkId: this.link.id, fence: this.fence, seq, ...step });
    if (!moved) throw new Superseded();
    this.link = { ...this.link, cursor: seq };
    this.#doubtful = false;
    this.#mistakes = 0;
  }

  #pause(ms: number, until: Interruption = 'stopped'): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#interrupt = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#interrupt = (what) => {
        if (what === 'stopped' || what === until) done();
      };
    });
  }
}
