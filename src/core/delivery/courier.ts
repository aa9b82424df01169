import type { EventFrame } from '../../protocol/frames.ts';
import type { MediaGrants } from '../media/media-grants.ts';
import type { MessageRepository } from '../messages/message-repository.ts';
import type { Logger } from '../ports/logger.ts';
import type { Actor } from '../rooms/room.ts';
import type { LoggedEvent, RoomLog } from '../rooms/room-log.ts';
import { backoff } from './backoff.ts';
import { carryOut, knownTo } from './carry-out.ts';
import { DeliveryFault, type ChatAdapter } from './chat-adapter.ts';
import type { Link } from './link.ts';
import type { Delivered, LinkRepository } from './link-repository.ts';
import { CopyDecorator } from './copy-decorator.ts';
import {
  DecorationLane,
  stirringOf,
  type DecorationLaneDeps,
  type DecorationPace,
  type Decorator,
} from './decoration-lane.ts';
import type { DecorationKind, DecorationRepository } from './decoration-repository.ts';
import { FaultLog } from './fault-log.ts';
import { faultOf } from './fault-of.ts';
import { LineTurns } from './line-turns.ts';
import { missedMessages } from './missed-messages.ts';
import { notShown, passedOver } from './notices.ts';
import { isLine } from './compose-line.ts';
import { Pauses } from './pauses.ts';
import { Persistence, Superseded } from './persistence.ts';
import type { Platforms } from './platforms.ts';
import { Recently } from './recently.ts';
import { ReactionDecorator } from './reaction-decorator.ts';
import { RepeatWatch } from './repeat-watch.ts';
import { tellingStoreFaults } from './store-fault.ts';

const PAGE = 50;
/** Of lines that are never shown a channel is told so often at most. */
const LOST_NOTICE_MS = 60_000;
/** So long is remembered when a line was last composed, so that it is not changed for nothing. */
const COMPOSED_MS = 600_000;

/** How a courier spaces its work. Times in ms. */
export interface CourierPace extends DecorationPace {
  /** The log is looked at this often, also when nothing tells of news. */
  idle: number;
  /** More missed messages than this are not posted one by one: a line says how many, and where to read them. */
  catchUpLimit: number;
  /** When a line is looked for that may have been posted twice, after it was posted. */
  repeats: readonly number[];
}

export const COURIER_PACE: CourierPace = {
  idle: 2_000,
  retry: (attempt) => 50 + backoff(attempt, 250, 15_000),
  broken: (attempt) => 5_000 + backoff(attempt, 1_000, 60_000),
  storeAway: () => 1_000 + backoff(3),
  catchUpLimit: 500,
  repeats: [4_000, 15_000, 45_000, 120_000],
  quiet: 400,
  restless: 3_000,
  cards: 2_500,
  quotes: 1_200,
};

export interface CourierDeps {
  log: RoomLog;
  links: LinkRepository;
  messages: MessageRepository;
  mediaGrants: Pick<MediaGrants, 'onLink'>;
  platforms: Pick<Platforms, 'name'>;
  decorations: DecorationRepository;
  adapter: ChatAdapter;
  /** Matinee itself, who reports in rooms. */
  system: Actor;
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

/**
 * Reads a room's log for one link and brings what is said to its channel, strictly in order, moving the link's cursor with
 * every event. Reactions and cards follow in lanes of their own, so that talk never waits for them. Works under a lease;
 * everything it writes carries the lease's fence.
 */
export class Courier {
  readonly #pauses = new Pauses();
  readonly #faults: FaultLog;
  readonly #persistence: Persistence;
  readonly #means: Pick<CourierDeps, 'log' | 'links' | 'messages' | 'decorations'>;
  readonly #lanes: Record<DecorationKind, DecorationLane>;
  /** Changes of one message: its words here, its card in a lane beside. */
  readonly #turns = new LineTurns();
  /** After which event of the room a line of the channel was composed; it shows what stood then, or later. */
  readonly #composed = new Recently<number>(COMPOSED_MS);
  readonly #repeats: RepeatWatch;
  /** What was passed over for the lanes since the cursor was last moved. */
  readonly #stirred = new Set<DecorationKind>();
  #news = true;
  /** Whether the event after the cursor may have been carried out and not noted: by us, or by a courier that died. */
  #doubtful = true;
  /** Whether the platform answered well in this attempt. */
  #reached = false;
  /** The log's newest number when it was last looked at. */
  #head = 0;
  /** Messages up to this one are passed over. */
  #passedOver = 0;
  /** Up to here missed messages were counted, and were not too many. */
  #counted = 0;
  /** When the channel was last told that a line is not shown there, on the steady clock. */
  #toldOfLoss = -Infinity;

