import type {
  Bot,
  Channel,
  CustomFace,
  EphemeralMessage,
  JsonObject,
  Message,
  StoredFile,
  User,
} from './entities.ts';
import { unicodeOfEmoji } from './emoji.ts';
import type { SlackStore } from './store.ts';

/** Turns what is stored into what Slack's API and events show. `baseUrl` is the stand-in's own origin. */
export class Wire {
  private readonly store: SlackStore;
  private readonly baseUrl: () => string;

  constructor(store: SlackStore, baseUrl: () => string) {
    this.store = store;
    this.baseUrl = baseUrl;
  }

  avatarUrl(userId: string, size: number): string {
    return `${this.baseUrl()}/avatars/${userId}-${size}.png`;
  }

  /** @param forTeamId the workspace that asks: people of others are told apart */
  user(user: User, forTeamId?: string): JsonObject {
    const images = Object.fromEntries(
      [24, 32, 48, 72, 192, 512].map((size) => [`image_${size}`, this.avatarUrl(user.id, size)]),
    );
    return {
      id: user.id,
      team_id: user.teamId,
      name: user.name,
      deleted: user.deleted,
      color: '9f69e7',
      real_name: user.realName,
      tz: user.timeZone,
      tz_label: user.timeZone,
      tz_offset: 0,
      locale: user.locale,
      profile: { ...this.profile(user), ...images },
      is_admin: user.isAdmin,
      is_owner: user.isOwner,
      is_primary_owner: false,
      is_restricted: false,
      is_ultra_restricted: false,
      is_bot: user.botId !== undefined,
      is_app_user: false,
      updated: user.updated,
      ...(forTeamId === undefined || user.teamId === forTeamId ? {} : { is_stranger: false }),
    };
  }

  profile(user: User): JsonObject {
    return {
      title: '',
      phone: '',
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      status_text: '',
      status_emoji: '',
      status_expiration: 0,
      avatar_hash: user.id.toLowerCase(),
      team: user.teamId,
      ...(user.email === undefined ? {} : { email: user.email }),
      ...(user.botId === undefined ? {} : { bot_id: user.botId, api_app_id: this.store.app.id }),
      ...Object.fromEntries(
        [24, 32, 48, 72, 192, 512].map((size) => [`image_${size}`, this.avatarUrl(user.id, size)]),
      ),
    };
  }

  botProfile(bot: Bot): JsonObject {
    return {
      id: bot.id,
      app_id: bot.appId,
      user_id: bot.userId,
      name: bot.name,
      icons: this.botIcons(bot),
      deleted: bot.deleted,
      updated: bot.updated,
      team_id: bot.teamId,
    };
  }

  botIcons(bot: Bot): JsonObject {
    return Object.fromEntries(
      [36, 48, 72].map((size) => [`image_${size}`, this.avatarUrl(bot.userId, size)]),
    );
  }

  channelType(channel: Channel): string {
    return { public: 'channel', private: 'group', im: 'im', mpim: 'mpim' }[channel.kind];
  }

  channel(channel: Channel, forUserId?: string): JsonObject {
    if (channel.kind === 'im') {
      return {
        id: channel.id,
        created: channel.created,
        is_im: true,
        is_archived: channel.archived,
        is_org_shared: false,
        user: channel.memberIds.find((id) => id !== forUserId) ?? channel.memberIds[0],
        context_team_id: channel.teamId,
      };
    }
    return {
      id: channel.id,
      name: channel.name,
      name_normalized: channel.name,
      is_channel: channel.kind === 'public',
      is_group: channel.kind === 'private',
      is_im: false,
      is_mpim: channel.kind === 'mpim',
      is_private: channel.kind !== 'public',
      is_general: false,
      is_archived: channel.archived,
      is_shared: false,
      is_ext_shared: false,
      is_org_shared: false,
      is_pending_ext_shared: false,
      is_member: forUserId !== undefined && channel.memberIds.includes(forUserId),
      created: channel.created,
      creator: channel.creatorId,
      unlinked: 0,
      context_team_id: channel.teamId,
      shared_team_ids: [channel.teamId],
      topic: { value: channel.topic, creator: channel.creatorId, last_set: channel.created },
      purpose: { value: channel.purpose, creator: channel.creatorId, last_set: channel.created },
      previous_names: [],
      num_members: channel.memberIds.length,
    };
  }

  file(file: StoredFile): JsonObject {
    if (file.stage === 'deleted') return { id: file.id, mode: 'tombstone' };
    const path = `${this.baseUrl()}/files-pri/${file.teamId}-${file.id}`;
    const name = encodeURIComponent(file.name.toLowerCase());
    const image = file.mimetype.startsWith('image/') && file.width !== undefined && file.height !== undefined;
    return {
      id: file.id,
      created: file.created,
      timestamp: file.created,
      name: file.name,
      title: file.title,
      mimetype: file.mimetype,
      filetype: file.filetype,
      pretty_type: file.filetype.toUpperCase(),
      user: file.userId,
      user_team: file.teamId,
      editable: false,
      size: file.size,
      mode: 'hosted',
      is_external: false,
      external_type: '',
      is_public: true,
      public_url_shared: false,
      display_as_bot: false,
      username: '',
      url_private: `${path}/${name}`,
      url_private_download: `${path}/download/${name}`,
      permalink: `${this.baseUrl()}/files/${file.userId}/${file.id}/${name}`,
      media_display_type: 'unknown',
      ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
      ...(image
        ? { original_w: file.width, original_h: file.height, thumb_360: `${path}/thumb/${name}` }
        : {}),
      has_rich_preview: false,
      file_access: 'visible',
    };
  }

