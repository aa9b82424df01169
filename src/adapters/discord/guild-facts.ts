import type { Client } from 'discord.js';
import { isHidden } from './channel-privacy.ts';

/** What the gateway has told about guilds: names behind ids. Everything may be unknown. */
export interface GuildFacts {
  roleName(guildId: string, roleId: string): string | undefined;
  channelName(channelId: string): string | undefined;
  /** `name:id` of a custom emoji of the guild, as reactions want it. */
  customEmoji(guildId: string, name: string): string | undefined;
}

/** Reads the facts from whatever client is connected at the moment. */
export class ClientGuildFacts implements GuildFacts {
  #client: Client | undefined;

  use(client: Client | undefined): void {
    this.#client = client;
  }

  roleName(guildId: string, roleId: string): string | undefined {
    return this.#client?.guilds.cache.get(guildId)?.roles.cache.get(roleId)?.name;
  }

  channelName(channelId: string): string | undefined {
    const channel = this.#client?.channels.cache.get(channelId);
    // A private channel's name is nobody's business elsewhere.
    if (!channel || isHidden(channel) !== false) return undefined;
    return 'name' in channel ? (channel.name ?? undefined) : undefined;
  }

  customEmoji(guildId: string, name: string): string | undefined {
    const emoji = this.#client?.guilds.cache.get(guildId)?.emojis.cache.find((one) => one.name === name);
    return emoji?.available === false ? undefined : emoji && `${emoji.name}:${emoji.id}`;
  }
}