  constructor(
    private readonly deps: CourierDeps,
    private link: Link,
    private readonly fence: number,
  ) {
    this.#means = {
      log: tellingStoreFaults(deps.log),
      links: tellingStoreFaults(deps.links),
      messages: tellingStoreFaults(deps.messages),
      decorations: tellingStoreFaults(deps.decorations),
    };
    this.#faults = new FaultLog(deps.logger, link.id);
    this.#repeats = new RepeatWatch(deps.pace.repeats);
    const { pace, leased } = deps;
    const onBroken = (reason: string): Promise<void> => this.#tellBroken(reason);
    this.#persistence = new Persistence(
      { lane: 'lines', pace, faults: this.#faults, leased, onBroken },
      this.#pauses,
    );
    this.#lanes = this.#decorationLanes();
  }

  #decorationLanes(): Record<DecorationKind, DecorationLane> {
    const { adapter, logger, pace, leased } = this.deps;
    const under = { linkId: this.link.id, fence: this.fence };
    const { mediaGrants } = this.deps;
    const parts = { ...this.#means, mediaGrants, adapter, logger, link: () => this.link };
    const { links } = this.#means;
    const concerned: DecorationLaneDeps['concerned'] = (concern) =>
      'leaver' in concern
        ? links.shownOf(this.link.id, concern.leaver)
        : links.answersShown(this.link.id, concern.answersTo);
    const lane = (kind: DecorationKind, decorator: Decorator): DecorationLane =>
      new DecorationLane(
        { ...parts, kind, pace, faults: this.#faults, concerned, leased },
        decorator,
        under,
        this.link.cursor,
      );
    const copies = { ...parts, turns: this.#turns, composed: this.#composed };
    return {
      reactions: lane('reactions', new ReactionDecorator(parts, under)),
      cards: lane('cards', new CopyDecorator({ ...copies, quotes: false, everyMs: pace.cards }, under)),
      quotes: lane('quotes', new CopyDecorator({ ...copies, quotes: true, everyMs: pace.quotes }, under)),
    };
  }

  /** How far the lanes beside the lines have come. */
  get decorated(): number {
    return Math.min(...Object.values(this.#lanes).map((lane) => lane.cursor));
  }

  /** There may be something new. */
  wake(): void {
    this.#news = true;
    this.#pauses.interrupt('news');
  }

  /** The link as it is stored now. When somebody found that it works again, the next try does not wait. */
  update(link: Link): void {
    const mended = this.link.state === 'broken' && link.state === 'active';
    this.link = { ...link, cursor: this.link.cursor };
    if (mended) this.#mended();
  }

  #mended(): void {
    this.#pauses.interrupt('mended');
    for (const lane of Object.values(this.#lanes)) lane.mended();
  }

  stop(): void {
    this.#pauses.stop();
    for (const lane of Object.values(this.#lanes)) lane.stop();
  }

  /** Works until stopped or superseded. */
  async run(): Promise<void> {
    const lanes = [this.#runLines(), ...Object.values(this.#lanes).map((lane) => lane.run())];
    const ends = lanes.map(async (lane) => {
      try {
        await lane;
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
        this.deps.logger.info({ link: this.link.id }, 'another process carries this link on');
      } finally {
        this.stop();
      }
    });
    await Promise.all(ends);
  }

  /** @throws Superseded */
  async #runLines(): Promise<void> {
    const { pace } = this.deps;
    for (let failing: number | undefined; !this.#pauses.stopped;) {
      try {
        await this.#removeRepeats();
        const busy = await this.#deliverPage();
        failing = undefined;
        if (!busy && !this.#news) await this.#pauses.pause(pace.idle, 'news');
      } catch (error) {
        if (error instanceof Superseded) throw error;
        failing ??= performance.now();
        this.#faults.tell('lines', faultOf(error), performance.now() - failing);
        await this.#pauses.pause(pace.storeAway());
      }
    }
  }

  /** Takes away what turned out to be shown twice. Only between two lines: everything of ours that was noted is known then. */
  async #removeRepeats(): Promise<void> {
    if (this.#doubtful || !this.deps.leased()) return;
    const { adapter, logger } = this.deps;
    for (const line of this.#repeats.due()) {
      try {
        const repeats = await adapter.repeatsOf(this.link, line, knownTo(this.#means.links, this.link));
        if (repeats.length === 0) continue;
        await adapter.remove(this.link, repeats, false);
        logger.info({ link: this.link.id, line: line.key }, 'a line that was shown twice is shown once');
      } catch (error) {
        logger.debug({ err: error, link: this.link.id }, 'it is not known whether a line is shown twice');
      }
    }
  }

  /** @returns false when there was nothing to do */
  async #deliverPage(): Promise<boolean> {
    this.#news = false;
    const { log } = this.#means;
    const { catchUpLimit } = this.deps.pace;
    const head = (await log.heads([this.link.roomId])).get(this.link.roomId);
    if (head === undefined || head <= this.link.cursor) return false;
    this.#head = head;
    if (head - Math.max(this.link.cursor, this.#counted) > catchUpLimit) await this.#catchUp(head);
    let skipped: number | undefined;
    const page = await log.read(this.link.roomId, this.link.cursor, PAGE);
    for (const event of page) {
      if (this.#pauses.stopped) return true;
      const { concerns, passed } = stirringOf(event);
      for (const [kind] of concerns) this.#stirred.add(kind);
      if (passed || this.#isSkipped(event)) skipped = event.seq;
      else {
        skipped = undefined;
        await this.#deliver(event);
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
    const missed = await missedMessages(this.#means, this.link);
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
  async #deliver({ seq, kind, frame }: LoggedEvent): Promise<void> {
    try {
      await this.#persist(() => this.#carryOut(JSON.parse(frame) as EventFrame));
    } catch (error) {
      if (!(error instanceof DeliveryFault)) throw error;
      const { message: reason, cause } = error;
      const facts = { link: this.link.id, seq, kind, reason, err: cause };
      this.deps.logger.warn(facts, 'what happened in a room will not be shown in a channel');
      const failed = isLine(kind);
      await this.#note(seq, failed ? { failed: reason } : {});
      if (!failed) return;
      this.deps.onDelivered(this.link, seq, 'failed', reason);
      await this.#tellOfLoss();
    }
  }

  /** Nothing is less in a channel in silence; but a channel that takes nothing is not filled with notices. Tried once. */
  async #tellOfLoss(): Promise<void> {
    const now = performance.now();
    if (now - this.#toldOfLoss < LOST_NOTICE_MS || !this.deps.leased()) return;
    this.#toldOfLoss = now;
    try {
      const notice = notShown(await this.deps.roomUrl(this.link.roomId));
      await this.deps.adapter.notify(this.link, notice);
    } catch (error) {
      this.deps.logger.warn({ err: error, link: this.link.id }, 'a channel could not be told of a lost line');
    }
  }

  /**
   * Tries until it works or the courier is stopped; says when the link breaks and when it is mended.
   * @throws DeliveryFault when it is refused
   */
  async #persist(work: () => Promise<void>): Promise<void> {
    await this.#persistence.persist(() => {
      this.#reached = false;
      return work();
    });
    if (this.#reached && this.link.state === 'broken') await this.#tellMended();
  }

  async #tellBroken(reason: string): Promise<void> {
    if (!this.deps.leased()) throw new Superseded();
    await this.deps.onBroken(this.link, reason);
    this.link = { ...this.link, state: 'broken', reason };
  }

  async #tellMended(): Promise<void> {
    await this.deps.onMended(this.link);
    this.link = { ...this.link, state: 'active', reason: null };
    this.#mended();
  }

  #carryOut(event: EventFrame): Promise<void> {
    const changes = event.kind === 'message.edited' || event.kind === 'message.deleted';
    return changes
      ? this.#turns.take(event.data.seq, () => this.#carryOutInTurn(event))
      : this.#carryOutInTurn(event);
  }

  async #carryOutInTurn(event: EventFrame): Promise<void> {
    const { links, messages } = this.#means;
    const head = this.#head;
    const { shows, doubted, ...step } = await carryOut(
      {
        links,
        messages,
        mediaGrants: this.deps.mediaGrants,
        platforms: this.deps.platforms,
        system: this.deps.system.id,
        ask: (call) => this.#ask(call),
        dropping: async (remoteIds) => {
          if (!(await links.markLeaving(this.link.id, this.fence, remoteIds))) throw new Superseded();
        },
      },
      this.link,
      event,
      {
        doubtful: this.#doubtful,
        passedOver: event.seq <= this.#passedOver,
        isShown: (seq) => event.seq <= (this.#composed.get(String(seq)) ?? 0),
      },
    );
    await this.#note(event.seq, step);
    if (doubted) this.#repeats.watch(doubted);
    if (shows !== undefined) this.#composed.set(String(shows), head);
    if (step.copies) this.deps.onDelivered(this.link, step.copies.seq, 'sent');
  }

  /** Calls the platform. */
  async #ask<T>(call: (adapter: ChatAdapter) => Promise<T>): Promise<T> {
    this.#doubtful = true;
    const answer = await call(this.deps.adapter);
    this.#reached = true;
    return answer;
  }

  async #note(seq: number, step: Omit<Delivered, 'linkId' | 'fence' | 'seq'>): Promise<void> {
    const moved = await this.#means.links.advance({ linkId: this.link.id, fence: this.fence, seq, ...step });
    if (!moved) throw new Superseded();
    this.link = { ...this.link, cursor: seq };
    this.#doubtful = false;
    for (const [kind, lane] of Object.entries(this.#lanes)) {
      lane.follow(seq, this.#stirred.has(kind as DecorationKind));
    }
    this.#stirred.clear();
  }
}
