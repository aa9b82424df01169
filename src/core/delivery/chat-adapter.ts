import type { AttachmentView, PollView, ReviewInRoom, Via } from '../../protocol/frames.ts';
import type { Link, PlatformId } from './link.ts';

/** A line of the room on its way to a channel. */
export interface OutgoingLine {
  /** Unique over all rooms and lines: platforms that can carry it do, so that a line is found again after a crash. */
  key: string;
  author: { name: string; avatar?: string; tag?: string; via: Via };
  /** Markdown of the markup module; never empty when there are neither attachments nor a review. */
  text: string;
  /** The review it shows: the film and its stars go with the text. */
  review?: ReviewInRoom;
  /** The poll it is: the text is its question; options and votes are shown below, with buttons while it is open. */
  poll?: Omit<PollView, 'mine'>;
  /** What it replies to: where that stands in this channel (first part), and how to quote it where it cannot be a native reply. */
  replyTo?: { remoteId?: string; name: string; text: string };
  attachments: AttachmentView[];
}

/**
 * A platform's channels, outbound. Every call may be repeated: doing what is done already succeeds. Calls throw a
 * DeliveryFault, whose kind says whether to wait, to try again or to give up; nothing else.
 */
export interface ChatAdapter {
  readonly platform: PlatformId;
  /** How many different reactions of ours one message can carry, and how they are to be spaced in a channel, in ms. */
  readonly reactions: { most: number; everyMs: number };
  /** Posts a line as its author. @returns ids of the platform messages it became, in order; at least one */
  post(link: Link, line: OutgoingLine): Promise<string[]>;
  /**
   * Looks for a line that may have been posted although we never heard so.
   * @param known tells whether a platform message is already known as a copy
   * @returns its platform messages, or null when it is not there
   */
  findPosted(
    link: Link,
    line: OutgoingLine,
    known: (remoteId: string) => Promise<boolean>,
  ): Promise<string[] | null>;
  /**
   * Looks for messages that show a line although they are no copies of it: it was posted twice, and we know of once.
   * @param line as it was posted
   * @param known tells whether a platform message is already known as a copy
   */
  repeatsOf(link: Link, line: OutgoingLine, known: (remoteId: string) => Promise<boolean>): Promise<string[]>;
  /**
   * Makes the platform messages say the line as it is now.
   * @param dropping told, and waited for, before messages that are no longer needed are taken away
   * @returns their ids, which may have become more or fewer
   */
  edit(link: Link, remoteIds: string[], line: OutgoingLine, dropping?: Dropping): Promise<string[]>;
  /** Whether the words of what a line answers stand in this message of ours, which begins it. */
  showsQuote(link: Link, remoteId: string): Promise<boolean>;
  /** Removes them. With `origin` they are a person's own: where we may not, they stay. */
  remove(link: Link, remoteIds: string[], origin: boolean): Promise<void>;
  /** Shows, or no longer shows, our own reaction, which stands for everybody elsewhere. */
  setReaction(link: Link, remoteId: string, emoji: string, present: boolean): Promise<void>;
  /** Says something in Matinee's own name. */
  notify(link: Link, text: string): Promise<void>;
  /**
   * What was said after `since` (a platform message id; null: after the link was made), oldest first, in batches: for what we
   * did not hear. Replies under older messages are among it. Who reacted is left out.
   */
  saidSince(link: Link, since: string | null): AsyncIterable<RemoteMessage[]>;
  /**
   * A stretch of the channel as it stands, with who reacted.
   * @param before it ends before this message; null: it holds the newest
   * @param downTo it need not go further back than this message
   */
  stretch(link: Link, before: string | null, downTo: string | null): Promise<Stretch>;
  /**
   * One message as it stands, with who reacted, and what the platform tells along with it (its thread).
   * @returns nothing only where the platform says in so many words that there is no such message
   */
  lookUp(link: Link, remoteId: string): Promise<RemoteMessage[]>;
}

/** Part of a channel's past. */
export interface Stretch {
  /** Oldest first. Replies in threads that begin here are among them, whenever they were written. */
  messages: RemoteMessage[];
  /** From this message on the platform claims to have shown everything but replies; null: from the channel's beginning. */
  from: string | null;
  /** Whether there is more to be read before it. */
  more: boolean;
}

/** Told which of our messages we are about to take away. */
export type Dropping = (remoteIds: string[]) => Promise<void>;

/** A message as it stands on a platform. */
export interface RemoteMessage {
  remoteId: string;
  /** True for what we posted ourselves. */
  ours: boolean;
  /** False for what is never relayed (other bots, joins, pins). */
  relayed: boolean;
  author: RemotePerson;
  /** Markdown of the markup module. */
  text: string;
  attachments: RemoteAttachment[];
  at: Date;
  /** Where a person can open it on its platform; undefined where that cannot be said just now. Never rejects. */
  address?(): Promise<string | undefined>;
  edited: boolean;
  /** When it was last edited, where the platform says so: an older edit that comes late then changes nothing. */
  editedAt?: Date;
  replyTo?: { remoteId: string; at: Date };
  reactions: { emoji: string; people: RemotePerson[] }[];
}

/** A picture or file on a platform: copied into our own store. */
export interface RemoteAttachment {
  /** The platform's own name of the file, e.g. `discord:123`, by which it is known again when the message changes. */
  source: string;
  name: string;
  type: string;
  size: number;
  alt?: string;
  /** Its author wants it covered until asked for. */
  spoiler?: boolean;
  /**
   * Fetches the bytes, with whatever credentials that takes; never more than a file may have.
   * @throws Problem `too_large`, or another one for what will never come; anything else may come when it is asked for again
   */
  fetch(): Promise<Buffer>;
}

/** Somebody on a platform; `identity` is `discord:ID` or `slack:TEAM:ID`. */
export interface RemotePerson {
  identity: string;
  name: string;
  avatar?: string;
}

export type FaultKind =
  /** Try again after `retryAfter` ms. */
  | 'wait'
  /** Try again later: server errors, no connection; not before `retryAfter` ms, where that is given. */
  | 'retry'
  /** This message will never be taken; the next one may. */
  | 'refused'
  /** Our own code stumbled over it: perhaps once, perhaps each time. Tried again a few times, then never. */
  | 'mistake'
  /** Nothing will be taken until somebody mends it (bot removed, channel gone, permission missing). */
  | 'broken';

/** A call to a platform that failed, and what to do about it. `message` is for people: what is wrong and how to mend it. */
export class DeliveryFault extends Error {
  constructor(
    readonly kind: FaultKind,
    message: string,
    readonly retryAfter?: number,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'DeliveryFault';
  }
}
