import type { Attachment, Json, JsonObject, Message } from './entities.ts';
import { MessageFlag, MessageType } from './entities.ts';
import { isObject } from './form-reader.ts';
import { LIMITS } from './limits.ts';
import { channelPayload, isoTime, memberPayload, userPayload } from './payloads.ts';
import type { Platform } from './platform.ts';

/** The address of a file on the CDN: signed, and good for a day from now, as Discord's are. */
export function attachmentUrl(
  platform: Platform,
  channelId: string,
  attachment: Pick<Attachment, 'id' | 'filename'>,
): string {
  const issued = Math.floor(platform.now() / 1000);
  const is = issued.toString(16);
  const ex = (issued + LIMITS.attachmentLife / 1000).toString(16);
  const path = `/attachments/${channelId}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
  return `${platform.cdnUrl}${path}?ex=${ex}&is=${is}&hm=${platform.sign(`${channelId}/${attachment.id}/${ex}/${is}`)}&`;
}

function attachmentPayload(platform: Platform, message: Message, attachment: Attachment): JsonObject {
  const url = attachmentUrl(platform, message.channelId, attachment);
  return {
    id: attachment.id,
    filename: attachment.filename,
    ...(attachment.title ? { title: attachment.title } : {}),
    size: attachment.size,
    url,
    proxy_url: url,
    ...(attachment.contentType === null ? {} : { content_type: attachment.contentType }),
    ...(attachment.width === null
      ? {}
      : { width: attachment.width, height: attachment.height, placeholder_version: 1 }),
    ...(attachment.description === null ? {} : { description: attachment.description }),
    ...(attachment.spoiler ? { flags: 1 << 3 } : {}),
    ...(message.onlyFor === null ? {} : { ephemeral: true }),
  };
}

/** Puts real addresses in place of `attachment://name`; those files then no longer stand below the message. */
function resolveAttachments(
  platform: Platform,
  message: Message,
): { embeds: Json[]; components: Json[]; loose: Attachment[] } {
  const used = new Set<string>();
  const visit = (value: Json): Json => {
    if (typeof value === 'string' && value.startsWith('attachment://')) {
      const found = message.attachments.find(
        (attachment) => attachment.filename === value.slice('attachment://'.length),
      );
      if (!found) return value;
      used.add(found.id);
      return attachmentUrl(platform, message.channelId, found);
    }
    if (Array.isArray(value)) return value.map(visit);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
  };
  const embeds = message.embeds.map(visit);
  const components = message.components.map(visit);
  return { embeds, components, loose: message.attachments.filter((attachment) => !used.has(attachment.id)) };
}

function authorPayload(platform: Platform, message: Message): JsonObject {
  const { author } = message;
  if (author.kind !== 'webhook') {
    const user = platform.store.users.get(author.userId);
    return user
      ? userPayload(user)
      : { id: author.userId, username: 'Deleted User', global_name: null, avatar: null, discriminator: '0' };
  }
  return {
    id: author.webhookId,
    username: author.name,
    global_name: null,
    avatar: author.avatar?.hash ?? null,
    discriminator: '0000',
    public_flags: 0,
    flags: 0,
    bot: true,
  };
}

function interactionParts(platform: Platform, message: Message): JsonObject {
  const { interaction } = message;
  if (!interaction) return {};
  const user = userPayload(platform.user(interaction.userId));
  const owners: JsonObject = message.guildId === null ? {} : { '0': message.guildId };
  return {
    interaction: { id: interaction.id, type: interaction.type, name: interaction.name, user },
    interaction_metadata: {
      id: interaction.id,
      type: interaction.type,
      name: interaction.name,
      user,
      authorizing_integration_owners: owners,
    },
  };
}

function webhookParts(message: Message): JsonObject {
  const { author } = message;
  if (author.kind === 'user') return {};
  if (author.kind === 'interaction')
    return { webhook_id: author.applicationId, application_id: author.applicationId };
  return {
    webhook_id: author.webhookId,
    ...(author.applicationId === null ? {} : { application_id: author.applicationId }),
  };
}

function referenceParts(platform: Platform, message: Message, deep: boolean): JsonObject {
  const { reference } = message;
  if (!reference) return {};
  const wire: JsonObject = { type: 0, channel_id: reference.channelId };
  if (reference.guildId !== null) wire.guild_id = reference.guildId;
  if (reference.messageId !== null) wire.message_id = reference.messageId;
  const parts: JsonObject = { message_reference: wire };
  const quotes = message.type === MessageType.Reply || message.type === MessageType.ThreadStarter;
  if (!deep || !quotes || reference.messageId === null) return parts;
  const original = platform.store.message(reference.messageId);
  parts.referenced_message = original ? messagePayload(platform, original, { deep: false }) : null;
  return parts;
}

/** A message as REST answers it (`gateway: false`) or as the gateway tells it, with guild and member. */
export function messagePayload(
  platform: Platform,
  message: Message,
  { gateway = false, deep = true } = {},
): JsonObject {
  const { store, application } = platform;
  const { embeds, components, loose } = resolveAttachments(platform, message);
  const mentions = message.mentionedUserIds.flatMap((id) => {
    const user = store.users.get(id);
    const member = gateway ? platform.memberOf(message.guildId, id) : undefined;
    return user ? [{ ...userPayload(user), ...(member ? { member: memberPayload(member) } : {}) }] : [];
  });
  const author =
    message.author.kind === 'webhook' ? undefined : platform.memberOf(message.guildId, message.author.userId);
  const thread = message.flags & MessageFlag.HasThread ? store.channels.get(message.id) : undefined;
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: authorPayload(platform, message),
    content: message.content,
    timestamp: isoTime(message.createdAt),
    edited_timestamp: message.editedAt === null ? null : isoTime(message.editedAt),
    tts: message.tts,
    mention_everyone: message.mentionsEveryone,
    mentions,
    mention_roles: [...message.mentionedRoleIds],
    attachments: loose.map((attachment) => attachmentPayload(platform, message, attachment)),
    embeds,
    components,
    pinned: false,
    flags: message.flags,
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.reactions.length === 0
      ? {}
      : {
          reactions: message.reactions.map(({ emoji, userIds }) => ({
            emoji: { id: emoji.id, name: emoji.name, ...(emoji.animated ? { animated: true } : {}) },
            count: userIds.length,
            count_details: { normal: userIds.length, burst: 0 },
            burst_colors: [],
            me: userIds.includes(application.id),
            me_burst: false,
          })),
        }),
    ...webhookParts(message),
    ...interactionParts(platform, message),
    ...referenceParts(platform, message, deep),
    ...(thread ? { thread: channelPayload(platform, thread) } : {}),
    ...(gateway ? { channel_type: platform.channel(message.channelId).type } : {}),
    ...(gateway && message.guildId !== null ? { guild_id: message.guildId } : {}),
    ...(gateway && author ? { member: memberPayload(author) } : {}),
  };
}
