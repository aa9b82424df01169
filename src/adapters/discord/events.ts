import {
  GatewayDispatchEvents,
  type APIPartialEmoji,
  type GatewayDispatchPayload,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageReactionAddDispatchData,
  type GatewayMessageReactionRemoveDispatchData,
} from 'discord.js';
import type { RemotePerson } from '../../core/delivery/chat-adapter.ts';
import { isPassing } from '../../core/delivery/fault-of.ts';
import type { ChannelRef } from '../../core/delivery/link.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { DiscordCore } from './discord-core.ts';
import { emojiText } from './emoji.ts';
import { toDeliveryFault } from './errors.ts';
import type { Members } from './members.ts';
import { isOurs, type RemoteMessageReader } from './remote-message.ts';
import type { OwnIdentity, Self } from './self.ts';

/**
 * What is said and done in Discord's channels, on its way in. Works on the gateway's packets as they come and not on
 * discord.js's events: those depend on what happens to be cached, and an edit that overtakes its message makes the library
 * swallow the message.
 */
export class GatewayEvents {
  readonly #turns = new Map<string, Promise<void>>();

  constructor(
    private readonly core: Pick<DiscordCore, 'inbox'>,
    private readonly self: OwnIdentity,
    private readonly messages: RemoteMessageReader,
    private readonly members: Members,
    private readonly logger: Logger,
  ) {}

  /** Takes one packet in. Never throws; one channel's packets are handed over in the order in which they came. */
  take(packet: GatewayDispatchPayload): void {
    switch (packet.t) {
      case GatewayDispatchEvents.MessageCreate:
        return this.#inTurn(packet.d, (channel, self) => this.#message(channel, packet.d, self, 'posted'));
      case GatewayDispatchEvents.MessageUpdate:
        // Link previews, pins and the like come as updates too, but only an edit has a time.
        if (!packet.d.edited_timestamp || packet.d.author === undefined) return;
        return this.#inTurn(packet.d, (channel, self) => this.#message(channel, packet.d, self, 'edited'));
      case GatewayDispatchEvents.MessageDelete:
        return this.#inTurn(packet.d, (channel) => this.#deleted(channel, [packet.d.id]));
      case GatewayDispatchEvents.MessageDeleteBulk:
        return this.#inTurn(packet.d, (channel) => this.#deleted(channel, packet.d.ids));
      case GatewayDispatchEvents.MessageReactionAdd:
      case GatewayDispatchEvents.MessageReactionRemove: {
        const present = packet.t === GatewayDispatchEvents.MessageReactionAdd;
        return this.#inTurn(packet.d, (channel, self) => this.#reacted(channel, packet.d, self, present));
      }
      case GatewayDispatchEvents.MessageReactionRemoveAll:
        return this.#inTurn(packet.d, (channel) => this.#cleared(channel, packet.d.message_id));
      case GatewayDispatchEvents.MessageReactionRemoveEmoji:
        return this.#inTurn(packet.d, (channel) =>
          this.#cleared(channel, packet.d.message_id, packet.d.emoji),
        );
      default:
    }
  }

  async #message(
    channel: ChannelRef,
    data: GatewayMessageCreateDispatchData,
    self: Self,
    how: 'posted' | 'edited',
  ): Promise<void> {
    if (isOurs(data, self)) return;
    const message = await this.messages.read(channel.tenantId, data, self);
    if (message.relayed) this.#handOver(this.core.inbox[how](channel, message));
  }

  #deleted(channel: ChannelRef, ids: string[]): void {
    for (const id of ids) this.#handOver(this.core.inbox.deleted(channel, id));
  }

  async #reacted(
    channel: ChannelRef,
    data: GatewayMessageReactionAddDispatchData | GatewayMessageReactionRemoveDispatchData,
    self: Self,
    present: boolean,
  ): Promise<void> {
    const emoji = emojiText(data.emoji);
    if (data.user_id === self.userId || emoji === undefined) return;
    let person: RemotePerson | null;
    try {
      person = await this.#reactor(channel.tenantId, data);
    } catch (error) {
      this.logger.warn({ err: error }, 'Discord does not say who reacted; the message is looked at later');
      return this.#cleared(channel, data.message_id);
    }
    if (person) this.#handOver(this.core.inbox.reacted(channel, data.message_id, person, emoji, present));
  }

  /** @returns null for bots */
  async #reactor(
    guildId: string,
    data: GatewayMessageReactionAddDispatchData | GatewayMessageReactionRemoveDispatchData,
  ): Promise<RemotePerson | null> {
    const member = 'member' in data ? data.member : undefined;
    if (member?.user)
      return member.user.bot === true ? null : this.members.describe(guildId, member.user, member);
    return this.members.findPerson(guildId, data.user_id);
  }

  #cleared(channel: ChannelRef, remoteId: string, emoji?: APIPartialEmoji): void {
    this.#handOver(this.core.inbox.reactionsCleared(channel, remoteId, emoji && emojiText(emoji)));
  }

  /** The inbox has its own turns; ours only keep the order in which it is called. */
  #handOver(taken: Promise<void>): void {
    taken.catch((error: unknown) =>
      this.logger.error({ err: error }, 'an event from Discord was not taken in'),
    );
  }

  #inTurn(
    place: { guild_id?: string; channel_id: string },
    work: (channel: ChannelRef, self: Self) => Promise<void> | void,
  ): void {
    const { guild_id: tenantId, channel_id: channelId } = place;
    if (tenantId === undefined) return; // a direct message
    const channel: ChannelRef = { platform: 'discord', tenantId, channelId };
    const turn = (this.#turns.get(channelId) ?? Promise.resolve()).then(async () => {
      try {
        if (await this.core.inbox.isLinked(channel)) await work(channel, await this.self.get());
      } catch (error) {
        this.logger.error({ err: error, channel: channelId }, 'something said on Discord could not be read');
        if (isPassing(toDeliveryFault(error, channelId))) this.#handOver(this.core.inbox.unheard(channel));
      }
    });
    this.#turns.set(channelId, turn);
    void turn.then(() => {
      if (this.#turns.get(channelId) === turn) this.#turns.delete(channelId);
    });
  }
}
