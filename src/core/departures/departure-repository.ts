import type { PersonRef } from '../rooms/change.ts';

/** What becomes of what somebody said who leaves for good. */
export type LinesOfLeaver = 'delete' | 'anonymise';

/** Somebody who leaves for good, and how far that has come. */
export interface Departure {
  personId: string;
  lines: LinesOfLeaver;
  /** The rooms they belonged to. */
  home: string[];
  /** Of all rooms, the one that is gone through, and up to which number that is done; null before the first. */
  roomId: string | null;
  seq: number;
  round: number;
}

/** To whom a room passes. */
export interface Heir {
  person: PersonRef;
  /** They linked a channel to the room, and have no seat in it. */
  bySeatOfLink?: true;
}

/** What a person has in a stretch of a room. */
export interface Stretch {
  /** The number after which to look on; null when there was nothing after it. */
  upTo: number | null;
  /** Events and messages that name them. */
  naming: number[];
  /** Messages of theirs that stand. */
  lines: number[];
  reactions: { seq: number; emoji: string }[];
  votes: number[];
}

export interface DepartureRepository {
  /**
   * Ends who somebody is: no token is theirs any more, and their row says nothing of them. What only they could see goes at
   * once; the rest is noted to be done.
   * @returns false when they had left before
   */
  begin(personId: string, lines: LinesOfLeaver): Promise<boolean>;
  /** Whoever left within so many ms, by the store's own clock. */
  lately(withinMs: number): Promise<string[]>;
  /** One for whom something is due; null when there is nobody. */
  due(): Promise<Departure | null>;
  /** The rooms they have a seat in, or are banned from. */
  roomsOf(personId: string): Promise<{ roomId: string; owns: boolean }[]>;
  /**
   * To whom a room of theirs passes: the moderator of longest standing, else the member, else who linked the first of its
   * channels; null when there is nobody else.
   */
  heirOf(roomId: string, personId: string): Promise<Heir | null>;
  /** The next room by id; null after the last. */
  roomAfter(roomId: string | null): Promise<string | null>;
  /** What they have in a room after a number. */
  stretch(roomId: string, after: number, personId: string): Promise<Stretch>;
  /**
   * Takes their name out of these events and messages of a room.
   * @returns number of the last event that was changed after the last one that told of their leaving; null without any
   */
  forget(roomId: string, seqs: readonly number[], personId: string): Promise<number | null>;
  /** Takes away what only they could see, as it may have come since they left: by what was on its way, or a process that had not heard. */
  forgetOwn(personId: string): Promise<void>;
  /** Takes their name out of what others said about films. */
  forgetInReviews(personId: string): Promise<void>;
  reviewsOf(personId: string): Promise<{ id: string; movieId: string }[]>;
  commentsOf(personId: string, limit: number): Promise<string[]>;
  likesOf(personId: string, limit: number): Promise<string[]>;
  /** Notes how far the going through of rooms has come. */
  note(personId: string, roomId: string, seq: number): Promise<void>;
  /** A round is done: the next one is due after so many ms; null: it was the last. */
  roundDone(personId: string, nextMs: number | null): Promise<void>;
  /** It could not be gone on with: it is tried again after so many ms. */
  later(personId: string, ms: number): Promise<void>;
}
