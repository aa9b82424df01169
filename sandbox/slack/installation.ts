import { SlackError } from './errors.ts';
import type { Bot, Team, TokenRecord, User } from './entities.ts';
import type { EventFeed } from './event-feed.ts';
import type { SlackStore } from './store.ts';

/** Every bot scope the stand-in knows what to do with. */
export const ALL_BOT_SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'commands',
  'emoji:read',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'links:read',
  'metadata.message:read',
  'mpim:history',
  'mpim:read',
  'reactions:read',
  'reactions:write',
  'team:read',
  'users.profile:read',
  'users:read',
];

/** The app's presence in workspaces: its bot user, its tokens, and their end. */
export class Installation {
  private readonly store: SlackStore;
  private readonly feed: EventFeed;

  constructor(store: SlackStore, feed: EventFeed) {
    this.store = store;
    this.feed = feed;
  }

  /** Installs the app, or installs it again with other scopes; returns the working bot token. */
  install(team: Team, scopes: readonly string[] = ALL_BOT_SCOPES): TokenRecord {
    const bot = this.store.botOf(team.id) ?? this.createBot(team);
    bot.deleted = false;
    const existing = this.store.botTokenOf(team.id);
    if (existing && existing.refusedWith === undefined) {
      existing.scopes = [...scopes];
      this.store.touch();
      return existing;
    }
    const record: TokenRecord = {
      token: `xoxb-${team.id}-${this.store.nextSecret('bot-token')}`,
      kind: 'bot',
      teamId: team.id,
      userId: bot.userId,
      botId: bot.id,
      scopes: [...scopes],
    };
    this.store.tokens.set(record.token, record);
    this.store.touch();
    return record;
  }

  /** A user token, as "Sign in" with user scopes gives it. */
  userToken(user: User, scopes: readonly string[]): TokenRecord {
    const record: TokenRecord = {
      token: `xoxp-${user.teamId}-${this.store.nextSecret('user-token')}`,
      kind: 'user',
      teamId: user.teamId,
      userId: user.id,
      scopes: [...scopes],
    };
    this.store.tokens.set(record.token, record);
    this.store.touch();
    return record;
  }

  /** Somebody removes the app: its tokens die, it leaves its channels, and it hears of it once. */
  uninstall(teamId: string): void {
    const token = this.store.botTokenOf(teamId);
    const bot = this.store.botOf(teamId);
    if (!token || !bot) throw new SlackError('app_not_installed');
    const at = this.store.nextTs();
    this.feed.emit({ type: 'app_uninstalled', event_ts: at }, { teamId });
    this.tokensRevoked(teamId, bot.userId);
    for (const record of this.store.tokens.values()) {
      if (record.teamId === teamId && record.kind === 'bot') record.refusedWith = 'account_inactive';
    }
    bot.deleted = true;
    for (const channel of this.store.channels.values()) {
      channel.memberIds = channel.memberIds.filter((id) => id !== bot.userId);
    }
    this.store.touch();
  }

  tokensRevoked(teamId: string, botUserId: string): void {
    this.feed.emit(
      { type: 'tokens_revoked', tokens: { oauth: [], bot: [botUserId] }, event_ts: this.store.nextTs() },
      { teamId },
    );
  }

  private createBot(team: Team): Bot {
    const { app } = this.store;
    const botId = this.store.nextId('B');
    const user: User = {
      id: this.store.nextId('U'),
      teamId: team.id,
      name: app.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ''),
      realName: app.name,
      displayName: '',
      locale: 'en-US',
      timeZone: 'Asia/Seoul',
      isAdmin: false,
      isOwner: false,
      deleted: false,
      botId,
      updated: this.store.nowSeconds(),
    };
    const bot: Bot = {
      id: botId,
      teamId: team.id,
      appId: app.id,
      userId: user.id,
      name: app.name,
      deleted: false,
      updated: user.updated,
    };
    this.store.users.set(user.id, user);
    this.store.bots.set(bot.id, bot);
    return bot;
  }
}
