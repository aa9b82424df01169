import { performance } from 'node:perf_hooks';
import { v7 as uuid } from 'uuid';
import { MemoryBus } from '../../src/bus/memory-bus.ts';
import type { Problem } from '../../src/core/errors.ts';
import type { Action } from '../../src/core/rooms/change.ts';
import type { Actor, Room } from '../../src/core/rooms/room.ts';
import type { Database } from '../../src/db/database.ts';
import { SqlLeases } from '../../src/db/leases.ts';
import { SqlPersonRepository } from '../../src/db/repositories/people.ts';
import { SqlRoomLog } from '../../src/db/room-log.ts';
import { runSql } from './databases.ts';
import { aChange, anActor, aRoom } from './factories.ts';
import { quietLogger } from './quiet-logger.ts';

/** Whatever is asked of the store is answered by then, whatever the store does. */
const ANSWERED_MS = 12_000;
const WRITERS = 6;

/** What became of a change: its number, or the code under which it was refused. */
type Answer = number | string;

/**
 * A room log and other users of a store, kept busy while a test makes trouble for it, and what they must find afterwards:
 * everything answered, everything acknowledged stored once under its number, everything refused as `unavailable` answerable
 * under the same key.
 */
export class StoreUnderFault {
  readonly log: SqlRoomLog;
  /** What was asked under a key, and the answer. */
  readonly #asked = new Map<string, { room: Room; action: Action; answer: Answer | null }>();
  readonly #overdue: string[] = [];
  #writing: Promise<void>[] = [];
  #stopped = false;

  private constructor(
    private readonly database: Database,
    private readonly people: Actor[],
    private readonly rooms: Room[],
  ) {
    this.log = new SqlRoomLog(database, new MemoryBus(), quietLogger());
  }

  static async prepare(database: Database): Promise<StoreUnderFault> {
    const people = await Promise.all([anActor(database), anActor(database), anActor(database)]);
    const rooms: Room[] = [];
    for (const person of people) rooms.push(await aRoom(database, person));
    const store = new StoreUnderFault(database, people, rooms);
    for (const [index, room] of rooms.entries()) {
      const owner = people[index];
      if (owner) await store.log.append(aChange(room, owner, { kind: 'post', text: 'the first line' }));
    }
    return store;
  }

  /** Sets posts, reactions, and others who use the store, going. */
  begin(): void {
    this.#stopped = false;
    for (let writer = 0; writer < WRITERS; writer++) this.#writing.push(this.#write(writer));
    this.#writing.push(this.#useOtherwise());
  }

  /** Ends them; resolves once everything that was asked is answered. */
  async end(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#writing.splice(0));
  }

  /** Posts until one is acknowledged. @returns milliseconds that took */
  async recovered(limitMs: number): Promise<number> {
    const begun = performance.now();
    while (performance.now() - begun < limitMs) {
      if (typeof (await this.post()) === 'number') return performance.now() - begun;
      await pause(20);
    }
    return Infinity;
  }

  get acknowledged(): number {
    return [...this.#asked.values()].filter(({ answer }) => typeof answer === 'number').length;
  }

  get refused(): number {
    return [...this.#asked.values()].filter(({ answer }) => typeof answer === 'string').length;
  }

  /**
   * What is not as it must be, in words; empty when all is well. @param url a way to the store that the fault does not touch
   */
  async complaints(url: string): Promise<string[]> {
    const complaints = [...this.#overdue];
    for (const [key, asked] of this.#asked) {
      if (asked.answer === null) complaints.push(`${key} was never answered`);
      else if (typeof asked.answer === 'string' && asked.answer !== 'unavailable')
        complaints.push(`${key} was refused as ${asked.answer}`);
      // What was not acknowledged can be sent again under its key.
      if (asked.answer === 'unavailable') await this.#ask(key, asked.room, asked.action);
      if (typeof asked.answer !== 'number') complaints.push(`${key} cannot be sent again: ${asked.answer}`);
    }
    const rows = await runSql(
      url,
      `select key, count(*)::int as times, min(seq)::int as seq from room_events group by key`,
    );
    const stored = new Map(rows.map((row) => [row['key'], row]));
    for (const [key, { answer, action }] of this.#asked) {
      const row = stored.get(key);
      if (action.kind === 'react') continue; // the same reaction again changes nothing, and has no number of its own
      if (row?.['times'] !== 1) complaints.push(`${key} is stored ${String(row?.['times'] ?? 0)} times`);
      else if (row['seq'] !== answer)
        complaints.push(`${key} has number ${String(row['seq'])}, and ${answer} was told`);
    }
    const gaps = await runSql(
      url,
      `select r.slug from rooms r where r.seq <> (select count(*) from room_events e where e.room_id = r.id)`,
    );
    for (const { slug } of gaps) complaints.push(`the numbers of ${String(slug)} have gaps`);
    return complaints.slice(0, 20);
  }

  async #write(writer: number): Promise<void> {
    for (let n = writer; !this.#stopped; n++) {
      if (n % 4 === 0) await this.#react(n);
      else await this.post();
      await pause(5);
    }
  }

  /** Posts once. @returns the number, or the code under which it was refused */
  post(): Promise<Answer> {
    return this.#begin({ kind: 'post', text: `line ${this.#asked.size}` });
  }

  #react(n: number): Promise<Answer> {
    return this.#begin({ kind: 'react', seq: 1, emoji: String.fromCodePoint(0x1f600 + (n % 50)) });
  }

  #begin(action: Action): Promise<Answer> {
    const [key, room] = [uuid(), this.rooms[this.#asked.size % this.rooms.length]];
    if (!room) throw new Error('there is no room');
    this.#asked.set(key, { room, action, answer: null });
    return this.#ask(key, room, action);
  }

  async #ask(key: string, room: Room, action: Action): Promise<Answer> {
    const actor = this.people[this.rooms.indexOf(room)];
    if (!actor) throw new Error('the room has no owner');
    const begun = performance.now();
    const answer: Answer = await this.log.append(aChange(room, actor, action, key)).then(
      ({ seq }) => seq,
      (error: Problem) => error.code ?? error.message,
    );
    this.#note(key, begun);
    this.#asked.set(key, { room, action, answer });
    return answer;
  }

  /** Everybody else: people who are met, leases that are taken, rows that are read. */
  async #useOtherwise(): Promise<void> {
    const people = new SqlPersonRepository(this.database);
    const leases = new SqlLeases(this.database, uuid());
    while (!this.#stopped) {
      for (const [what, use] of [
        ['a person', () => people.meet({ identity: `guest:${uuid()}`, name: 'Somebody' })],
        ['a lease', () => leases.take(uuid(), 1_000)],
        ['the log', () => this.log.read(this.rooms[0]?.id ?? '', 0, 10)],
      ] as const) {
        const begun = performance.now();
        const code = await use().then(
          () => null,
          (error: Problem) => error.code ?? error.message,
        );
        this.#note(what, begun);
        if (code !== null && code !== 'unavailable') this.#overdue.push(`${what}: ${code}`);
      }
      await pause(10);
    }
  }

  #note(what: string, begun: number): void {
    const took = performance.now() - begun;
    if (took > ANSWERED_MS) this.#overdue.push(`${what} was answered after ${Math.round(took)} ms`);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