  /** `shares` as files.info shows it. */
  shares(file: StoredFile): JsonObject {
    const shares: Record<'public' | 'private', JsonObject> = { public: {}, private: {} };
    for (const [channelId, timestamps] of Object.entries(file.shares)) {
      const channel = this.store.channels.get(channelId);
      const side = channel?.kind === 'public' ? 'public' : 'private';
      shares[side][channelId] = timestamps.map((ts) => ({
        ts,
        channel_name: channel?.name,
        team_id: file.teamId,
      }));
    }
    return Object.fromEntries(
      Object.entries(shares).filter(([, channels]) => Object.keys(channels).length > 0),
    );
  }

  /** A message as conversations.history, answers and events show it. */
  message(message: Message, options: { metadata?: boolean } = {}): JsonObject {
    if (message.tombstone) {
      return {
        type: 'message',
        subtype: 'tombstone',
        text: 'This message was deleted.',
        user: 'USLACKBOT',
        hidden: true,
        ts: message.ts,
        ...this.thread(message),
      };
    }
    const files = (message.fileIds ?? []).flatMap((id) => {
      const file = this.store.files.get(id);
      return file ? [this.file(file)] : [];
    });
    return {
      ...this.sender(message),
      type: 'message',
      ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
      text: message.text,
      ...(message.mrkdwn === false ? { mrkdwn: false } : {}),
      ts: message.ts,
      ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
      ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
      ...(files.length === 0 ? {} : { files, upload: false }),
      ...(message.edited === undefined ? {} : { edited: { ...message.edited } }),
      ...(message.inviterId === undefined ? {} : { inviter: message.inviterId }),
      ...this.stranger(message),
      ...this.thread(message),
      ...(message.reactions.length === 0
        ? {}
        : {
            reactions: message.reactions.map(({ name, users }) => ({
              name,
              users: [...users],
              count: users.length,
            })),
          }),
      ...(options.metadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    };
  }

  /** What a message in a shared channel says of its author, when they are of another workspace. */
  private stranger(message: Message): JsonObject {
    const user = message.botId === undefined ? this.store.users.get(message.userId) : undefined;
    if (!user || user.teamId === message.teamId) return {};
    return {
      user_team: user.teamId,
      source_team: user.teamId,
      user_profile: {
        avatar_hash: user.id.toLowerCase(),
        image_72: this.avatarUrl(user.id, 72),
        first_name: user.realName.split(' ')[0],
        real_name: user.realName,
        display_name: user.displayName,
        team: user.teamId,
        name: user.name,
        is_restricted: false,
        is_ultra_restricted: false,
      },
    };
  }

  /** An ephemeral message as `block_actions` carries it. */
  ephemeral(message: EphemeralMessage): JsonObject {
    return {
      ...this.sender(message),
      type: 'message',
      is_ephemeral: true,
      text: message.text,
      ts: message.ts,
      ...(message.blocks === undefined ? {} : { blocks: message.blocks }),
      ...(message.attachments === undefined ? {} : { attachments: message.attachments }),
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    };
  }

  private sender(message: {
    userId: string;
    teamId: string;
    botId?: string;
    appId?: string;
    face?: CustomFace;
  }): JsonObject {
    const bot = message.botId === undefined ? undefined : this.store.bots.get(message.botId);
    if (!bot) return { user: message.userId, team: message.teamId };
    if (!message.face) {
      return {
        user: message.userId,
        team: message.teamId,
        bot_id: bot.id,
        app_id: message.appId,
        bot_profile: this.botProfile(bot),
      };
    }
    return {
      username: message.face.username ?? bot.name,
      icons: this.faceIcons(message.face, bot),
      bot_id: bot.id,
      app_id: message.appId,
    };
  }

  private faceIcons(face: CustomFace, bot: Bot): JsonObject {
    if (face.iconUrl !== undefined) {
      return { image_36: face.iconUrl, image_48: face.iconUrl, image_72: face.iconUrl };
    }
    if (face.iconEmoji !== undefined) {
      return { emoji: face.iconEmoji, unicode: unicodeOfEmoji(face.iconEmoji.replaceAll(':', '')) };
    }
    return this.botIcons(bot);
  }

  private thread(message: Message): JsonObject {
    const replies = message.replies ?? [];
    if (replies.length > 0) {
      const users = [
        ...new Set(
          replies
            .map((ts) => this.store.message(message.channelId, ts)?.userId)
            .filter((id) => id !== undefined),
        ),
      ];
      return {
        thread_ts: message.ts,
        reply_count: replies.length,
        reply_users_count: users.length,
        reply_users: users,
        latest_reply: replies.at(-1),
        is_locked: false,
        subscribed: false,
      };
    }
    if (message.threadTs === undefined) return {};
    const parent = this.store.message(message.channelId, message.threadTs);
    return { thread_ts: message.threadTs, ...(parent ? { parent_user_id: parent.userId } : {}) };
  }
}
