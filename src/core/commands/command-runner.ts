import type { Answer } from '../../protocol/frames.ts';
import type { ChannelRef } from '../delivery/link.ts';
import type { Person } from '../identity/person.ts';
import type { Via } from '../rooms/room.ts';
import type { CommandName } from './grammar.ts';

/** A command as it was understood: its name and the options given, as text. */
export interface ParsedCommand {
  name: CommandName;
  options: Record<string, string>;
}

/** Who asks, and where. */
export interface CommandContext {
  person: Person;
  via: Via;
  locale: 'en' | 'ko';
  /** Slug of the room it is asked in (widget). */
  room?: string;
  /** The channel it is asked in (platforms). */
  channel?: CommandChannel;
}

/** A channel that a command is asked in; what it is like is asked of the platform only where a command needs to know. */
export interface CommandChannel extends ChannelRef {
  /** Never throws: what the platform does not say is `unknown`. */
  look(): Promise<ChannelLook>;
}

/** What a platform says of a channel, and of the person who asks there. */
export interface ChannelLook {
  name: string;
  /** Whether only some of the people there may see it. */
  isPrivate: boolean | 'unknown';
  /** Whether the person may manage it. */
  mayManage: boolean | 'unknown';
  /**
   * What the person is in the workspace or server: `guest` is whoever belongs to single channels of it alone, or to another
   * one that shares the channel.
   */
  standing: 'admin' | 'member' | 'guest' | 'unknown';
}

/** The review form as somebody sent it. */
export interface SubmittedReview {
  movieId: string;
  /** Stars, as a number or as they were typed. */
  rating: number | string;
  text: string;
  spoiler: boolean;
  /** As in `ReviewInput`: absent leaves things as they are. */
  share?: boolean;
}

/** A choice offered while somebody types. */
export interface Choice {
  name: string;
  value: string;
}

/** Runs slash commands, the same on every surface. Never throws: what is refused is an answer that says how to mend it. */
export interface CommandRunner {
  /** What was typed after the command's name: `recommend like:"The Handmaiden"`. */
  runText(text: string, context: CommandContext): Promise<Answer>;
  run(command: ParsedCommand, context: CommandContext): Promise<Answer>;
  /** The form that a command opened, sent back. */
  submitReview(submitted: SubmittedReview, context: CommandContext): Promise<Answer>;
  /** The buttons under reviews: likes one, or no longer; shows all of one. */
  pressReview(button: 'like' | 'read', reviewId: string, context: CommandContext): Promise<Answer>;
  /** At most 25 choices for an option that is being typed. */
  complete(command: CommandName, option: string, typed: string, locale: 'en' | 'ko'): Promise<Choice[]>;
}
