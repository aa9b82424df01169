import { Problem } from '../errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { ChannelRef, Link } from './link.ts';

/** So often work is tried that fails although the store answers. */
const ATTEMPTS = 8;
/** More than this is not kept waiting for a channel: memory is finite, and the platform keeps it too. */
const MOST_WAITING = 2_000;

/**
 * Does what each channel asks for one after the other, different channels side by side. While the store is away everything
 * waits, so that nothing is lost and nothing overtakes. Work may be begun again and must bear that.
 */
export class ChannelTurns {
  readonly #last = new Map<string, { done: Promise<void>; waiting: number; overflowed: boolean }>();
  #closed = false;

  constructor(
    private readonly deps: {
      linkOf(channel: ChannelRef): Promise<Link | null>;
      logger: Logger;
      /** Told in the channel's turn when so much waited that some was dropped. */
      onDropped(link: Link): Promise<void>;
      /** Before trying again, ms. */
      pause(attempt: number): number;
    },
  ) {}

  /** Runs after everything that came earlier from this channel; does nothing for a channel without a working link. */
  take(channel: ChannelRef, work: (link: Link) => Promise<void>): Promise<void> {
    const key = `${channel.platform} ${channel.tenantId} ${channel.channelId}`;
    const turns = this.#last.get(key) ?? { done: Promise.resolve(), waiting: 0, overflowed: false };
    if (turns.waiting >= MOST_WAITING) {
      turns.overflowed = true;
      return turns.done;
    }
    this.#last.set(key, turns);
    turns.waiting++;
    const turn = turns.done.then(async () => {
      await this.#persist(channel, work);
      turns.waiting--;
      if (turns.waiting > 0) return;
      this.#last.delete(key);
      if (turns.overflowed) await this.take(channel, (link) => this.deps.onDropped(link));
    });
    turns.done = turn;
    return turn;
  }

  /** Asks the store until it answers. @returns undefined when all ended meanwhile */
  async answerOf<T>(ask: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 0; !this.#closed; attempt++) {
      try {
        return await ask();
      } catch (error) {
        this.deps.logger.warn({ err: error }, 'the store is away; what platforms tell waits');
        await this.#wait(attempt);
      }
    }
    return undefined;
  }

  /** What waits for the store waits no longer. */
  close(): void {
    this.#closed = true;
  }

  async #persist(channel: ChannelRef, work: (link: Link) => Promise<void>): Promise<void> {
    for (let attempt = 0, failures = 0; ; attempt++) {
      const link = await this.answerOf(() => this.deps.linkOf(channel));
      if (!link || link.state === 'paused') return;
      try {
        return await work(link);
      } catch (error) {
        const away = error instanceof Problem && error.code === 'unavailable';
        if (!away) failures++;
        if (failures >= ATTEMPTS || this.#closed) {
          const facts = { err: error, link: link.id };
          this.deps.logger.error(facts, 'something said in a channel was not taken in');
          return;
        }
        await this.#wait(attempt);
      }
    }
  }

  #wait(attempt: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.deps.pause(attempt)).unref());
  }
}
