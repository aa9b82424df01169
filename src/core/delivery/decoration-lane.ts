import type { EventFrame } from '../../protocol/frames.ts';
import type { LoggedEvent, RoomLog } from '../rooms/room-log.ts';
import { DeliveryFault } from './chat-adapter.ts';
import type { DecorationKind, DecorationRepository, Fenced } from './decoration-repository.ts';
import type { FaultLog } from './fault-log.ts';
import { faultOf } from './fault-of.ts';
import type { Link } from './link.ts';
import { Pauses } from './pauses.ts';
import { Persistence, Superseded, type RetryPace } from './persistence.ts';

const PAGE = 200;
/** So many messages are looked after in one go. */
const MOST = 500;

/** How decoration is spaced, in ms. */
export interface DecorationPace extends RetryPace {
  /** So long nothing more must have happened before anything is sent: what is undone at once never goes out. */
  quiet: number;
  /** But longer than this is not waited. */
  restless: number;
  /** Between two updates of cards on one link. */
  cards: number;
  /** Between two changes of what quotes, or of what goes because its author left. */
  quotes: number;
}

/** Brings the decoration of one message up to date, one step at a time. */
export interface Decorator {
  /**
   * Looks at how the message stands and at what is shown, and makes one difference less.
   * @param asOf number of the last event that concerns it
   * @returns how long to wait before the next look, in ms, and null when there was no difference
   * @throws DeliveryFault
   */
  step(seq: number, asOf: number): Promise<number | null>;
  /** The platform will never take the difference that was just tried. */
  refused(seq: number, fault: DeliveryFault): Promise<void>;
  /** The message is looked after. */
  done(seq: number): void;
}

export interface DecorationLaneDeps {
  kind: DecorationKind;
  log: RoomLog;
  decorations: DecorationRepository;
  pace: DecorationPace;
  faults: FaultLog;
  /** The messages that are concerned where an event does not name them. */
  concerned(concern: Exclude<Concern, { seq: number }>): Promise<number[]>;
  leased(): boolean;
  link(): Link;
}

/** Which messages an event concerns: that one, those that answer it, or all of somebody's who left for good. */
export type Concern = { seq: number } | { answersTo: number } | { leaver: string };

/** What lanes beside the lines make of an event. */
export interface Stirring {
  concerns: readonly (readonly [DecorationKind, Concern])[];
  /** Whether the lines themselves have nothing to do with it. */
  passed: boolean;
}

const NOTHING: Stirring = { concerns: [], passed: false };

/** Which lanes show what an event tells, and of which messages. */
export function stirringOf({ kind, frame }: LoggedEvent): Stirring {
  switch (kind) {
    case 'reaction.added':
    case 'reaction.removed':
      return about('reactions', read<'reaction.added'>(frame));
    case 'poll.voted':
    case 'poll.closed':
      return about('cards', read<'poll.voted'>(frame));
    case 'message.edited': {
      const edited = read<'message.edited'>(frame);
      if (!edited) return NOTHING;
      const { seq, review } = edited.data;
      const quotes = ['quotes', { answersTo: seq }] as const;
      return review
        ? { concerns: [['cards', { seq }], quotes], passed: true }
        : { concerns: [quotes], passed: false };
    }
    case 'message.deleted': {
      const deleted = read<'message.deleted'>(frame);
      if (!deleted) return NOTHING;
      const { seq } = deleted.data;
      const quotes = ['quotes', { answersTo: seq }] as const;
      // Those of somebody who left for good may be very many: they go beside the talk.
      return deleted.actor.left
        ? { concerns: [quotes, ['quotes', { seq }]], passed: true }
        : { concerns: [quotes], passed: false };
    }
    case 'member.left': {
      if (!frame.includes('"left":true')) return NOTHING;
      const person = read<'member.left'>(frame)?.data.person;
      return person?.left ? { concerns: [['quotes', { leaver: person.id }]], passed: true } : NOTHING;
    }
    default:
      return NOTHING;
  }
}

function about(kind: DecorationKind, event: { data: { seq: number } } | null): Stirring {
  return event ? { concerns: [[kind, { seq: event.data.seq }]], passed: true } : NOTHING;
}

/** Null for what cannot be read: the lane of the talk finds out, and passes it. */
function read<K extends EventFrame['kind']>(frame: string): EventFrame<K> | null {
  try {
    return JSON.parse(frame) as EventFrame<K>;
  } catch {
    return null;
  }
}

/**
 * Looks after one kind of decoration of a link, beside the lane of its lines and never before it: of the events up to where
 * the lines have come it takes only which messages are concerned, and has their decoration made as it stands by then.
 */
