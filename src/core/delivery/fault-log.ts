import type { Logger } from '../ports/logger.ts';
import type { DeliveryFault } from './chat-adapter.ts';
import { Recently } from './recently.ts';

const MINUTE_MS = 60_000;

/** Says what goes wrong on a link and is tried again, each fault once in a minute however often it comes. */
export class FaultLog {
  readonly #said: Recently<true>;

  constructor(
    private readonly logger: Logger,
    private readonly linkId: string,
    now?: () => number,
  ) {
    this.#said = new Recently(MINUTE_MS, now);
  }

  /**
   * @param lane what is delayed by it
   * @param age since when it fails, ms
   */
  tell(lane: string, { kind, message: reason, cause }: DeliveryFault, age: number): void {
    const name = `${lane} ${kind} ${reason}`;
    if (this.#said.get(name)) return;
    this.#said.set(name, true);
    const facts = { link: this.linkId, lane, kind, reason, ageMs: Math.round(age) };
    // What a platform says is in the reason; of our own faults somebody will want to see where they came from.
    const ours = kind === 'mistake' || kind === 'retry';
    this.logger.warn(ours ? { ...facts, err: cause } : facts, 'a delivery fails and is tried again');
  }
}
