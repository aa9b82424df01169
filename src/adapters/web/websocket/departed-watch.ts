import { DEPARTED_TOPIC } from '../../../core/departures/leave-for-good.ts';
import type { Core } from '../../../core/core.ts';

/** How often the store is asked who left, for those of whom the bus did not tell. */
const ASK_MS = 3_000;
/** Who left so long before the store last told holds no socket any more. */
const LATELY_MS = 10 * 60_000;

/** Hears of people who leave for good, on whichever process, also while the bus is away. */
export class DepartedWatch {
  readonly #timer: NodeJS.Timeout;
  readonly #subscribed: Promise<{ end(): Promise<void> } | undefined>;

  /** When the store last told who left. */
  #told: number;

  /** @param onLeft told of each of them, perhaps more than once */
  constructor(
    private readonly core: Pick<Core, 'bus' | 'departures' | 'logger'>,
    private readonly onLeft: (personId: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#told = now();
    this.#timer = setInterval(() => void this.#ask(), ASK_MS).unref();
    this.#subscribed = core.bus
      .subscribe(DEPARTED_TOPIC, (payload) => onLeft(payload.toString()))
      .catch((error: unknown) => {
        core.logger.warn({ err: error }, 'the bus does not tell who leaves; the store is asked');
        return undefined;
      });
  }

  close(): void {
    clearInterval(this.#timer);
    void this.#subscribed.then((subscription) => subscription?.end());
  }

  async #ask(): Promise<void> {
    try {
      // Who left while the store could not be asked, however long that was, is told of too.
      const asked = this.now();
      const left = await this.core.departures.lately(asked - this.#told + LATELY_MS);
      this.#told = asked;
      for (const personId of left) this.onLeft(personId);
    } catch (error) {
      this.core.logger.debug({ err: error }, 'the store could not be asked who left');
    }
  }
}
