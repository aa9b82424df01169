/**
 * The WebSocket protocol `matinee.v1`, as types. Shared by the server and the widget; imports nothing.
 * `docs/protocol.md` describes it in prose.
 */

/** Offered and required as the WebSocket subprotocol. */
export const SUBPROTOCOL = 'matinee.v1';

/** A platform by the name that it has everywhere: `discord`, `slack`. Which there are is told in `ready`. */
export type PlatformId = string;

/** Where a person speaks from: `web`, or a platform. */
export type Via = 'web' | PlatformId;

/** A platform, as it is shown. */
export interface PlatformView {
  id: PlatformId;
  /** What people call it in each language. */
  title: { en: string; ko: string };
  /** Of the mark beside its people and channels, on light and on dark: 3:1 against either ground. */
  colour: { light: string; dark: string };
}

export interface PersonView {
  id: string;
  name: string;
  avatar?: string;
  /** Tells them apart from others whose names look the same; shown beside the name, as `#tag`. */
  tag?: string;
  /** They left for good: `name` is nobody's, and is to be said in the reader's language. */
  left?: true;
}

export interface ActorView extends PersonView {
  via: Via;
}

export interface AttachmentView {
  id: string;
  url: string;
  /** A picture is there to be shown, a file to be taken. Absent, as in messages from before there were files: a picture. */
  kind?: 'picture' | 'file';
  /** What its bytes say that it is. */
  type: string;
  /** In bytes. */
  size?: number;
  /** Of a picture, in pixels. */
  width?: number;
  height?: number;
  /** What the picture shows, in its author's words. */
  alt?: string;
  name?: string;
  /** A smaller picture to show in its place, where there is one. */
  thumbnailUrl?: string;
  /** To be shown only to who asks for it. */
  spoiler?: boolean;
}

export type Role = 'owner' | 'moderator' | 'member';

/** In the data of an event whose message was deleted since: everything anybody said is out of it. */
export interface Emptied {
  deleted?: true;
}

/** What each kind of room event carries in `data`. */
export interface EventData {
  'message.posted': { text: string; replyTo?: number; attachments?: AttachmentView[] } & Emptied;
  /**
   * `review` where the message shows a review, as it is now; `attachments`, all that stand, where there were some when it
   * was posted or came later. Where a later edit has taken its place it is `superseded`, and `text` is empty. `late`: not its
   * author changed it, but files that belonged to it from the beginning came, or turned out not to.
   */
  'message.edited': {
    seq: number;
    text: string;
    review?: ReviewInRoom;
    attachments?: AttachmentView[];
    late?: true;
    superseded?: true;
  } & Emptied;
  'message.deleted': { seq: number };
  'reaction.added': { seq: number; emoji: string };
  'reaction.removed': { seq: number; emoji: string };
  'member.joined': { person: PersonView };
  'member.left': { person: PersonView };
  'member.kicked': { person: PersonView };
  'member.banned': { person: PersonView; reason?: string };
  'member.unbanned': { person: PersonView };
  'member.promoted': { person: PersonView };
  'member.demoted': { person: PersonView };
  'owner.changed': { person: PersonView };
  'room.changed': {
    title?: string;
    topic?: string;
    movieId?: string | null;
    visibility?: Visibility;
    /** Given when the password was set, changed or taken away: whether there is one now. */
    hasPassword?: boolean;
    capacity?: number | null;
  };
  'link.added': { platform: PlatformId; channel: string };
  'link.removed': { platform: PlatformId; channel: string };
  'link.broken': { platform: PlatformId; channel: string; reason: string };
  'link.mended': { platform: PlatformId; channel: string };
  /** A message too: its `seq` names it, and it is edited, deleted, answered and reacted to like one. */
  'review.posted': ReviewInRoom & { text?: string } & Emptied;
  /** A message too: its `seq` names it, `question` is its text; it is deleted, answered and reacted to like one. */
  'poll.posted': { question: string; options: PollOption[] } & Emptied;
  /** What somebody chose (by its place in `options`, null: nothing any more), and the votes of each option after it. */
  'poll.voted': { seq: number; option: number | null; counts: number[] } & Emptied;
  'poll.closed': { seq: number; counts: number[] } & Emptied;
}

/** What can be chosen in a poll: a film, or words. Plain text. */
export interface PollOption {
  text: string;
  /** Where the text is exactly a film's title. */
  movieId?: string;
}

