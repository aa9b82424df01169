import type { PersonView, Role } from '../../../src/protocol/frames.ts';
import type { RoomController } from './room-controller.ts';

export type Member = PersonView & { role: Role; online: boolean };

/** More than these the server tells of at most. */
export const MOST_MEMBERS = 500;

/**
 * Who belongs to a room, those first who have it open now.
 *
 * @throws Problem
 */
export async function membersOf({ rest, slug }: RoomController): Promise<Member[]> {
  const path = `/rooms/${encodeURIComponent(slug)}/members?limit=${MOST_MEMBERS}`;
  const { members } = await rest.get<{ members: Member[] }>(path);
  return members.sort((a, b) => Number(b.online) - Number(a.online));
}
