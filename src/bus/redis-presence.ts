import type { Logger } from '../core/ports/logger.ts';
import type { Presence } from '../core/ports/presence.ts';
import { MemoryPresence } from './memory-presence.ts';
import type { SharedRedis } from './shared-redis.ts';

const BEAT_MS = 10_000;
const FORGOTTEN_MS = 25_000;

// Redis' own clock decides what is fresh: those of the processes may be minutes apart.
const NOW = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/** Says who is here, and lets the key end by itself should the process that said it be gone before it says so again. */
const ENTER = `${NOW}
for i = 1, #ARGV do redis.call('ZADD', KEYS[1], now, ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ${FORGOTTEN_MS * 4})`;

/** The entries `person|process` that are fresh. */
const PRESENT = `${NOW}
return redis.call('ZRANGEBYSCORE', KEYS[1], now - ${FORGOTTEN_MS}, '+inf')`;

/** Distinct people among those; the stale ones are swept out. */
const COUNT = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${FORGOTTEN_MS})
local seen, n = {}, 0
for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local person = string.match(entry, '^(.*)|')
  if not seen[person] then seen[person] = true; n = n + 1 end
end
return n`;

/**
 * Presence over many processes. Each process says who is here with it and repeats that every few seconds; what a dead
 * process said is forgotten. While Redis does not do what is asked, each process counts its own people.
 */
export class RedisPresence implements Presence {
  readonly #own = new MemoryPresence();
  readonly #beat: NodeJS.Timeout;

  constructor(
    private readonly shared: SharedRedis,
    private readonly processId: string,
    private readonly logger: Logger,
  ) {
    shared.onBack(() => this.#repeat());
    this.#beat = setInterval(() => this.#repeat(), BEAT_MS);
    this.#beat.unref();
  }

  enter(roomId: string, personKey: string, connectionId: string): void {
    this.#own.enter(roomId, personKey, connectionId);
    this.#say(roomId, [personKey]);
  }

  leave(roomId: string, personKey: string, connectionId: string): void {
    this.#own.leave(roomId, personKey, connectionId);
    if (this.#own.people(roomId).includes(personKey)) return;
    this.#try(this.shared.ask((redis) => redis.zrem(this.#key(roomId), this.#entry(personKey))));
  }

  async count(roomId: string): Promise<number> {
    try {
      return (await this.shared.ask((redis) => redis.eval(COUNT, 1, this.#key(roomId)))) as number;
    } catch (error) {
      this.logger.debug({ err: error }, 'presence is counted here only');
      return this.#own.count(roomId);
    }
  }

  async present(roomId: string): Promise<Set<string>> {
    try {
      const fresh = (await this.shared.ask((redis) => redis.eval(PRESENT, 1, this.#key(roomId)))) as string[];
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
      return this.shared.ask((redis) => redis.zrem(this.#key(room), ...entries));
    });
    await Promise.allSettled(gone);
  }

  #repeat(): void {
    for (const room of this.#own.rooms()) this.#say(room, this.#own.people(room));
  }

  #say(roomId: string, people: readonly string[]): void {
    const entries = people.map((person) => this.#entry(person));
    this.#try(this.shared.ask((redis) => redis.eval(ENTER, 1, this.#key(roomId), ...entries)));
  }

  #try(command: Promise<unknown>): void {
    command.catch((error: unknown) => this.logger.debug({ err: error }, 'presence was not told to Redis'));
  }

  #key(roomId: string): string {
    return `${this.shared.prefix}presence:${roomId}`;
  }

  #entry(personKey: string): string {
    return `${personKey}|${this.processId}`;
  }
}
