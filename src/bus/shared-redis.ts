import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { inTime, NoAnswer } from './in-time.ts';
import { SilentConnection } from './silent-connection.ts';

/** How long anything waits for Redis: what is asked here has an answer of its own to fall back on. */
const PATIENCE_MS = 300;
/** How often it is tried whether Redis does what is asked of it. */
const BEAT_MS = 1_000;
/** A connection that is given up is closed within so long, whether the other side says goodbye or not. */
const GOODBYE_MS = 200;
/** What is tried: a script that writes a key, as presence and limits do. */
const PROBE = "return redis.call('SET', KEYS[1], '1', 'PX', 10000)";

/**
 * The connection to Redis for what processes count together (presence, limits) and could count alone. From the first time
 * that Redis does not do what is asked (it is silent, out of memory, read-only, or gives no right), nobody asks it or
 * waits for it: one probe a second does, for all.
 */
export class SharedRedis {
  readonly redis: Redis;
  readonly #connection: SilentConnection;
  readonly #beat: NodeJS.Timeout;
  readonly #probeKey: string;
  readonly #back: (() => void)[] = [];
  /** Why it does not do what is asked; null while it does. */
  #fault: string | null = 'connecting';
  #probing = false;

  /** @param prefix keeps the keys of several installations on one Redis apart */
  constructor(
    url: string,
    readonly prefix = 'matinee:',
  ) {
    this.#probeKey = `${prefix}probe:${randomUUID()}`;
    this.redis = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      disconnectTimeout: GOODBYE_MS,
      // A primary that was made a replica keeps its connections: the address may lead to the new primary.
      reconnectOnError: (error) => error.message.startsWith('READONLY'),
      retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    });
    this.#connection = new SilentConnection(this.redis);
    this.redis.on('error', (error: Error) => (this.#fault = error.message || 'away'));
    this.redis.on('close', () => (this.#fault ??= 'the connection was closed'));
    this.redis.on('ready', () => void this.#probe());
    this.#beat = setInterval(() => void this.#probe(), BEAT_MS);
    this.#beat.unref();
  }

  /**
   * Asks Redis something.
   * @throws at once while Redis does not do what is asked, else when it refuses, or is late
   */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    if (this.#fault !== null) throw new Error(`Redis is not used just now: ${this.#fault}`);
    try {
      return await inTime(command(this.redis), PATIENCE_MS, 'Redis');
    } catch (error) {
      this.#fault = reasonFor(error);
      throw error;
    }
  }

  /** Called when Redis does again what is asked of it, also the first time. */
  onBack(handler: () => void): void {
    this.#back.push(handler);
  }

  /** `connected`, or why what processes share is counted by each alone. */
  status(): string {
    return this.#fault ?? 'connected';
  }

  close(): void {
    clearInterval(this.#beat);
    this.#connection.close();
  }

  async #probe(): Promise<void> {
    if (this.#probing) return;
    if (this.redis.status !== 'ready') return this.#connection.lookWhileUnready();
    this.#probing = true;
    try {
      await inTime(this.redis.eval(PROBE, 1, this.#probeKey), PATIENCE_MS * 3, 'Redis');
      this.#connection.heard();
      const returned = this.#fault !== null;
      this.#fault = null;
      if (returned) for (const handler of this.#back) handler();
    } catch (error) {
      this.#fault = reasonFor(error);
      if (error instanceof NoAnswer) this.#connection.unheard();
    } finally {
      this.#probing = false;
    }
  }
}

const reasonFor = (error: unknown): string => (error instanceof Error ? error.message : String(error));
