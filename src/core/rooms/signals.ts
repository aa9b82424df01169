import type { ServerFrame } from '../../protocol/frames.ts';

/** What travels on a room's topic besides its events; nothing of it is stored, and losing one is no harm. */
export type RoomSignal =
  | { type: 'typing'; frame: Extract<ServerFrame, { op: 'typing' }> }
  | { type: 'delivery'; frame: Extract<ServerFrame, { op: 'delivery' }> }
  /** Somebody came or went on another process. */
  | { type: 'presence' }
  /** The room was deleted. */
  | { type: 'ended' };
