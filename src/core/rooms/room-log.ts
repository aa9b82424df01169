import type { EventKind } from '../../protocol/frames.ts';
import type { Appended, Change } from './change.ts';

/** An event as it stands in the log. */
export interface LoggedEvent {
  seq: number;
  kind: EventKind;
  /** The event as it goes over the wire: one line of JSON. */
  frame: string;
}

/**
 * A room's log, durable and in one order. It is the truth: whoever reads it with a cursor misses nothing.
 */
export interface RoomLog {
  /**
   * Checks the change against the room as it is, numbers it and stores it; then tells the bus. Resolves once it is
   * durable. Appends that come while another is being stored are stored together.
   * @throws Problem when refused: nothing has changed then
   * @throws Problem `unavailable` when the store cannot be reached: the same key may be sent again
   */
  append(change: Change): Promise<Appended>;
  /** Events after a number, in order, at most `limit`. */
  read(roomId: string, after: number, limit: number): Promise<LoggedEvent[]>;
  /** Newest number of each of these rooms that still exists. */
  heads(roomIds: readonly string[]): Promise<Map<string, number>>;
}

/** The bus topic on which a room's new events and signals travel. */
export const roomTopic = (roomId: string): string => `room:${roomId}`;
