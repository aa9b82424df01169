import type { MessageView, Role } from '../../src/protocol/frames.ts';
import type { Problem } from './client/problem.ts';

/** What `<matinee-room>` tells its page, by event name. None of them bubbles. */
export interface RoomEvents {
  /** Joined for the first time. */
  'matinee-ready': { room: string; role: Role | 'reader' };
  /** A line came in, from whichever place. */
  'matinee-message': MessageView;
  /** How many lines nobody here has looked at yet. */
  'matinee-unread': { count: number };
  /** Something was refused or lost; `code` is stable. */
  'matinee-error': Problem;
}

declare global {
  interface HTMLElementEventMap {
    'matinee-ready': CustomEvent<RoomEvents['matinee-ready']>;
    'matinee-message': CustomEvent<RoomEvents['matinee-message']>;
    'matinee-unread': CustomEvent<RoomEvents['matinee-unread']>;
    'matinee-error': CustomEvent<RoomEvents['matinee-error']>;
  }
}
