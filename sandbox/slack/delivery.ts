import type { JsonObject } from './entities.ts';
import type { Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';

/** Something for the app: an event, a slash command or an interaction. */
export interface Parcel {
  kind: 'events_api' | 'slash_commands' | 'interactive';
  payload: JsonObject;
  /** Whether the acknowledgement may carry an answer. */
  acceptsResponse: boolean;
}

export interface Attempt {
  /** 0 for the first, 1 to 3 for retries. */
  number: number;
  reason: string;
}

export type Receipt =
  | { ok: true; response?: unknown }
  | { ok: false; reason: 'timeout' | 'http_timeout' | 'connection_failed' | 'http_error'; noRetry?: boolean };

/** How parcels reach the app: Socket Mode or signed HTTP. Never rejects. */
export interface Transport {
  deliver(parcel: Parcel, attempt: Attempt): Promise<Receipt>;
}

/**
 * Delivers events at least once: unacknowledged ones again at the given delays (Slack: at once, after
 * a minute, after five), then given up. Also where events are doubled, reordered and lost on purpose.
 */
export class Delivery {
  private readonly transport: () => Transport;
  private readonly faults: Faults;
  private readonly scheduler: Scheduler;
  private readonly retryDelaysMs: readonly number[];
  private readonly freshEventId: () => string;
  private held: JsonObject[] = [];
  private release: (() => void) | undefined;
  private cancelRelease: () => void = () => undefined;
  private holdWindow = 0;

  constructor(options: {
    transport: () => Transport;
    faults: Faults;
    scheduler: Scheduler;
    retryDelaysMs: readonly number[];
    freshEventId: () => string;
  }) {
    this.transport = options.transport;
    this.faults = options.faults;
    this.scheduler = options.scheduler;
    this.retryDelaysMs = options.retryDelaysMs;
    this.freshEventId = options.freshEventId;
  }

  /** Sends an event on its way and does not wait. */
  sendEvent(payload: JsonObject): void {
    if (this.faults.takeLoss()) return;
    const duplicate = this.faults.takeDuplicate();
    const copies = Array.from({ length: duplicate?.copies ?? 1 }, (_, index) =>
      index === 0 || duplicate?.sameEventId ? payload : { ...payload, event_id: this.freshEventId() },
    );
    for (const copy of copies) this.orHold(copy);
  }

  /** Commands and interactions: one attempt, and the person waits for it. */
  async sendOnce(parcel: Parcel): Promise<Receipt> {
    return this.deliver(parcel, { number: 0, reason: '' });
  }

  private orHold(payload: JsonObject): void {
    if (!this.release) {
      const reorder = this.faults.takeReorder();
      if (!reorder) {
        void this.attempt(payload, { number: 0, reason: '' });
        return;
      }
      this.holdWindow = reorder.window;
      this.release = () => {
        this.cancelRelease();
        this.release = undefined;
        const batch = this.held.reverse();
        this.held = [];
        for (const event of batch) void this.attempt(event, { number: 0, reason: '' });
      };
      this.cancelRelease = this.scheduler.after(reorder.maxHoldMs, this.release);
    }
    this.held.push(payload);
    if (this.held.length >= this.holdWindow) this.release();
  }

  private deliver(parcel: Parcel, attempt: Attempt): Promise<Receipt> {
    if (this.faults.isCutOff()) return Promise.resolve({ ok: false, reason: 'connection_failed' });
    return this.transport().deliver(parcel, attempt);
  }

  private async attempt(payload: JsonObject, attempt: Attempt): Promise<void> {
    const receipt = await this.deliver({ kind: 'events_api', payload, acceptsResponse: false }, attempt);
    if (receipt.ok || receipt.noRetry) return;
    const delay = this.retryDelaysMs[attempt.number];
    if (delay === undefined) return;
    this.scheduler.after(
      delay,
      () => void this.attempt(payload, { number: attempt.number + 1, reason: receipt.reason }),
    );
  }
}
