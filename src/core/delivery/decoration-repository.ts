/**
 * What is shown beside the lines of a channel: our reactions, cards that follow what they show, and quotes of what others said.
 * With those go copies under the name of somebody who left for good.
 */
export type DecorationKind = 'reactions' | 'cards' | 'quotes';

/** A reaction of ours on a platform message. */
export interface ShownReaction {
  emoji: string;
  /** The platform message that carries it. */
  remoteId: string;
  /** False when it was asked for and no answer came. */
  sure: boolean;
}

/** Under what a lane writes: nothing is stored when the fence is no longer the link's lease's. */
export interface Fenced {
  linkId: string;
  fence: number;
}

/** What is known of the decoration of channels, kept so that after a restart too only differences are sent. */
export interface DecorationRepository {
  /** Number of the last event whose decoration was looked after. */
  cursorOf(linkId: string, kind: DecorationKind): Promise<number>;
  /** @returns false when superseded; so of all that follow */
  moveCursor(under: Fenced, kind: DecorationKind, seq: number): Promise<boolean>;
  shownOn(linkId: string, seq: number): Promise<ShownReaction[]>;
  /** Notes a reaction: before it is asked for as not sure, afterwards as sure. */
  noteReaction(under: Fenced, seq: number, reaction: ShownReaction): Promise<boolean>;
  /** A reaction is no longer there; without an emoji none of the message's is. */
  forgetReactions(under: Fenced, seq: number, emoji?: string): Promise<boolean>;
  /** The platform messages that a line has become now. */
  replaceCopies(under: Fenced, seq: number, remoteIds: readonly string[]): Promise<boolean>;
}