/** A poll as it stands: the message's `text` is its question. */
export interface PollView {
  options: PollOption[];
  /** Votes of each option, in their order. */
  counts: number[];
  closed: boolean;
  /** What the asking person chose, by its place; absent for nothing. */
  mine?: number;
}

/**
 * A review where it is shown in a room. The message's `text` is the review's, all of it behind a spoiler mark where
 * `spoiler` is set.
 */
export interface ReviewInRoom {
  reviewId: string;
  movieId: string;
  /** Stars out of five, in halves. */
  rating: number;
  spoiler?: boolean;
  film: {
    title: { en: string; ko: string };
    year?: number;
    genreKeys: string[];
    posterUrl?: string;
    /** Where its facts come from, where that is to be said. */
    attribution?: string;
  };
}

/** A review as lists show it. */
export interface ReviewView {
  id: string;
  movieId: string;
  author: ActorView;
  /** Stars out of five, in halves. */
  rating: number;
  /** Markdown of the markup module; all of it is to be hidden until asked for where `spoiler` is set. */
  text: string;
  spoiler: boolean;
  likes: number;
  comments: number;
  /** Whether the asking person likes it. */
  liked: boolean;
  at: string;
  editedAt?: string;
  /** Where reviews of several films stand together. */
  movie?: FilmCard;
}

/** The form in which somebody reviews a film, filled in with what they said before. */
export interface ReviewForm {
  movie: FilmCard;
  rating?: number;
  text: string;
  spoiler: boolean;
  /** Whether it is shown in rooms; absent when there is no room to show it in. */
  share?: boolean;
}

export type EventKind = keyof EventData;
export type Visibility = 'public' | 'unlisted' | 'private';

/** One event of a room's log as it goes over the wire. `seq` rises by one per room, without gaps. */
export type EventFrame<K extends EventKind = EventKind> = {
  [P in K]: {
    op: 'event';
    room: string;
    seq: number;
    at: string;
    kind: P;
    actor: ActorView;
    data: EventData[P];
  };
}[K];

export interface ReactionView {
  emoji: string;
  count: number;
  /** Whether the asking person is among them. */
  me: boolean;
}

export type DeliveryState = 'pending' | 'sent' | 'failed';

/** Whether a message has arrived on one linked platform channel. */
export interface DeliveryView {
  platform: PlatformId;
  state: DeliveryState;
  /** Why it failed, for its author. */
  detail?: string;
}

/** A message as it stands now: what history pages hold. Deleted messages are left out of pages. */
export interface MessageView {
  seq: number;
  at: string;
  author: ActorView;
  text: string;
  /** Where the message shows a review. */
  review?: ReviewInRoom;
  /** Where the message is a poll. */
  poll?: PollView;
  replyTo?: number;
  /** The message replied to, as it stands now; absent when it was deleted. */
  quote?: { seq: number; authorId?: string; name: string; tag?: string; text: string };
  attachments?: AttachmentView[];
  editedAt?: string;
  reactions?: ReactionView[];
  deliveries?: DeliveryView[];
}

/** A film in an answer: the same order of facts on every surface. */
export interface FilmCard {
  movieId: string;
  /** In the reader's language. */
  title: string;
  /** Absent when it equals `title`. */
  originalTitle?: string;
  year?: number;
  /** In the reader's language. */
  genres: string[];
  /** English genre names, for the drawn poster. */
  genreKeys: string[];
  /** Minutes. */
  runtime?: number;
  directors: string[];
  /** Leading cast and the address of a trailer: where one film is told of by itself. */
  cast?: string[];
  trailer?: string;
  overview?: string;
  /** Half stars out of five, where people have rated the film. */
  rating?: { mean: number; count: number };
  /** Why this film, in the reader's language. */
  because?: string;
  posterUrl?: string;
  /** What a source wants said beside its facts; shown wherever the card is. */
  attribution?: string;
}

/**
 * How sure it is which film was named: that one (`sure`), perhaps one of some (`near`), or one that is not in the
 * catalogue (`none`). Only what is sure is acted on.
 */
export type Certainty = 'sure' | 'near' | 'none';

/** A film that may have been meant. */
export interface FilmChoice {
  movieId: string;
  /** Its title and year, in the reader's language: plain text. */
  label: string;
  /** The whole command as it is to be sent when this film is chosen. */
  line: string;
}

