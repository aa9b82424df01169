import type {
  AttachmentView,
  EventData,
  EventFrame,
  EventKind,
  PollView,
  ReviewInRoom,
  Via,
} from '../../protocol/frames.ts';
import type { NewLink } from './change.ts';
import type { Actor, Role, Room } from './room.ts';
import { aboutOf } from './retelling.ts';

/** A message as the rules see it. */
export interface MessageFacts {
  seq: number;
  authorId: string;
  via: Via;
  text: string;
  /** The review it shows, in the wording of this version. */
  review?: (ReviewInRoom & { version: number }) | null;
  /** The poll it is, with the votes as they stand. */
  poll?: Omit<PollView, 'mine'> | null;
  replyTo: number | null;
  attachments: AttachmentView[] | null;
  at: Date;
  editedAt: Date | null;
  deleted: boolean;
}

export interface ReactionFacts {
  seq: number;
  emoji: string;
  personId: string;
  via: Via;
  linkId: string | null;
  present: boolean;
}

/** What a rule must know before it can decide; everything else is left unread. */
export interface Needs {
  /** Membership and bans of these people. */
  people?: string[];
  messages?: number[];
  reactions?: { seq: number; emoji: string; personId: string }[];
  memberCount?: boolean;
  /** What these people chose in these polls. */
  votes?: { seq: number; personId: string }[];
  /** Where these reviews are shown in the room, with the message that shows them. */
  cards?: string[];
  /** Whose these pictures of the room are, and where they stand. */
  pictures?: string[];
}

export interface DraftEvent {
  seq: number;
  key: string;
  digest: string;
  kind: EventKind;
  actorId: string;
  at: Date;
  /** Whose words it carries, as `aboutOf` says. */
  about: number | null;
  data: EventFrame['data'];
  /** The event as it goes over the wire, encoded once; `data` is the last of it. */
  frame: string;
}

export const reactionKey = (seq: number, emoji: string, personId: string): string =>
  `${seq}\u0000${emoji}\u0000${personId}`;

export const voteKey = (seq: number, personId: string): string => `${seq} ${personId}`;

/**
 * A room while changes are being appended to it: the facts the rules asked for, as they will be once what is drafted
 * is stored. Later changes of one batch see what earlier ones did. The store writes `events` and whatever is marked as
 * touched, in one transaction.
 */
export class RoomDraft {
  readonly room: Room;
  /** Role of each person asked for; null for no member. */
  readonly roles = new Map<string, Exclude<Role, 'owner'> | null>();
  readonly banned = new Set<string>();
  /** Who left for good, of those asked for. */
  readonly departed = new Set<string>();
  readonly messages = new Map<number, MessageFacts>();
  readonly reactions = new Map<string, ReactionFacts>();
  /** What was chosen, by `voteKey`; null or absent for nothing. */
  readonly votes = new Map<string, { seq: number; personId: string; option: number | null }>();
  memberCount = 0;
  /** Pictures of the room, by id: who brought them, and the message they stand in, null for none yet. */
  readonly pictures = new Map<string, { personId: string; seq: number | null }>();
  /** Number of the message that shows a review, by the review's id. */
  readonly cards = new Map<string, number>();

  readonly events: DraftEvent[] = [];
  readonly touched = {
    room: false,
    members: new Set<string>(),
    bans: new Map<string, { reason: string | null; by: string }>(),
    messages: new Set<number>(),
    cards: new Set<string>(),
    reactions: new Set<string>(),
    votes: new Set<string>(),
    links: [] as { link: NewLink; madeBy: string; cursor: number }[],
    linksRemoved: [] as string[],
    linkStates: new Map<string, { state: 'active' | 'broken'; reason: string | null }>(),
    copies: [] as { linkId: string; seq: number; remoteId: string }[],
  };

  constructor(room: Room) {
    this.room = room;
  }

  roleOf(personId: string): Role | null {
    if (personId === this.room.ownerId) return 'owner';
    return this.roles.get(personId) ?? null;
  }

  /** A message that exists and is not deleted. */
  standing(seq: number): MessageFacts | undefined {
    const message = this.messages.get(seq);
    return message && !message.deleted ? message : undefined;
  }

  setRole(personId: string, role: Exclude<Role, 'owner'> | null): void {
    const before = this.roles.get(personId) ?? null;
    if (before === null && role !== null) this.memberCount++;
    if (before !== null && role === null) this.memberCount--;
    this.roles.set(personId, role);
    this.touched.members.add(personId);
  }

  /** Appends an event with the room's next number and returns that number. */
  record<K extends EventKind>(
    kind: K,
    data: EventData[K],
    by: { actor: Actor; at: Date; key: string; digest: string },
  ): number {
    const seq = ++this.room.seq;
    const { id, name, avatar, tag, left, via } = by.actor;
    const frame = {
      op: 'event' as const,
      room: this.room.slug,
      seq,
      at: by.at.toISOString(),
      kind,
      actor: {
        id,
        name,
        ...(avatar === undefined ? {} : { avatar }),
        ...(tag === undefined ? {} : { tag }),
        ...(left === undefined ? {} : { left }),
        via,
      },
      data,
    } satisfies Omit<EventFrame, 'kind' | 'data'> & { kind: K; data: EventData[K] };
    this.events.push({
      seq,
      key: by.key,
      digest: by.digest,
      kind,
      actorId: id,
      at: by.at,
      about: aboutOf(kind, data),
      data,
      frame: JSON.stringify(frame),
    });
    return seq;
  }
}
