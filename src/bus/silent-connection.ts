import type { Redis } from 'ioredis';

/** So often in a row it may stay silent: a server that was only slow keeps its connections. */
const PATIENT_LOOKS = 2;

/**
 * Gives up a connection to Redis on which nothing comes any more. Packets may vanish without a reset (a firewall forgot the
 * connection, a machine was moved), and then neither the system nor the library notices for a quarter of an hour.
 */
export class SilentConnection {
  #silent = 0;
  #closed = false;

  /** @param redis made with a short `disconnectTimeout`: who is silent does not say goodbye either */
  constructor(private readonly redis: Redis) {}

  /** Something came, or the library itself is about to connect again. */
  heard(): void {
    this.#silent = 0;
  }

  /** It was asked, and nothing came. */
  unheard(): void {
    if (this.#closed || ++this.#silent < PATIENT_LOOKS) return;
    this.#silent = 0;
    this.redis.disconnect(true);
  }

  /** To be called regularly while it is not ready: a connection that was made and never answers is given up too. */
  lookWhileUnready(): void {
    const { status } = this.redis;
    if (status === 'connecting' || status === 'connect') this.unheard();
    else this.heard();
  }

  close(): void {
    this.#closed = true;
    this.redis.disconnect();
  }
}
