import { performance } from 'node:perf_hooks';
import { within, type Limits } from './limits.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { StoreUnavailable, troubleOf } from './store-unavailable.ts';

/** Users that may wait for a connection; more are sent away at once. */
const MOST_WAITING = 2_000;
/** How often a store that was there a moment ago is tried again while somebody waits. */
const TRY_AGAIN_MS = 100;

interface Waiter {
  take(connection: PostgresConnection): void;
  refuse(error: StoreUnavailable): void;
}

/**
 * A bounded number of connections, each used by one at a time, for a bounded time. One that was not answered in time is
 * dropped, and with it those that lay idle meanwhile: they may have gone the same way, and nobody should wait for each in
 * turn. A dropped connection's place is free at once.
 */
export class ConnectionPool {
  #idle: PostgresConnection[] = [];
  readonly #used = new Set<PostgresConnection>();
  #opening = 0;
  #waiters: Waiter[] = [];
  #closed = false;
  /** When the store last answered. */
  #aliveAt: number | null = null;

  constructor(
    private readonly open: (ms: number) => Promise<PostgresConnection>,
    private readonly max: number,
    private readonly limits: Limits,
  ) {}

  /** Connections in use, idle and being made, and users that wait for one. */
  get counts(): { used: number; idle: number; opening: number; waiting: number } {
    return {
      used: this.#used.size,
      idle: this.#idle.length,
      opening: this.#opening,
      waiting: this.#waiters.length,
    };
  }

  /**
   * Gives `work` a connection of its own, for at most `ms`; then the connection is dropped, and whatever `work` still asks
   * of it fails.
   * @throws StoreUnavailable when there is no connection in time, or it was lost, or `ms` have passed
   */
  async use<T>(ms: number, work: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    const begun = performance.now();
    try {
      const result = await within(ms, work(connection), () => {
        const error = new StoreUnavailable(`no answer within ${ms} ms`);
        connection.drop(error);
        this.#distrustIdle(begun);
        return error;
      });
      this.#aliveAt = performance.now();
      return result;
    } catch (error) {
      throw asUnavailable(error, connection);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Lets those at work finish for a moment, then ends every connection. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#refuseWaiters(new StoreUnavailable('the pool is closed'));
    const deadline = performance.now() + graceMs;
    while (this.#used.size > 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
    for (const connection of this.#used) connection.drop(new Error('the pool is closed'));
    await Promise.all(this.#idle.splice(0).map((connection) => connection.end()));
  }

  #take(): Promise<PostgresConnection> {
    if (this.#closed) return Promise.reject(new StoreUnavailable('the pool is closed'));
    const idle = this.#idle.pop();
    if (idle) {
      this.#used.add(idle);
      return Promise.resolve(idle);
    }
    if (this.#waiters.length >= MOST_WAITING)
      return Promise.reject(new StoreUnavailable('too many wait for a connection'));
    return new Promise((resolve, reject) => {
      const ms = this.#aliveAt === null ? this.limits.firstConnectMs : this.limits.waitMs;
      const waiter: Waiter = {
        take: (connection) => {
          clearTimeout(timer);
          this.#used.add(connection);
          resolve(connection);
        },
        refuse: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        reject(new StoreUnavailable(`no connection was free within ${ms} ms`));
      }, ms);
      this.#waiters.push(waiter);
      this.#grow();
    });
  }

  /** Makes connections while there are places for them, and users that wait. */
  #grow(): void {
    while (
      !this.#closed &&
      this.#opening < this.#waiters.length &&
      this.#used.size + this.#idle.length + this.#opening < this.max
    ) {
      this.#opening++;
      void this.#openOne();
    }
  }

  async #openOne(): Promise<void> {
    try {
      const connection = await this.open(
        this.#aliveAt === null ? this.limits.firstConnectMs : this.limits.connectMs,
      );
      this.#opening--;
      this.#aliveAt = performance.now();
      connection.onLost(() => {
        this.#idle = this.#idle.filter((each) => each !== connection);
        this.#used.delete(connection);
        this.#grow();
      });
      this.#offer(connection);
    } catch (error) {
      const wasHere =
        this.#aliveAt !== null && performance.now() - this.#aliveAt < this.limits.waitMs && !this.#closed;
      if (wasHere || this.#used.size > 0) {
        // Its place stays taken meanwhile, so that there are never more attempts than places.
        setTimeout(() => {
          this.#opening--;
          this.#grow();
        }, TRY_AGAIN_MS);
        return;
      }
      this.#opening--;
      this.#refuseWaiters(new StoreUnavailable(troubleOf(error) ?? 'it cannot be reached', error));
    }
  }

  #giveBack(connection: PostgresConnection): void {
    this.#used.delete(connection);
    if (connection.lost) return;
    if (connection.rests) this.#offer(connection);
    else connection.drop(new Error('it was given back in the middle of something'));
  }

  #offer(connection: PostgresConnection): void {
    if (connection.lost) return;
    if (this.#closed) {
      void connection.end();
      return;
    }
    const waiter = this.#waiters.shift();
    if (waiter) waiter.take(connection);
    else this.#idle.push(connection);
  }

  #distrustIdle(since: number): void {
    for (const connection of [...this.#idle]) {
      if (connection.answeredAt < since)
        connection.drop(new Error('it may have gone the way of another one'));
    }
  }

  #refuseWaiters(error: StoreUnavailable): void {
    for (const waiter of this.#waiters.splice(0)) waiter.refuse(error);
  }
}

/** What the store's own trouble is told as; an error about what was asked stays as it is. */
function asUnavailable(error: unknown, connection: PostgresConnection): unknown {
  if (error instanceof StoreUnavailable) return error;
  const trouble = troubleOf(error) ?? (connection.lost && 'the connection was lost');
  return trouble === null ? error : new StoreUnavailable(trouble, error);
}
