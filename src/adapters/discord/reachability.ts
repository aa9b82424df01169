import {
  Events,
  GatewayDispatchEvents,
  PermissionsBitField,
  type Client,
  type GatewayDispatchPayload,
  type Guild,
} from 'discord.js';
import type { ChannelRef, Link } from '../../core/delivery/link.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { ChannelWebhooks } from './channel-webhooks.ts';
import type { DiscordCore } from './discord-core.ts';
import { NEEDED_PERMISSIONS } from './invite.ts';

/** Tells the inbox when a linked channel goes out of reach (deleted, bot removed, permission taken) and when it is back. */
export class Reachability {
  constructor(
    private readonly core: Pick<DiscordCore, 'inbox'>,
    private readonly webhooks: ChannelWebhooks,
    private readonly logger: Logger,
  ) {}

  watch(client: Client): void {
    client.on(Events.ChannelDelete, (channel) => {
      if (channel.isDMBased()) return;
      this.webhooks.forget(channel.id);
      void this.#deleted(channel.id);
    });
    client.on(Events.GuildDelete, (guild) => void this.#guildLost(guild));
    client.on(Events.GuildCreate, (guild) => void this.#check(guild));
    // The library keeps quiet about a channel that becomes visible again; the packet does not.
    client.on(Events.Raw as string, ({ t, d }: GatewayDispatchPayload) => {
      if (t !== GatewayDispatchEvents.ChannelUpdate && t !== GatewayDispatchEvents.ChannelCreate) return;
      setImmediate(() => {
        const guild = 'guild_id' in d ? client.guilds.cache.get(d.guild_id ?? '') : undefined;
        if (guild) void this.#check(guild, d.id);
      });
    });
    client.on(Events.GuildRoleUpdate, (_before, { guild }) => void this.#check(guild));
    client.on(Events.GuildRoleDelete, ({ guild }) => void this.#check(guild));
    client.on(Events.GuildMemberUpdate, (_before, { guild, id }) => {
      if (id === client.user?.id) void this.#check(guild);
    });
    client.on(Events.WebhooksUpdate, (channel) => {
      this.webhooks.forget(channel.id);
      void this.#check(channel.guild, channel.id);
    });
  }

  /** Looks at every linked channel, for what changed while nobody listened. Never throws. */
  async checkAll(client: Client<true>): Promise<void> {
    for (const link of await this.core.inbox.linksOf('discord')) {
      const guild = client.guilds.cache.get(link.tenantId);
      if (guild) await this.#checkLink(guild, link);
      else if (client.shard === null && client.ws.shards.size === 1) await this.#lost(link, botGone(link));
    }
  }

  async #check(guild: Guild, channelId?: string): Promise<void> {
    for (const link of await this.core.inbox.linksOf('discord')) {
      if (link.tenantId !== guild.id || (channelId !== undefined && link.channelId !== channelId)) continue;
      await this.#checkLink(guild, link);
    }
  }

  async #checkLink(guild: Guild, link: Link): Promise<void> {
    if (!guild.available) return; // an outage at Discord
    const missing = missingIn(guild, link);
    if (missing === undefined) return;
    if (missing === '') {
      if (link.state === 'broken') await this.#tell(this.core.inbox.channelFound(link));
    } else if (link.state !== 'broken') {
      await this.#lost(link, missing);
    }
  }

  async #deleted(channelId: string): Promise<void> {
    for (const link of await this.core.inbox.linksOf('discord')) {
      if (link.channelId !== channelId) continue;
      // By the name the room knows it by: that of a private channel is told to nobody.
      const reason = `#${link.channelName} was deleted on Discord: link another channel with /movie room link.`;
      await this.#lost(link, reason);
    }
  }

  async #guildLost(guild: Guild): Promise<void> {
    for (const link of await this.core.inbox.linksOf('discord'))
      if (link.tenantId === guild.id) await this.#lost(link, botGone(link));
  }

  #lost(channel: ChannelRef, reason: string): Promise<void> {
    return this.#tell(this.core.inbox.channelLost(channel, reason));
  }

  async #tell(told: Promise<void>): Promise<void> {
    try {
      await told;
    } catch (error) {
      this.logger.error({ err: error }, 'that a Discord channel was lost or found was not taken in');
    }
  }
}

const botGone = (link: Link): string =>
  `Matinee is no longer in the Discord server of #${link.channelName}: invite the bot again.`;

/** @returns what is missing and how to mend it; empty when nothing is; undefined when that cannot be told */
function missingIn(guild: Guild, link: Link): string | undefined {
  const channel = guild.channels.cache.get(link.channelId);
  if (!channel)
    return `#${link.channelName} no longer exists on Discord, or Matinee may not see it: give its role View Channel there.`;
  const me = guild.members.me;
  if (!me) return undefined;
  const held = channel.permissionsFor(me, true) ?? new PermissionsBitField();
  const names = NEEDED_PERMISSIONS.filter(([bit]) => !held.has(bit)).map(([, name]) => name);
  return names.length === 0
    ? ''
    : `Matinee lacks ${names.join(', ')} in #${link.channelName}: give its role these permissions there.`;
}
