import { Redis } from 'ioredis';
import type { Logger } from '../core/ports/logger.ts';
import type { Presence } from '../core/ports/presence.ts';
import { MemoryPresence } from './memory-presence.ts';

const BEAT_MS = 10_000;
const FORGOTTEN_MS = 25_000;

/** Distinct people among the entries `person|process` that are fresh; the stale ones are swept out. */
const COUNT = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
local seen, n = {}, 0
for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local person = string.match(entry, '^(.*)|')
  if not seen[person] then seen[person] = true; n = n + 1 end
end
return n`;

/**
 * Presence over many processes. Each process says who is here with it and repeats that every few seconds; what a dead
 * process said is forgotten. While Redis is away each process counts its own people.
 */
export class RedisPresence implements Presence {
  readonly #own = new MemoryPresence();
  readonly #redis: Redis;
  readonly #beat: NodeJS.Timeout;

  constructor(
    url: string,
    private readonly processId: string,
    private readonly logger: Logger,
    private readonly prefix = 'matinee:',
  ) {
    this.#redis = new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      commandTimeout: 2000,
    });
    this.#redis.on('error', (error: Error) =>
      logger.debug({ reason: error.message }, 'presence is counted here only'),
    );
    this.#redis.on('ready', () => this.#repeat());
    this.#beat = setInterval(() => this.#repeat(), BEAT_MS);
    this.#beat.unref();
  }

  enter(roomId: string, personKey: string, connectionId: string): void {
    this.#own.enter(roomId, personKey, connectionId);
    this.#try(this.#redis.zadd(this.#key(roomId), Date.now(), this.#entry(personKey)));
  }

  leave(roomId: string, personKey: string, connectionId: string): void {
    this.#own.leave(roomId, personKey, connectionId);
    if (this.#own.people(roomId).includes(personKey)) return;
    this.#try(this.#redis.zrem(this.#key(roomId), this.#entry(personKey)));
  }

  async count(roomId: string): Promise<number> {
    try {
      return (await this.#redis.eval(COUNT, 1, this.#key(roomId), Date.now() - FORGOTTEN_MS)) as number;
    } catch (error) {
      this.logger.debug({ err: error }, 'presence is counted here only');
      return this.#own.count(roomId);
    }
  }

  async present(roomId: string): Promise<Set<string>> {
    try {
      const fresh = await this.#redis.zrangebyscore(this.#key(roomId), Date.now() - FORGOTTEN_MS, '+inf');
      // Those of this process are here for certain, also before Redis has been told.
      const elsewhere = fresh.map((entry) => entry.slice(0, entry.lastIndexOf('|')));
      return new Set([...this.#own.people(roomId), ...elsewhere]);
    } catch (error) {
      this.logger.debug({ err: error }, 'who is here is known of this process only');
      return this.#own.present(roomId);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    const gone = this.#own.rooms().map((room) => {
      const entries = this.#own.people(room).map((person) => this.#entry(person));
      return this.#redis.zrem(this.#key(room), ...entries);
    });
    await Promise.allSettled(gone);
    this.#redis.disconnect();
  }

  #repeat(): void {
    for (const room of this.#own.rooms()) {
      const entries = this.#own.people(room).flatMap((person) => [Date.now(), this.#entry(person)]);
      this.#try(this.#redis.zadd(this.#key(room), ...entries));
      this.#try(this.#redis.pexpire(this.#key(room), FORGOTTEN_MS * 4));
    }
  }

  #try(command: Promise<unknown>): void {
    command.catch((error: unknown) => this.logger.debug({ err: error }, 'presence was not told to Redis'));
  }

  #key(roomId: string): string {
    return `${this.prefix}presence:${roomId}`;
  }

  #entry(personKey: string): string {
    return `${personKey}|${this.processId}`;
  }
}
