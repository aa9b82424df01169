import { DeliveryFault } from './chat-adapter.ts';
import type { FaultLog } from './fault-log.ts';
import { faultOf } from './fault-of.ts';
import type { Pauses } from './pauses.ts';
import { StoreFault } from './store-fault.ts';

/** So often our own code may stumble over one thing before that is given up. */
const MOST_MISTAKES = 4;
/** Where a platform asks to wait and does not say for how long. */
const UNSAID_WAIT_MS = 1_000;

/** The lease was lost: somebody else carries on. */
export class Superseded extends Error {}

/** How long to wait before trying again, in ms. */
export interface RetryPace {
  /** What failed in passing. */
  retry(attempt: number): number;
  /** What will not work until somebody mends it. */
  broken(attempt: number): number;
  /** After the store failed. */
  storeAway(): number;
}

export interface PersistenceDeps {
  /** What is delayed when it does not work: for the log. */
  lane: string;
  pace: RetryPace;
  faults: FaultLog;
  /** Whether the lease still runs, as far as can be known without asking: without it nothing is sent. */
  leased(): boolean;
  /** Told each time it is found that nothing works until somebody mends it. */
  onBroken?(reason: string): Promise<void>;
}

/** Tries one thing after the other, each until it works, is refused, or there is no more time. */
export class Persistence {
  constructor(
    private readonly deps: PersistenceDeps,
    private readonly pauses: Pauses,
  ) {}

  /**
   * Tries until it works or the lane is stopped.
   * @throws DeliveryFault `refused` when it will never work, and Superseded
   */
  async persist(work: () => Promise<void>): Promise<void> {
    const began = performance.now();
    for (let attempt = 0, mistakes = 0; !this.pauses.stopped; attempt++) {
      if (!this.deps.leased()) throw new Superseded();
      try {
        return await work();
      } catch (error) {
        if (error instanceof Superseded) throw error;
        const fault = faultOf(error);
        if (fault.kind === 'refused') throw fault;
        this.deps.faults.tell(this.deps.lane, fault, performance.now() - began);
        if (fault.kind === 'mistake' && ++mistakes >= MOST_MISTAKES) {
          throw new DeliveryFault('refused', fault.message, undefined, { cause: error });
        }
        if (fault.kind === 'broken') await this.deps.onBroken?.(fault.message);
        await this.pauses.pause(this.#waitAfter(fault, attempt), 'mended');
      }
    }
  }

  #waitAfter({ kind, retryAfter, cause }: DeliveryFault, attempt: number): number {
    const { pace } = this.deps;
    if (cause instanceof StoreFault) return pace.storeAway();
    if (kind === 'broken') return pace.broken(attempt);
    if (kind === 'wait') return retryAfter ?? UNSAID_WAIT_MS;
    return Math.max(retryAfter ?? 0, pace.retry(attempt));
  }
}
