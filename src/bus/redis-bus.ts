import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { EventBus, Subscription } from '../core/ports/event-bus.ts';
import type { Logger } from '../core/ports/logger.ts';
import { inTime, NoAnswer } from './in-time.ts';
import { SilentConnection } from './silent-connection.ts';

type Handler = (payload: Buffer) => void;

/** How often it is tried whether a signal passes through Redis. */
const BEAT_MS = 1_000;
/** How long one may take: a frozen Redis keeps its connections, and one without rights refuses quickly. */
const PASSAGE_MS = 1_500;
/** How long a subscription is waited for; what happens meanwhile the log tells. */
const PATIENCE_MS = 1_000;
const START_MS = 4_000;
/** A connection that is given up is closed within so long, whether the other side says goodbye or not. */
const GOODBYE_MS = 200;

interface Topic {
  all: Set<Handler>;
  ready: Promise<unknown>;
  /** Whether Redis has taken it on this connection. What it refused is asked again when signals pass. */
  standing: boolean;
}

/**
 * The bus of many processes: plain Redis publish/subscribe, one channel per topic. `connected` means that a signal of our
 * own was seen to pass within the last second or two. While none does, nothing is sent: readers on this process are
 * given it directly, those on others find it in the log, and afterwards `onRecovered` sends every reader there.
 */
