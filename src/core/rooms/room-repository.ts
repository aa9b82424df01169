import type { LinkState, Moderation, PlatformId } from '../delivery/link.ts';
import type { PersonRef } from './change.ts';
import type { Role, Room } from './room.ts';

export interface Membership {
  role: Role | null;
  banned: boolean;
}

/** A room and what somebody is in it, as both stood when the room's newest event was `room.seq`. */
export interface Standing extends Membership {
  room: Room;
}

export interface RoomSummary extends Room {
  members: number;
  links: { platform: PlatformId; channel: string; state: LinkState; moderation: Moderation }[];
}

/** Rooms as they stand. What changes a room goes through its log; only making and ending one is done here. */
export interface RoomRepository {
  bySlug(slug: string): Promise<Room | null>;
  byId(id: string): Promise<Room | null>;
  /**
   * A room and what somebody is in it, read at one moment; null where there is no such room. It is one question whether
   * the room is there or not.
   * @param personId null for a reader without a name
   */
  standing(room: { slug: string } | { id: string }, personId: string | null): Promise<Standing | null>;
  summary(slug: string): Promise<RoomSummary | null>;
  /** Public rooms, newest first, after the slug given; at most `limit`. */
  listPublic(limit: number, after?: string): Promise<RoomSummary[]>;
  /** @throws Problem `slug_taken` */
  create(room: Room): Promise<void>;
  delete(id: string): Promise<void>;
  membership(roomId: string, personId: string): Promise<Membership>;
  members(roomId: string, limit: number): Promise<(PersonRef & { role: Role })[]>;
}
