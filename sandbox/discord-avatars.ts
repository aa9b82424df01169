import type { User } from './discord/entities.ts';

/** Where a Discord client shows somebody's picture from: their own, or the default one of their id. */
export function avatarUrlOf(cdnUrl: string, { id, avatar }: Pick<User, 'id' | 'avatar'>): string {
  if (!avatar) return `${cdnUrl}/embed/avatars/${(BigInt(id) >> 22n) % 6n}.png`;
  return `${cdnUrl}/avatars/${id}/${avatar.hash}.png?size=128`;
}
