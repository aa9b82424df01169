import { Redis } from 'ioredis';
import type { EventBus, Subscription } from '../core/ports/event-bus.ts';
import type { Logger } from '../core/ports/logger.ts';

type Handler = (payload: Buffer) => void;

/** How often Redis is asked whether it is there: a frozen one keeps its connections. */
const BEAT_MS = 2_000;
/** How long a subscription is waited for; what happens meanwhile the log tells. */
const PATIENCE_MS = 1_000;
const START_MS = 4_000;

/**
 * The bus of many processes: plain Redis publish/subscribe, one channel per topic. What is published while Redis is away
 * is gone; after it returns, `onRecovered` sends every reader to the log.
 */
export class RedisBus implements EventBus {
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #handlers = new Map<string, { all: Set<Handler>; ready: Promise<unknown> }>();
  readonly #recovered: (() => void)[] = [];
  readonly #beat: NodeJS.Timeout;
  /** Why Redis is away; null while it is there. */
  #fault: string | null = 'connecting';
  /** It has been there before: from then on its coming back is a recovery. */
  #known = false;

  /**
   * @param prefix keeps the topics of several installations on one Redis apart
   */
  constructor(
    url: string,
    private readonly logger: Logger,
    private readonly prefix = 'matinee:',
  ) {
    this.#publisher = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      commandTimeout: 2000,
    });
    this.#subscriber = new Redis(url, { maxRetriesPerRequest: null });
    for (const redis of [this.#publisher, this.#subscriber]) {
      redis.on('error', (error: Error) => this.#away(error.message || 'away'));
      redis.on('ready', () => {
        if (this.#standing()) this.#back();
      });
    }
    this.#subscriber.on('messageBuffer', (channel: Buffer, payload: Buffer) => {
      const handlers = this.#handlers.get(channel.toString('utf8', this.prefix.length));
      if (handlers) for (const handler of handlers.all) handler(payload);
    });
    this.#beat = setInterval(() => void this.#ask(), BEAT_MS);
    this.#beat.unref();
  }

  /** @throws when Redis cannot be reached within a few seconds */
  async waitReady(patienceMs = START_MS): Promise<void> {
    await Promise.all([this.#publisher, this.#subscriber].map((redis) => ready(redis, patienceMs)));
  }

  publish(topic: string, payload: Buffer): void {
    this.#publisher.publish(this.prefix + topic, payload).catch((error: unknown) => {
      this.logger.debug({ err: error }, 'a signal was lost');
    });
  }

  async subscribe(topic: string, handler: Handler): Promise<Subscription> {
    let entry = this.#handlers.get(topic);
    if (!entry) {
      entry = { all: new Set(), ready: this.#subscribe(topic) };
      this.#handlers.set(topic, entry);
    }
    const mine = entry;
    mine.all.add(handler);
    if (this.#subscriber.status === 'ready') await Promise.race([mine.ready, patience()]);
    return {
      end: async () => {
        mine.all.delete(handler);
        if (mine.all.size > 0 || this.#handlers.get(topic) !== mine) return;
        this.#handlers.delete(topic);
        await this.#subscriber.unsubscribe(this.prefix + topic);
        // Somebody may have subscribed again while that was on its way.
        if (this.#handlers.has(topic)) await this.#subscribe(topic);
      },
    };
  }

  onRecovered(handler: () => void): void {
    this.#recovered.push(handler);
  }

  status(): string {
    return this.#fault ?? (this.#standing() ? 'connected' : 'connecting');
  }

  close(): Promise<void> {
    clearInterval(this.#beat);
    this.#publisher.disconnect();
    this.#subscriber.disconnect();
    return Promise.resolve();
  }

  /** While Redis is away the request waits for it in the client's queue. */
  #subscribe(topic: string): Promise<unknown> {
    return this.#subscriber.subscribe(this.prefix + topic).catch((error: unknown) => {
      this.logger.debug({ err: error, topic }, 'a topic was not subscribed to');
    });
  }

  #standing(): boolean {
    return this.#subscriber.status === 'ready' && this.#publisher.status === 'ready';
  }

  async #ask(): Promise<void> {
    if (!this.#standing()) return;
    try {
      await this.#publisher.ping();
      if (this.#fault !== null && this.#standing()) this.#back();
    } catch (error) {
      this.#away(error instanceof Error ? error.message : String(error));
    }
  }

  #away(reason: string): void {
    if (this.#fault === null) this.logger.warn({ reason }, 'the bus (Redis) is away');
    this.#fault = reason;
  }

  #back(): void {
    const recovery = this.#known;
    this.#known = true;
    this.#fault = null;
    if (!recovery) return;
    this.logger.info({}, 'the bus (Redis) is back');
    for (const handler of this.#recovered) handler();
  }
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
}

function ready(redis: Redis, patienceMs: number): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let last = 'no answer';
    const onError = (error: Error): void => void (last = error.message || last);
    const timer = setTimeout(() => {
      redis.off('error', onError);
      reject(new Error(last));
    }, patienceMs);
    redis.on('error', onError);
    redis.once('ready', () => {
      clearTimeout(timer);
      redis.off('error', onError);
      resolve();
    });
  });
}
