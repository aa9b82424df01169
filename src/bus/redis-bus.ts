import { Redis } from 'ioredis';
import type { EventBus, Subscription } from '../core/ports/event-bus.ts';
import type { Logger } from '../core/ports/logger.ts';

type Handler = (payload: Buffer) => void;

/**
 * The bus of many processes: plain Redis publish/subscribe, one channel per topic. What is published while Redis is away
 * is gone; after it returns, `onRecovered` sends every reader to the log.
 */
export class RedisBus implements EventBus {
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #handlers = new Map<string, { all: Set<Handler>; ready: Promise<unknown> }>();
  readonly #recovered: (() => void)[] = [];
  #status = 'connecting';

  /**
   * @param prefix keeps the topics of several installations on one Redis apart
   */
  constructor(
    url: string,
    private readonly logger: Logger,
    private readonly prefix = 'matinee:',
  ) {
    const onError = (error: Error): void => {
      if (this.#status !== error.message) logger.warn({ reason: error.message }, 'the bus (Redis) is away');
      this.#status = error.message || 'away';
    };
    this.#publisher = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      commandTimeout: 2000,
    });
    this.#subscriber = new Redis(url, { maxRetriesPerRequest: null });
    this.#publisher.on('error', onError);
    this.#subscriber.on('error', onError);
    this.#subscriber.on('messageBuffer', (channel: Buffer, payload: Buffer) => {
      const handlers = this.#handlers.get(channel.toString('utf8', this.prefix.length));
      if (handlers) for (const handler of handlers.all) handler(payload);
    });
    let before = false;
    this.#subscriber.on('ready', () => {
      this.#status = 'connected';
      if (before) {
        logger.info({}, 'the bus (Redis) is back');
        for (const handler of this.#recovered) handler();
      }
      before = true;
    });
  }

  /** @throws when Redis cannot be reached within a few seconds */
  async waitReady(): Promise<void> {
    if (this.#subscriber.status === 'ready' && this.#publisher.status === 'ready') return;
    await Promise.all([this.#publisher, this.#subscriber].map(ready));
  }

  publish(topic: string, payload: Buffer): void {
    this.#publisher.publish(this.prefix + topic, payload).catch((error: unknown) => {
      this.logger.debug({ err: error }, 'a signal was lost');
    });
  }

  async subscribe(topic: string, handler: Handler): Promise<Subscription> {
    let entry = this.#handlers.get(topic);
    if (!entry) {
      entry = { all: new Set(), ready: this.#subscriber.subscribe(this.prefix + topic) };
      this.#handlers.set(topic, entry);
    }
    const mine = entry;
    mine.all.add(handler);
    await mine.ready;
    return {
      end: async () => {
        mine.all.delete(handler);
        if (mine.all.size > 0 || this.#handlers.get(topic) !== mine) return;
        this.#handlers.delete(topic);
        await this.#subscriber.unsubscribe(this.prefix + topic);
        // Somebody may have subscribed again while that was on its way.
        if (this.#handlers.has(topic)) await this.#subscriber.subscribe(this.prefix + topic);
      },
    };
  }

  onRecovered(handler: () => void): void {
    this.#recovered.push(handler);
  }

  status(): string {
    return this.#subscriber.status === 'ready' && this.#publisher.status === 'ready' ? 'connected' : this.#status;
  }

  close(): Promise<void> {
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
    return Promise.resolve();
  }
}

function ready(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last = 'no answer';
    const onError = (error: Error): void => void (last = error.message || last);
    const timer = setTimeout(() => {
      redis.off('error', onError);
      reject(new Error(last));
    }, 4000);
    redis.on('error', onError);
    redis.once('ready', () => {
      clearTimeout(timer);
      redis.off('error', onError);
      resolve();
    });
  });
}
