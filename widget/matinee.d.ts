/**
 * What a page that is written in TypeScript knows of `matinee.js`: `import 'matinee/widget'` registers
 * `<matinee-room>`. What each attribute, event and property means is in `docs/widget.md`.
 */

/** Somebody, as the room shows them. */
export interface Person {
  id: string;
  name: string;
  avatar?: string;
}

/** A line that came in. */
export interface RoomMessage {
  /** Its number, and its name, in the room. */
  seq: number;
  /** ISO 8601. */
  at: string;
  author: Person & { via: 'web' | 'discord' | 'slack' };
  /** Markdown. */
  text: string;
  replyTo?: number;
}

/** What was refused or lost. */
export interface RoomProblem extends Error {
  /** Stable: see the problem codes in `docs/protocol.md`. */
  readonly code: string;
  /** Milliseconds to wait before asking again, where the server said so. */
  readonly retryAfter: number | undefined;
}

/** What an element tells its page, by event name. None of them bubbles. */
export interface RoomEvents {
  'matinee-ready': { room: string; role: 'owner' | 'moderator' | 'member' | 'reader' };
  'matinee-message': RoomMessage;
  'matinee-unread': { count: number };
  'matinee-error': RoomProblem;
}

/** `<matinee-room>` */
export declare class MatineeRoom extends HTMLElement {
  room: string;
  server: string;
  locale: string;
  theme: 'auto' | 'light' | 'dark';
  name: string;
  mode: 'inline' | 'bubble';
  loading: 'eager' | 'lazy';
  open: boolean;
  signIn(token: string): void;
  signOut(): void;
  addEventListener<K extends keyof RoomEvents>(
    type: K,
    listener: (this: MatineeRoom, event: CustomEvent<RoomEvents[K]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'matinee-room': MatineeRoom;
  }
}
