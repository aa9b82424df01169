import type { Channel, Command, Guild, JsonObject, Member, Role, User, Webhook } from './entities.ts';
import type { Platform } from './platform.ts';

/** Entities as Discord's API words them. */

export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00');
}

export function userPayload(user: User): JsonObject {
  return {
    id: user.id,
    username: user.username,
    global_name: user.globalName,
    avatar: user.avatar?.hash ?? null,
    discriminator: user.bot ? '0000' : '0',
    public_flags: 0,
    flags: 0,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    ...(user.bot ? { bot: true } : {}),
  };
}

export function memberPayload(member: Member, user?: User): JsonObject {
  return {
    ...(user ? { user: userPayload(user) } : {}),
    nick: member.nick,
    avatar: null,
    banner: null,
    roles: [...member.roleIds],
    joined_at: isoTime(member.joinedAt),
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
  };
}

export function rolePayload(role: Role): JsonObject {
  return {
    id: role.id,
    name: role.name,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: role.permissions,
    managed: role.botId !== null,
    mentionable: role.mentionable,
    flags: 0,
    ...(role.botId === null ? {} : { tags: { bot_id: role.botId } }),
  };
}

export function channelPayload(platform: Platform, channel: Channel): JsonObject {
  const base: JsonObject = {
    id: channel.id,
    type: channel.type,
    last_message_id: channel.lastMessageId,
    flags: 0,
  };
  if (channel.guildId === null) {
    const others = channel.recipientIds.filter((id) => id !== platform.application.id);
    return { ...base, recipients: others.map((id) => userPayload(platform.user(id))) };
  }
  const placed: JsonObject = {
    ...base,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    rate_limit_per_user: 0,
  };
  if (channel.thread) {
    const { thread } = channel;
    const joined = thread.memberIds.includes(platform.application.id);
    return {
      ...placed,
      owner_id: thread.ownerId,
      message_count: thread.messageCount,
      total_message_sent: thread.messageCount,
      member_count: thread.memberIds.length,
      thread_metadata: {
        archived: thread.archived,
        locked: thread.locked,
        auto_archive_duration: thread.autoArchiveMinutes,
        archive_timestamp: isoTime(thread.archiveChangedAt),
        create_timestamp: isoTime(thread.archiveChangedAt),
      },
      ...(joined
        ? {
            member: {
              id: channel.id,
              user_id: platform.application.id,
              join_timestamp: isoTime(thread.archiveChangedAt),
              flags: 0,
            },
          }
        : {}),
    };
  }
  return {
    ...placed,
    topic: channel.topic,
    position: channel.position,
    nsfw: false,
    permission_overwrites: channel.overwrites.map((entry) => ({
      id: entry.id,
      type: entry.type === 'role' ? 0 : 1,
      allow: entry.allow,
      deny: entry.deny,
    })),
  };
}

export function guildPayload(platform: Platform, guild: Guild): JsonObject {
  return {
    id: guild.id,
    name: guild.name,
    icon: guild.icon?.hash ?? null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: guild.ownerId,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.preferredLocale,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    application_id: null,
    features: [],
    stickers: [],
    roles: platform.store.rolesOf(guild.id).map(rolePayload),
    emojis: guild.emojis.map((emoji) => ({
      id: emoji.id,
      name: emoji.name,
      animated: emoji.animated,
      available: true,
      managed: false,
      require_colons: true,
      roles: [],
    })),
    max_members: 500_000,
    max_video_channel_users: 25,
  };
}

/** The guild as GUILD_CREATE carries it. Without the members intent only the bot's own membership is in it. */
export function guildCreatePayload(platform: Platform, guild: Guild, allMembers: boolean): JsonObject {
  const { store, application } = platform;
  const members = store.membersOf(guild.id);
  const told = allMembers ? members : members.filter((member) => member.userId === application.id);
  const channels = store
    .channelsOf(guild.id)
    .filter((channel) => platform.can(channel, application.id, 'ViewChannel'));
  const own = store.member(guild.id, application.id);
  return {
    ...guildPayload(platform, guild),
    joined_at: isoTime(own?.joinedAt ?? platform.now()),
    large: false,
    unavailable: false,
    member_count: members.length,
    members: told.map((member) => memberPayload(member, store.users.get(member.userId))),
    channels: channels
      .filter((channel) => !channel.thread)
      .map((channel) => channelPayload(platform, channel)),
    threads: channels
      .filter((channel) => channel.thread && !channel.thread.archived)
      .map((channel) => channelPayload(platform, channel)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** A webhook; its token is told only to the application that made it, or where the caller already has it. */
export function webhookPayload(platform: Platform, webhook: Webhook, withToken = true): JsonObject {
  const creator = platform.store.users.get(webhook.creatorId);
  return {
    id: webhook.id,
    type: 1,
    guild_id: webhook.guildId,
    channel_id: webhook.channelId,
    name: webhook.name,
    avatar: webhook.avatar?.hash ?? null,
    application_id: webhook.applicationId,
    ...(creator ? { user: userPayload(creator) } : {}),
    ...(withToken
      ? { token: webhook.token, url: `${platform.origin}/api/webhooks/${webhook.id}/${webhook.token}` }
      : {}),
  };
}

export function commandPayload(command: Command, applicationId: string): JsonObject {
  return {
    id: command.id,
    application_id: applicationId,
    ...(command.guildId === null ? {} : { guild_id: command.guildId }),
    version: command.version,
    type: command.type,
    name: command.name,
    name_localizations: command.nameLocalizations,
    description: command.description,
    description_localizations: command.descriptionLocalizations,
    options: command.options,
    default_member_permissions: command.defaultMemberPermissions,
    nsfw: command.nsfw,
    dm_permission: command.contexts === null || command.contexts.includes(1),
    contexts: command.contexts,
    integration_types: command.integrationTypes,
  };
}
