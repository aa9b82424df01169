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

/** What a part of the room asks the room to do. */
export type RoomAction =
  | { do: 'send'; text: string; replyTo?: number }
  | { do: 'save'; seq: number; text: string }
  | { do: 'delete'; seq: number }
  | { do: 'react'; seq: number; emoji: string; on: boolean }
  | { do: 'retry' | 'discard' | 'dismiss'; id: string }
  | { do: 'reply' | 'edit'; message: MessageView }
  | { do: 'edit-last' | 'cancel' | 'older' | 'type' | 'compose' | 'again' }
  | { do: 'jump'; seq: number }
  | { do: 'command'; text: string }
  | { do: 'attend'; attending: boolean }
  | { do: 'introduce'; name: string }
  | { do: 'password'; password: string; name: string };

const ACTION = 'matinee-action';

/** Asks the room around `from`; the asking never leaves its shadow tree. */
export function ask(from: EventTarget, action: RoomAction): void {
  from.dispatchEvent(new CustomEvent<RoomAction>(ACTION, { detail: action, bubbles: true }));
}

declare global {
  interface HTMLElementEventMap {
    'matinee-ready': CustomEvent<RoomEvents['matinee-ready']>;
    'matinee-message': CustomEvent<RoomEvents['matinee-message']>;
    'matinee-unread': CustomEvent<RoomEvents['matinee-unread']>;
    'matinee-error': CustomEvent<RoomEvents['matinee-error']>;
    'matinee-action': CustomEvent<RoomAction>;
  }
}
