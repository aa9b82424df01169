import { LRUCache } from 'lru-cache';
import { DiscordAPIError, Routes, type APIGuildMember, type APIUser, type REST } from 'discord.js';
import type { RemotePerson } from '../../core/delivery/chat-adapter.ts';
import { cleanName } from '../../core/markup/clean-text.ts';

const PICTURE = { size: 128, extension: 'png', forceStatic: true } as const;

/** The part of a user that tells how they are shown. */
export type UserLooks = Pick<APIUser, 'id' | 'username' | 'global_name' | 'avatar' | 'bot'>;

/** The part of a member that tells how they are shown in their guild. */
export type MemberLooks = Pick<APIGuildMember, 'nick' | 'avatar'>;

/**
 * How people are shown in each guild: nickname, else display name, else user name, with the picture that goes with it.
 * Payloads tell a member's nickname only sometimes, so it is remembered, and asked for where it is not known.
 */
export class Members {
  readonly #seen = new LRUCache<string, RemotePerson>({ max: 20_000, ttl: 3_600_000 });
  readonly #bots = new Set<string>();

  /** @param rest for asking; its CDN builds the pictures' addresses */
  constructor(private readonly rest: REST) {}

  /** As a payload tells it; without `member` as remembered, or as known outside the guild. */
  describe(guildId: string, user: UserLooks, member?: MemberLooks): RemotePerson {
    if (user.bot === true) this.#bots.add(user.id);
    const key = `${guildId}:${user.id}`;
    const remembered = member ? undefined : this.#seen.get(key);
    if (remembered) return remembered;
    const person: RemotePerson = {
      identity: `discord:${user.id}`,
      name:
        cleanName(member?.nick ?? '') ||
        cleanName(user.global_name ?? '') ||
        cleanName(user.username) ||
        user.id,
      avatar: this.#avatar(guildId, user, member?.avatar ?? null),
    };
    if (member) this.#seen.set(key, person);
    return person;
  }

  /** As shown in the guild, asked for if need be. */
  async resolve(guildId: string, user: UserLooks): Promise<RemotePerson> {
    return (
      this.#seen.get(`${guildId}:${user.id}`) ??
      (await this.#ask(guildId, user.id)) ??
      this.#outsider(guildId, user)
    );
  }

  /** @returns null for a bot, and for somebody who is not, or no longer, in the guild and was not seen there */
  async findPerson(guildId: string, userId: string): Promise<RemotePerson | null> {
    const person = this.#seen.get(`${guildId}:${userId}`) ?? (await this.#ask(guildId, userId));
    return this.#bots.has(userId) ? null : person;
  }

  async #ask(guildId: string, userId: string): Promise<RemotePerson | null> {
    try {
      const member = (await this.rest.get(Routes.guildMember(guildId, userId))) as APIGuildMember;
      return this.describe(guildId, member.user, member);
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 404) return null;
      throw error;
    }
  }

  #outsider(guildId: string, user: UserLooks): RemotePerson {
    return this.describe(guildId, user, {});
  }

  #avatar(guildId: string, user: UserLooks, memberHash: string | null): string {
    const { cdn } = this.rest;
    if (memberHash !== null) return cdn.guildMemberAvatar(guildId, user.id, memberHash, PICTURE);
    if (user.avatar !== null) return cdn.avatar(user.id, user.avatar, PICTURE);
    return cdn.defaultAvatar(Number((BigInt(user.id) >> 22n) % 6n));
  }
}
