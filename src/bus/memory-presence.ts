import type { Presence } from '../core/ports/presence.ts';

/** Presence within one process: per room, per person, the connections they are here with. */
export class MemoryPresence implements Presence {
  readonly #rooms = new Map<string, Map<string, Set<string>>>();

  enter(roomId: string, personKey: string, connectionId: string): void {
    const people = this.#rooms.get(roomId) ?? new Map<string, Set<string>>();
    this.#rooms.set(roomId, people);
    const connections = people.get(personKey) ?? new Set();
    people.set(personKey, connections);
    connections.add(connectionId);
  }

  leave(roomId: string, personKey: string, connectionId: string): void {
    const people = this.#rooms.get(roomId);
    const connections = people?.get(personKey);
    connections?.delete(connectionId);
    if (connections?.size === 0) people?.delete(personKey);
    if (people?.size === 0) this.#rooms.delete(roomId);
  }

  count(roomId: string): Promise<number> {
    return Promise.resolve(this.#rooms.get(roomId)?.size ?? 0);
  }

  present(roomId: string): Promise<Set<string>> {
    return Promise.resolve(new Set(this.people(roomId)));
  }

  /** Who is here on this process. */
  people(roomId: string): string[] {
    return [...(this.#rooms.get(roomId)?.keys() ?? [])];
  }

  rooms(): string[] {
    return [...this.#rooms.keys()];
  }

  close(): Promise<void> {
    this.#rooms.clear();
    return Promise.resolve();
  }
}
