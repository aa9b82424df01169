import type { EventData, EventKind } from '../../protocol/frames.ts';
import type { Action } from './change.ts';
import type { Actor } from './room.ts';
import type { Needs, RoomDraft } from './room-draft.ts';

export type ActionOf<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** What a rule is given besides the action. */
export interface RuleContext {
  actor: Actor;
  /** When it happened. */
  at: Date;
  /** True when it came through a linked channel, whose members may speak without having joined. */
  throughLink: boolean;
  /** Which one; null when none or unknown. */
  linkId: string | null;
  /** The actor leaves for good, and takes back what is theirs. */
  leaving: boolean;
  /** Appends the event this change is known by; called at most once. Returns its number. */
  record<K extends EventKind>(kind: K, data: EventData[K]): number;
  /** Appends an event that goes along with the change (somebody joins by speaking). */
  recordAside<K extends EventKind>(kind: K, data: EventData[K]): number;
}

/**
 * One kind of action: what must be known to decide it, and the decision. A rule is pure but for the draft: it throws a
 * Problem before it touches anything, or changes the draft and records an event, or does neither when there is nothing
 * to change.
 */
export interface Rule<K extends Action['kind']> {
  needs(action: ActionOf<K>, actor: Actor): Needs;
  apply(draft: RoomDraft, action: ActionOf<K>, context: RuleContext): void;
}