export class DecorationLane {
  readonly #pauses = new Pauses();
  readonly #persistence: Persistence;
  #follows: number;
  #done = 0;
  /** As far as that is stored. */
  #noted = 0;
  /** Something happened that this lane shows; since when, and when last. */
  #stirred: { first: number; last: number } | null = null;

  constructor(
    private readonly deps: DecorationLaneDeps,
    private readonly decorator: Decorator,
    private readonly under: Fenced,
    cursor: number,
  ) {
    this.#follows = cursor;
    const { kind: lane, pace, faults, leased } = deps;
    this.#persistence = new Persistence({ lane, pace, faults, leased }, this.#pauses);
  }

  /** How far it has come. */
  get cursor(): number {
    return this.#done;
  }

  /** The lines have come to this event. @param stirred whether there was something for this lane since the last time */
  follow(cursor: number, stirred: boolean): void {
    this.#follows = cursor;
    const now = performance.now();
    if (stirred) this.#stirred = { first: this.#stirred?.first ?? now, last: now };
    this.#pauses.interrupt('news');
  }

  /** The link works again: the next try does not wait. */
  mended(): void {
    this.#pauses.interrupt('mended');
  }

  stop(): void {
    this.#pauses.stop();
  }

  /** Works until stopped. @throws Superseded */
  async run(): Promise<void> {
    const { decorations, kind, faults, pace } = this.deps;
    for (let loaded = false, failing: number | undefined; !this.#pauses.stopped;) {
      try {
        if (!loaded) this.#done = this.#noted = await decorations.cursorOf(this.under.linkId, kind);
        loaded = true;
        if (this.#done >= this.#follows) await this.#pauses.pause(60_000, 'news');
        else if (await this.#isQuiet()) await this.#lookAfter();
        failing = undefined;
      } catch (error) {
        if (error instanceof Superseded) throw error;
        failing ??= performance.now();
        faults.tell(kind, faultOf(error), performance.now() - failing);
        await this.#pauses.pause(pace.storeAway());
      }
    }
  }

  /** Waits a moment. @returns whether nothing more happens, or enough was waited */
  async #isQuiet(): Promise<boolean> {
    if (!this.#stirred) return true;
    const { quiet, restless } = this.deps.pace;
    const { first, last } = this.#stirred;
    const wait = Math.min(last + quiet, first + restless) - performance.now();
    if (wait > 0) await this.#pauses.pause(wait);
    return wait <= 0;
  }

  async #lookAfter(): Promise<void> {
    this.#stirred = null;
    const { upTo, seqs } = await this.#concerned();
    for (const [seq, asOf] of seqs) await this.#settle(seq, asOf);
    if (this.#pauses.stopped) return;
    const { decorations, kind } = this.deps;
    // Passing over what concerns nobody is noted with the next that does, or after a while: it is soon passed over again.
    if (seqs.size > 0 || upTo - this.#noted >= PAGE) {
      if (!(await decorations.moveCursor(this.under, kind, upTo))) throw new Superseded();
      this.#noted = upTo;
    }
    this.#done = upTo;
  }

  /** The messages whose decoration may have changed, each with the last event about it, up to where the lines have come. */
  async #concerned(): Promise<{ upTo: number; seqs: Map<number, number> }> {
    const { log, kind, concerned } = this.deps;
    const { roomId } = this.deps.link();
    const follows = this.#follows;
    const seqs = new Map<number, number>();
    for (let after = this.#done; ;) {
      const page = await log.read(roomId, after, PAGE);
      for (const event of page) {
        if (event.seq > follows) return { upTo: follows, seqs };
        after = event.seq;
        for (const [lane, concern] of stirringOf(event).concerns) {
          if (lane !== kind) continue;
          const named = 'seq' in concern ? [concern.seq] : await concerned(concern);
          for (const seq of named) seqs.set(seq, event.seq);
        }
      }
      if (page.length === 0) return { upTo: follows, seqs };
      if (after >= follows || seqs.size >= MOST) return { upTo: after, seqs };
    }
  }

  async #settle(seq: number, asOf: number): Promise<void> {
    for (let next: number | null = 0; next !== null && !this.#pauses.stopped;) {
      try {
        await this.#persistence.persist(async () => void (next = await this.decorator.step(seq, asOf)));
        if (next !== null && next > 0) await this.#pauses.pause(next);
      } catch (error) {
        if (!(error instanceof DeliveryFault)) throw error;
        await this.decorator.refused(seq, error);
      }
    }
    this.decorator.done(seq);
  }
}
