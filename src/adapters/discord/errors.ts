import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { DeliveryFault, type FaultKind } from '../../core/delivery/chat-adapter.ts';
import { faultOf } from '../../core/delivery/fault-of.ts';

/** What people are told who may mend a token. */
export const TOKEN_REFUSED =
  'Discord refuses DISCORD_TOKEN: copy the bot token anew from the developer portal, Bot page.';

/** Discord's JSON error codes that mean something to us (discord-api-docs, topics/opcodes-and-status-codes). */
export const DiscordCode = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMessage: 10008,
  unknownEmoji: 10014,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  tooManyWebhooks: 30007,
  tooManyReactions: 30010,
  entityTooLarge: 40005,
  alreadyAcknowledged: 40060,
  missingAccess: 50001,
  othersMessage: 50005,
  wrongChannelType: 50024,
  missingPermissions: 50013,
  invalidWebhookToken: 50027,
  invalidForm: 50035,
  archivedThread: 50083,
  reactionBlocked: 90001,
  blockedByAutoMod: 200000,
  blockedTitleByAutoMod: 200001,
} as const;

type Remedy = (channel: string) => [FaultKind, string];

const REMEDIES: Record<number, Remedy> = {
  [DiscordCode.unknownChannel]: (channel) => [
    'broken',
    `${channel} no longer exists on Discord: link another channel with /movie room link.`,
  ],
  [DiscordCode.unknownGuild]: (channel) => [
    'broken',
    `Matinee is no longer in the server of ${channel}: invite the bot again.`,
  ],
  [DiscordCode.unknownMessage]: (channel) => ['refused', `The message is no longer in ${channel}.`],
  [DiscordCode.unknownEmoji]: () => ['refused', 'Discord does not know this emoji.'],
  [DiscordCode.unknownWebhook]: (channel) => [
    'retry',
    `The webhook of ${channel} was deleted; a new one is made.`,
  ],
  [DiscordCode.invalidWebhookToken]: (channel) => [
    'retry',
    `The webhook of ${channel} was renewed; a new one is made.`,
  ],
  [DiscordCode.tooManyWebhooks]: (channel) => [
    'broken',
    `${channel} already has as many webhooks as Discord allows (15): delete one in its settings under Integrations.`,
  ],
  [DiscordCode.tooManyReactions]: () => [
    'refused',
    'The message already has 20 kinds of reactions, as many as Discord allows.',
  ],
  [DiscordCode.entityTooLarge]: () => ['refused', 'Discord finds this message or its files too large.'],
  [DiscordCode.missingAccess]: (channel) => [
    'broken',
    `Matinee can no longer see ${channel}: give its role View Channel there.`,
  ],
  [DiscordCode.missingPermissions]: (channel) => [
    'broken',
    `Matinee lacks a permission in ${channel}: give its role View Channel, Send Messages and Manage Webhooks there.`,
  ],
  [DiscordCode.othersMessage]: (channel) => [
    'refused',
    `The message in ${channel} was posted through a webhook that is gone and can no longer be changed.`,
  ],
  [DiscordCode.wrongChannelType]: (channel) => [
    'broken',
    `${channel} is a kind of channel that cannot be linked: link a text channel.`,
  ],
  [DiscordCode.archivedThread]: (channel) => ['broken', `${channel} is archived: open it again.`],
  [DiscordCode.reactionBlocked]: () => ['refused', 'The author of the message has blocked reactions.'],
  [DiscordCode.blockedByAutoMod]: (channel) => ['refused', `AutoMod of ${channel} blocks this message.`],
  [DiscordCode.blockedTitleByAutoMod]: (channel) => ['refused', `AutoMod of ${channel} blocks this message.`],
};

/** Discord's code of a refusal, or undefined for any other error. */
export function discordCode(error: unknown): number | undefined {
  return error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : undefined;
}

/**
 * Says what a failed call to Discord means for the courier.
 * @param channel how people name the channel, e.g. `#movies`
 */
export const toDeliveryFault = (error: unknown, channel: string): DeliveryFault =>
  faultOf(error, { name: 'Discord', said: (each) => saidByDiscord(each, channel) });

function saidByDiscord(error: unknown, channel: string): DeliveryFault | undefined {
  const cause = { cause: error };
  if (error instanceof RateLimitError) {
    const wait = Math.max(error.retryAfter, error.timeToReset, 100);
    return new DeliveryFault('wait', `Discord asks to wait before posting in ${channel}.`, wait, cause);
  }
  if (error instanceof HTTPError) {
    return new DeliveryFault('retry', `Discord is in trouble (${error.status}).`, undefined, cause);
  }
  if (!(error instanceof DiscordAPIError)) return undefined;
  const [kind, message] = ofRefusal(error, channel);
  return new DeliveryFault(kind, message, undefined, cause);
}

function ofRefusal(error: DiscordAPIError, channel: string): [FaultKind, string] {
  const remedy = REMEDIES[Number(error.code)];
  if (remedy) return remedy(channel);
  if (error.status === 401) return ['broken', TOKEN_REFUSED];
  if (error.status === 429) return ['wait', `Discord asks to wait before posting in ${channel}.`];
  if (error.status === 413) return ['refused', 'Discord finds this message or its files too large.'];
  // Without a code of Discord's own it is a proxy on the way that refuses: that passes.
  if (!error.code && error.status !== 400) return ['retry', `Discord's door refuses us (${error.status}).`];
  if (error.status === 403)
    return ['broken', `Discord forbids posting in ${channel}: ${firstLine(error.message)}.`];
  return ['refused', `Discord does not take this message: ${firstLine(error.message)}.`];
}

const firstLine = (text: string): string =>
  text
    .split('\n')
    .slice(0, 2)
    .join(': ')
    .replace(/[.:]+$/, '');