/** What a slash command answers, in no platform's form. */
export interface Answer {
  /** Who sees it: the person who asked, or everybody in the channel it was asked in. */
  to: 'sender' | 'channel';
  /** Markdown of the markup module; may be empty when there are cards. */
  text: string;
  cards: FilmCard[];
  /** What people said about a film. */
  reviews?: ReviewView[];
  /** To be filled in by the person who asked. */
  form?: ReviewForm;
  /** Where it is not sure which film was named: those that come near, at most five. Nothing was done yet. */
  choices?: FilmChoice[];
  /** True when the command was refused; `text` then says how to mend it. */
  refused?: boolean;
}

export type ClientFrame =
  | { op: 'auth'; token: string }
  | { op: 'auth'; anonymous: true }
  | { op: 'join'; room: string; after?: number; epoch?: string; password?: string }
  | { op: 'leave'; room: string }
  | { op: 'post'; id: string; room: string; text: string; replyTo?: number; attachments?: string[] }
  /** `attachments`: ids of the pictures that stay; absent for all. */
  | { op: 'edit'; id: string; room: string; seq: number; text: string; attachments?: string[] }
  | { op: 'delete'; id: string; room: string; seq: number }
  | { op: 'react' | 'unreact'; id: string; room: string; seq: number; emoji: string }
  /** The choice one has made already takes it back, and so does null. */
  | { op: 'vote'; id: string; room: string; seq: number; option: number | null }
  | { op: 'close-poll'; id: string; room: string; seq: number }
  | { op: 'command'; id: string; room: string; text: string; locale?: 'en' | 'ko' }
  | { op: 'typing'; room: string }
  | { op: 'read'; room: string; seq: number };

export type ServerFrame =
  /**
   * `person` is null for an anonymous reader, who may join public rooms and read, and nothing else. `platforms`: all there
   * are; absent from earlier servers.
   */
  | { op: 'ready'; person: PersonView | null; platforms?: readonly PlatformView[] }
  | {
      op: 'joined';
      room: string;
      epoch: string;
      seq: number;
      me: { role: Role | 'reader' };
      events: EventFrame[];
      reset: boolean;
    }
  | { op: 'left'; room: string }
  | { op: 'ack'; id: string; seq: number }
  | { op: 'answer'; id: string; answer: Answer }
  | EventFrame
  | { op: 'presence'; room: string; online: number }
  | { op: 'typing'; room: string; person: PersonView }
  | {
      op: 'delivery';
      room: string;
      seq: number;
      platform: PlatformId;
      state: DeliveryState;
      detail?: string;
    }
  /** `room` names the room that could not be joined. */
  | { op: 'error'; id?: string; room?: string; code: ProblemCode; detail: string; retryAfter?: number };

/** Stable codes of everything that can be refused, over WebSocket and REST alike. */
export const PROBLEM_CODES = {
  bad_frame: 400,
  invalid_input: 400,
  name_reserved: 400,
  text_empty: 400,
  text_too_long: 400,
  cursor_invalid: 400,
  not_signed_in: 401,
  token_invalid: 401,
  not_allowed: 403,
  origin_not_allowed: 403,
  banned: 403,
  password_required: 403,
  password_wrong: 403,
  room_not_found: 404,
  message_not_found: 404,
  reply_not_found: 404,
  person_not_found: 404,
  movie_not_found: 404,
  link_not_found: 404,
  review_not_found: 404,
  comment_not_found: 404,
  poll_not_found: 404,
  attachment_not_found: 404,
  not_found: 404,
  slug_taken: 409,
  id_reused: 409,
  room_full: 409,
  channel_linked: 409,
  conflict: 409,
  poll_closed: 409,
  invite_invalid: 403,
  not_joined: 403,
  too_many_rooms: 429,
  rate_limited: 429,
  too_large: 413,
  type_not_allowed: 415,
  internal: 500,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof PROBLEM_CODES;

export const CLOSE_CODES = {
  badFrame: 4400,
  /** This very token is not valid, and nothing else: a client forgets it. */
  tokenInvalid: 4401,
  notAllowed: 4403,
  /** Resume with `after` and `epoch`. */
  tooSlow: 4408,
  tooManyFrames: 4429,
  /** The server restarts; resume. */
  restarting: 1012,
  /** The server cannot tell just now who this is: come back with the same token. */
  unavailable: 1013,
} as const;

export const LIMITS = {
  /** Characters (UTF-16 code units) of one message. */
  textLength: 4000,
  frameBytes: 65_536,
  roomsPerSocket: 20,
  attachmentsPerMessage: 4,
  historyPage: 100,
  /** More missed events than this answer a join with `reset: true`. */
  resumeEvents: 1000,
} as const;
