import type { Leases } from '../ports/leases.ts';
import type { Logger } from '../ports/logger.ts';
import { DeliveryFault, type ChatAdapter } from './chat-adapter.ts';
import { Ended, Errand } from './errand.ts';
import type { Link, PlatformId } from './link.ts';

const LEASE_MS = 15_000;
/** So many channels are read side by side: what is read of each is held in memory for a moment. */
const WIDTH = 4;
const LONGEST_PAUSE_MS = 10 * 60_000;

export interface LaneDeps {
  leases: Leases;
  adapters: ReadonlyMap<PlatformId, ChatAdapter>;
  logger: Logger;
  /** Takes in what was said and not heard. */
  missed(errand: Errand, link: Link): Promise<void>;
  /** Everything was: nothing is missing any more. */
  caughtUp(link: Link): Promise<void>;
  /** Compares what is known of the channel with how it stands. */
  compare(errand: Errand, link: Link): Promise<void>;
  /** Before a channel is read again that could not be, or that another process is reading, ms. */
  reread: number;
  /** Before trying again what failed in passing, ms. */
  again(attempt: number): number;
}

interface Asked {
  link: Link;
  step: 'missed' | 'compare';
  /** While a step is being taken. */
  begun: boolean;
  /** Asked once more while what was missed was being read: more may be missing by now. */
  missedMore: boolean;
  /** Asked once more while it was being compared. */
  again: Promise<void> | null;
  done: Promise<void>;
  finish(): void;
}

/**
 * Reads channels beside their talk: first everywhere what was said and not heard, then how what is known stands. A channel
 * is read by one process at a time, and once for however many asked meanwhile: whoever asks before it is compared is content
 * with that comparison. What is interrupted is begun again, which does no harm.
 */
export class CatchUpLane {
  readonly #asked = new Map<string, Asked>();
  readonly #urgent: Asked[] = [];
  readonly #later: Asked[] = [];
  readonly #errands = new Set<Errand>();
  readonly #timers = new Set<NodeJS.Timeout>();
  /** How often reading a channel has failed, one time after the other. */
  readonly #failures = new Map<string, number>();
  #running = 0;
  #closed = false;

  constructor(private readonly deps: LaneDeps) {}

  /** Resolves when the channel has been read, or has to be read another time. Never throws. */
  ask(link: Link): Promise<void> {
    if (this.#closed || !this.deps.adapters.has(link.platform)) return Promise.resolve();
    const before = this.#asked.get(link.id);
    if (before) return this.#askAgain(before);
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => (finish = resolve));
    const asked: Asked = { link, step: 'missed', begun: false, missedMore: false, again: null, done, finish };
    this.#asked.set(link.id, asked);
    this.#urgent.push(asked);
    this.#pump();
    return done;
  }

  #askAgain(asked: Asked): Promise<void> {
    if (asked.begun && asked.step === 'compare') {
      return (asked.again ??= asked.done.then(() => this.ask(asked.link)));
    }
    if (asked.begun) asked.missedMore = true;
    else if (asked.step === 'compare') this.#missedFirst(asked);
    return asked.done;
  }

  /** One that waits to be compared is read once more before. */
  #missedFirst(asked: Asked): void {
    asked.step = 'missed';
    const at = this.#later.indexOf(asked);
    if (at === -1) return; // it waits for another process, and has its turn after that
    this.#later.splice(at, 1);
    this.#queue(asked);
  }

  close(): void {
    this.#closed = true;
    for (const errand of this.#errands) errand.end();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const asked of this.#asked.values()) asked.finish();
    this.#asked.clear();
  }

  #pump(): void {
    while (this.#running < WIDTH && !this.#closed) {
      const next = this.#urgent.shift() ?? this.#later.shift();
      if (!next) return;
      this.#running++;
      void this.#take(next).finally(() => {
        this.#running--;
        this.#pump();
      });
    }
  }

  async #take(asked: Asked): Promise<void> {
    asked.begun = true;
    asked.missedMore = false;
    const { link, step } = asked;
    try {
      const outcome = await this.#run(asked);
      if (outcome === 'done') this.#failures.delete(link.id);
      if (outcome === 'taken') {
        asked.begun = false;
        return this.#after(this.deps.reread, () => this.#queue(asked));
      }
      // Whoever asked meanwhile may have brought another adapter.
      if (step === 'missed' && (outcome === 'done' || asked.missedMore)) {
        asked.begun = false;
        if (!asked.missedMore) asked.step = 'compare';
        return this.#queue(asked);
      }
    } catch (error) {
      const passing = !(error instanceof DeliveryFault) || error.kind !== 'broken';
      if (error instanceof DeliveryFault) {
        this.deps.logger.warn({ link: link.id, reason: error.message }, 'a channel could not be read');
      } else {
        this.deps.logger.error({ err: error, link: link.id }, 'a channel could not be compared');
      }
      // What was refused may have changed while it was read; only what somebody must mend waits for that.
      const failures = (this.#failures.get(link.id) ?? 0) + 1;
      this.#failures.set(link.id, failures);
      const pause = Math.min(this.deps.reread * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      const wait = (error instanceof DeliveryFault && error.retryAfter) || pause;
      if (passing) this.#after(wait, () => void this.ask(link));
    }
    this.#asked.delete(link.id);
    asked.finish();
  }

  async #run(asked: Asked): Promise<'done' | 'taken' | 'over'> {
    const { link, step } = asked;
    const { deps } = this;
    const { adapters, leases } = deps;
    const adapter = adapters.get(link.platform);
    if (!adapter || this.#closed) return 'over';
    const lease = await leases.take(`reading:${link.id}`, LEASE_MS);
    if (!lease) return 'taken';
    const wanted = (): boolean => !this.#closed && adapters.get(link.platform) === adapter;
    const errand = new Errand(adapter, lease, wanted, LEASE_MS, deps.again);
    this.#errands.add(errand);
    try {
      if (step === 'compare') await deps.compare(errand, link);
      else {
        await deps.missed(errand, link);
        // Then it is read from where this began.
        if (!asked.missedMore) await deps.caughtUp(link);
      }
      return 'done';
    } catch (error) {
      if (error instanceof Ended) return 'over';
      throw error;
    } finally {
      this.#errands.delete(errand);
      errand.end();
      await lease.release().catch((error: unknown) => {
        deps.logger.debug({ err: error }, 'a lease was not released; it will run out');
      });
    }
  }

  #queue(asked: Asked): void {
    (asked.step === 'missed' ? this.#urgent : this.#later).push(asked);
    this.#pump();
  }

  #after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) then();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }
}
