/** Who is in a room now. Counts people, not connections: two tabs of one person are one. */
export interface Presence {
  enter(roomId: string, personKey: string, connectionId: string): void;
  leave(roomId: string, personKey: string, connectionId: string): void;
  /** People present in the room, over all processes. */
  count(roomId: string): Promise<number>;
  /** The keys of those people. */
  present(roomId: string): Promise<Set<string>>;
  close(): Promise<void>;
}