export class RedisBus implements EventBus {
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #connections: SilentConnection[];
  readonly #topics = new Map<string, Topic>();
  readonly #recovered: (() => void)[] = [];
  readonly #beat: NodeJS.Timeout;
  /** A topic of this process alone, on which it sends to itself. */
  readonly #own = `probe:${randomUUID()}`;
  #heard: ((payload: string) => void) | undefined;
  #probing: Promise<void> | undefined;
  /** Why no signal passes; null while they do. */
  #fault: string | null = 'connecting';
  /** Signals have passed before: from then on their passing again is a recovery. */
  #known = false;
  /** What was refused of our topics when we last asked. */
  #refusal: string | null = null;
  #closed = false;

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
      disconnectTimeout: GOODBYE_MS,
    });
    // The library would take up the topics again by itself, and end the process where Redis refuses one.
    this.#subscriber = new Redis(url, {
      maxRetriesPerRequest: null,
      autoResubscribe: false,
      disconnectTimeout: GOODBYE_MS,
    });
    this.#connections = [this.#publisher, this.#subscriber].map((redis) => new SilentConnection(redis));
    for (const redis of [this.#publisher, this.#subscriber]) {
      redis.on('error', (error: Error) => this.#away(error.message || 'away'));
      redis.on('ready', () => void this.#probe());
    }
    this.#publisher.on('close', () => this.#away(this.#fault ?? 'the connection was closed'));
    this.#subscriber.on('close', () => {
      for (const entry of this.#topics.values()) entry.standing = false;
      this.#away(this.#fault ?? 'the connection was closed');
    });
    this.#subscriber.on('messageBuffer', (channel: Buffer, payload: Buffer) => {
      const topic = channel.toString('utf8', this.prefix.length);
      if (topic === this.#own) this.#heard?.(payload.toString());
      else this.#hand(topic, payload);
    });
    this.#beat = setInterval(() => void this.#probe(), BEAT_MS);
    this.#beat.unref();
  }

  /** @throws when Redis cannot be reached within a few seconds */
  async waitReady(patienceMs = START_MS): Promise<void> {
    await Promise.all([this.#publisher, this.#subscriber].map((redis) => ready(redis, patienceMs)));
    await this.#probe();
  }

  publish(topic: string, payload: Buffer): void {
    if (this.#fault !== null) {
      // Never inside the publisher's own call: a handler sees the same order as over the network.
      queueMicrotask(() => this.#hand(topic, payload));
      return;
    }
    this.#publisher.publish(this.prefix + topic, payload).catch((error: unknown) => {
      this.logger.debug({ err: error }, 'a signal was lost');
    });
  }

  async subscribe(topic: string, handler: Handler): Promise<Subscription> {
    let entry = this.#topics.get(topic);
    if (!entry) {
      entry = { all: new Set(), ready: Promise.resolve(), standing: false };
      this.#topics.set(topic, entry);
      entry.ready = this.#subscribe(topic, entry);
    }
    const mine = entry;
    mine.all.add(handler);
    if (this.#fault === null) await Promise.race([mine.ready, patience()]);
    return {
      end: async () => {
        mine.all.delete(handler);
        if (mine.all.size > 0 || this.#topics.get(topic) !== mine) return;
        this.#topics.delete(topic);
        await this.#subscriber.unsubscribe(this.prefix + topic);
        // Somebody may have subscribed again while that was on its way.
        const again = this.#topics.get(topic);
        if (again) await this.#subscribe(topic, again);
      },
    };
  }

  onRecovered(handler: () => void): void {
    this.#recovered.push(handler);
  }

  status(): string {
    return this.#fault ?? this.#refusal ?? 'connected';
  }

  close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#beat);
    for (const connection of this.#connections) connection.close();
    return Promise.resolve();
  }

  #hand(topic: string, payload: Buffer): void {
    const entry = this.#topics.get(topic);
    if (entry) for (const handler of entry.all) handler(payload);
  }

  async #subscribe(topic: string, entry: Topic): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.prefix + topic);
      entry.standing = true;
    } catch (error) {
      this.#refusal = error instanceof Error ? error.message : String(error);
      this.logger.debug({ err: error, topic }, 'a topic was not subscribed to');
    }
  }

  /** Finds out whether signals pass; who asks while that is under way learns it with the others. */
  #probe(): Promise<void> {
    this.#probing ??= this.#tryPassage().finally(() => (this.#probing = undefined));
    return this.#probing;
  }

  async #tryPassage(): Promise<void> {
    if (this.#subscriber.status !== 'ready' || this.#publisher.status !== 'ready') {
      for (const connection of this.#connections) connection.lookWhileUnready();
      return;
    }
    try {
      await inTime(this.#pass(), PASSAGE_MS, 'Redis');
      for (const connection of this.#connections) connection.heard();
      await this.#takeUp();
      if (this.#fault !== null) this.#back();
    } catch (error) {
      this.#away(error instanceof Error ? error.message : String(error));
      // On which of the two it was lost is not known.
      if (error instanceof NoAnswer) for (const connection of this.#connections) connection.unheard();
    } finally {
      this.#heard = undefined;
    }
  }

  /** Sends a signal to ourselves and waits until it comes. */
  async #pass(): Promise<void> {
    // Subscribing to what is subscribed to costs nothing; after a reconnection it is not.
    await this.#subscriber.subscribe(this.prefix + this.#own);
    const word = randomUUID();
    const heard = new Promise<void>((resolve) => {
      this.#heard = (payload) => {
        if (payload === word) resolve();
      };
    });
    await this.#publisher.publish(this.prefix + this.#own, word);
    await heard;
  }

  /** Takes up the topics that do not stand: after a reconnection, and those that were refused. */
  async #takeUp(): Promise<void> {
    const missing = [...this.#topics].filter(([, entry]) => !entry.standing);
    const refused = this.#refusal;
    this.#refusal = null;
    await inTime(
      Promise.all(missing.map(([topic, entry]) => this.#subscribe(topic, entry))),
      PASSAGE_MS,
      'Redis',
    );
    if (refused !== null && this.#refusal === null) this.#tellRecovered();
  }

  #away(reason: string): void {
    if (this.#closed) return;
    if (this.#fault === null) this.logger.warn({ reason }, 'the bus (Redis) is away');
    this.#fault = reason;
  }

  #back(): void {
    const recovery = this.#known;
    this.#known = true;
    this.#fault = null;
    if (!recovery) return;
    this.logger.info({}, 'the bus (Redis) is back');
    this.#tellRecovered();
  }

  #tellRecovered(): void {
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
