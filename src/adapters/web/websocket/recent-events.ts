import { LIMITS } from '../../../protocol/frames.ts';
import type { LoggedEvent } from '../../../core/rooms/room-log.ts';
import { leavings, retellKept, type KeptEvent } from './kept-event.ts';

const PAGE = 500;
/** Events kept at hand. */
const KEPT = 256;
/** How long more of them are kept after somebody needed more: those who lost their connection with them come too. */
const REACH_MS = 15_000;
/** More than this is not sent at once: it would fill what a slow reader may leave unread before the next event comes. */
export const RESUME_BYTES = 512 * 1024;

/** One way back into the log, for everybody who needs it. */
interface Reach {
  from: number;
  /** False when the log does not reach that far, or there is too much of it. */
  done: Promise<boolean>;
}

/**
 * The newest events of a room, without a gap, for readers that come back. Who has been away longer makes it reach further
 * back: however many come at once, the log is read once for all of them.
 */
export class RecentEvents {
  #events: KeptEvent[] = [];
  #reach: Reach | undefined;
  #reachUntil = 0;
  /** What is being read, and what took something back meanwhile: a page on its way may still be as it was before. */
  #gathering: { events: KeptEvent[]; takenBack: KeptEvent[] } | undefined;

  /** @param read events of the room after a number, in order, at most so many */
  constructor(private readonly read: (after: number, limit: number) => Promise<LoggedEvent[]>) {}

  /** Adds what follows the newest. */
  add(fresh: readonly KeptEvent[]): void {
    this.#events.push(...fresh);
    const most = performance.now() < this.#reachUntil ? LIMITS.resumeEvents + KEPT : KEPT * 2;
    if (this.#events.length > most) this.#events = this.#events.slice(-KEPT);
  }

  /** Takes out what these events take back of earlier ones. */
  takeBack(news: readonly KeptEvent[]): void {
    this.#gathering?.takenBack.push(...news);
    retellKept([this.#events, this.#gathering?.events ?? []], news);
  }

  /** Everything after a number, up to the room's newest; null when that is not at hand. */
  after(seq: number, newest: number): KeptEvent[] | null {
    if (seq >= newest) return [];
    const oldest = this.#oldest(newest);
    return oldest > seq + 1 ? null : this.#events.slice(seq + 1 - oldest);
  }

  /**
   * Reads from the log until everything after a number is at hand.
   * @param newest the room's newest number, which may rise meanwhile
   * @returns false when that cannot be had
   * @throws what reading the log throws
   */
  async reachBack(seq: number, newest: () => number): Promise<boolean> {
    while (this.#oldest(newest()) > seq + 1) {
      this.#reach ??= { from: seq, done: this.#read(seq, newest).finally(() => (this.#reach = undefined)) };
      const { from, done } = this.#reach;
      // Who needs less than what could not be had tries by themselves.
      if (!(await done) && from >= seq) return false;
    }
    return true;
  }

  #oldest(newest: number): number {
    return this.#events[0]?.seq ?? newest + 1;
  }

  async #read(from: number, newest: () => number): Promise<boolean> {
    const gathering = { events: [] as KeptEvent[], takenBack: [] as KeptEvent[] };
    this.#gathering = gathering;
    try {
      let at = from;
      let bytes = 0;
      for (;;) {
        const missing = this.#oldest(newest()) - 1 - at;
        if (missing <= 0) break;
        const page = await this.read(at, Math.min(PAGE, missing));
        if (page.length === 0) return false;
        for (const { seq, frame } of page) {
          const line = Buffer.from(frame);
          gathering.events.push({ seq, line });
          bytes += line.length;
          at = seq;
        }
        if (bytes > RESUME_BYTES) return false;
      }
      const here = [...gathering.events, ...this.#events];
      retellKept([here], [...leavings(here), ...gathering.takenBack]);
      const oldest = this.#oldest(newest());
      this.#events = [...gathering.events.filter((event) => event.seq < oldest), ...this.#events];
      this.#reachUntil = performance.now() + REACH_MS;
      return true;
    } finally {
      this.#gathering = undefined;
    }
  }
}
