import type { ChangeListener } from './changes.ts';
import { ChannelViews, type MessageView } from './channel-view.ts';
import { SlackError } from './errors.ts';
import type { Block, Channel, ChannelKind, Message, Ping, Team, User } from './entities.ts';
import type { Installation } from './installation.ts';
import type { Answer } from './interactions.ts';
import { typedTextToRichText } from './mrkdwn-input.ts';
import type { StandInParts } from './parts.ts';
import { richTextToMrkdwn } from './rich-text.ts';
import { emojiNameOf } from './emoji.ts';

export interface NewUser {
  /** The handle; made from the real name when absent. */
  name?: string;
  realName: string;
  displayName?: string;
  email?: string;
  locale?: string;
  timeZone?: string;
  isAdmin?: boolean;
  isOwner?: boolean;
  teamId?: string;
}

export interface NewChannel {
  name: string;
  kind?: Exclude<ChannelKind, 'im'>;
  topic?: string;
  purpose?: string;
  /** User ids; the first is the creator. */
  members?: string[];
  /** Whether the app is a member from the start; default true. */
  withApp?: boolean;
  teamId?: string;
}

/** What somebody types and sends. */
export interface Said {
  /** As typed: mrkdwn marks, `@name`, `:emoji:`, links. */
  text?: string;
  /** Or finished rich text, as a client sends it. */
  richText?: Block;
  threadTs?: string;
  broadcast?: boolean;
  files?: { name: string; bytes: Buffer; title?: string; altText?: string }[];
}

/** What a person sees after a slash command. */
export interface CommandOutcome {
  /** `operation_timeout`, `dispatch_failed`, `invalid_command` or a refusal of the answer. */
  error?: string;
  /** The line Slack shows the person in that case. */
  notice?: string;
  /** Answers so far, in order; more may come through the response_url. */
  messages(): MessageView[];
  /** The next answer nobody has taken yet, or undefined when `ms` pass without one. */
  next(ms?: number): Promise<MessageView | undefined>;
}

/** People acting through Slack's own client, and what their screens show. For tests and the demo page. */
export class World {
  private readonly parts: StandInParts;
  private readonly views: ChannelViews;
  readonly installation: Installation;
  /** The workspace that is there from the start. */
  readonly teamId: string;

  constructor(parts: StandInParts, installation: Installation, teamId: string) {
    this.parts = parts;
    this.installation = installation;
    this.teamId = teamId;
    this.views = new ChannelViews(parts.store, parts.wire, () => parts.baseUrl());
  }

  /** Every ping that really happened, oldest first. */
  get pings(): readonly Ping[] {
    return this.parts.store.pings;
  }

  get botUserId(): string {
    return this.parts.store.botOf(this.teamId)?.userId ?? '';
  }

  teams(): Team[] {
    return [...this.parts.store.teams.values()];
  }

  users(teamId = this.teamId): User[] {
    return [...this.parts.store.users.values()].filter((user) => user.teamId === teamId);
  }

  channels(teamId = this.teamId): Channel[] {
    return [...this.parts.store.channels.values()].filter((channel) => channel.teamId === teamId);
  }

  /** Another workspace; the app is not installed there until somebody does. */
  createTeam({ name, domain }: { name: string; domain?: string }): Team {
    return createTeam(this.parts, name, domain);
  }

  createUser(given: NewUser): User {
    const { store } = this.parts;
    const user: User = {
      id: store.nextId('U'),
      teamId: given.teamId ?? this.teamId,
      name: given.name ?? given.realName.toLowerCase().replaceAll(/\s+/g, '.'),
      realName: given.realName,
      displayName: given.displayName ?? '',
      email: given.email,
      locale: given.locale ?? 'en-US',
      timeZone: given.timeZone ?? 'Asia/Seoul',
      isAdmin: given.isAdmin ?? false,
      isOwner: given.isOwner ?? false,
      deleted: false,
      updated: store.nowSeconds(),
    };
    store.users.set(user.id, user);
    store.touch();
    return user;
  }

  createChannel(given: NewChannel): Channel {
    const { store, changes } = this.parts;
    const teamId = given.teamId ?? this.teamId;
    const bot = store.botOf(teamId);
    const members = [...(given.members ?? [])];
    if (bot && given.withApp !== false) members.push(bot.userId);
    const channel: Channel = {
      id: store.nextId(given.kind === 'mpim' ? 'G' : 'C'),
      teamId,
      name: given.name,
      kind: given.kind ?? 'public',
      topic: given.topic ?? '',
      purpose: given.purpose ?? '',
      creatorId: members[0] ?? 'USLACKBOT',
      created: store.nowSeconds(),
      archived: false,
      memberIds: members,
    };
    store.channels.set(channel.id, channel);
    store.touch();
    changes.announce({ type: 'channel.changed', channelId: channel.id });
    return channel;
  }

  /** Says something; the message carries `text` and a rich_text block, as a client's does. */
  say(userId: string, channelId: string, said: Said | string): Message {
    const { store, conversations } = this.parts;
    const { text, richText, threadTs, broadcast } = typeof said === 'string' ? { text: said } : said;
    const user = this.user(userId);
    const channel = conversations.writableChannel(channelId, userId, user.teamId);
    const block = richText ?? this.typed(text ?? '', user.teamId);
    const content = richTextToMrkdwn(block);
    if (content === '') throw new SlackError('no_text');
    const message = conversations.post(
      channel,
      { userId },
      { text: content, blocks: [block], threadTs, broadcast },
    );
    store.touch();
    return message;
  }

  /** Edits an own message; the new text is read as typed. */
  edit(userId: string, channelId: string, ts: string, text: string): Message {
    const { conversations } = this.parts;
    const message = conversations.existing(channelId, ts);
    if (message.userId !== userId) throw new SlackError('cant_update_message');
    const channel = conversations.writableChannel(channelId, userId, message.teamId);
    const block = this.typed(text, message.teamId);
    return conversations.change(
      channel,
      message,
      { userId },
      {
        text: richTextToMrkdwn(block),
        blocks: [block],
        attachments: message.attachments,
        marksEdited: true,
      },
    );
  }

  /** Deletes a message: one's own, or anybody's for an admin. */
  remove(userId: string, channelId: string, ts: string): void {
    const { conversations } = this.parts;
    const message = conversations.existing(channelId, ts);
    const user = this.user(userId);
    if (message.userId !== userId && !user.isAdmin && !user.isOwner)
      throw new SlackError('cant_delete_message');
    conversations.remove(conversations.writableChannel(channelId, userId, message.teamId), message);
  }

  /** Adds a reaction, named (`tada`, `:tada:`) or as the emoji itself. */
  react(userId: string, channelId: string, ts: string, emoji: string): void {
    const { conversations } = this.parts;
    const channel = conversations.writableChannel(channelId, userId, this.user(userId).teamId);
    conversations.react(channel, conversations.existing(channelId, ts), userId, reactionName(emoji));
  }

  unreact(userId: string, channelId: string, ts: string, emoji: string): void {
    const { conversations } = this.parts;
    const channel = conversations.writableChannel(channelId, userId, this.user(userId).teamId);
    conversations.unreact(channel, conversations.existing(channelId, ts), userId, reactionName(emoji));
  }

  /** Slack attaches a link preview to a message: `message_changed` with the same text. */
  unfurl(channelId: string, ts: string, preview: { title: string; url: string; text?: string }): void {
    const { conversations, store } = this.parts;
    const channel = store.channels.get(channelId);
    if (!channel) throw new SlackError('channel_not_found');
    conversations.unfurl(channel, conversations.existing(channelId, ts), {
      id: 1,
      title: preview.title,
      title_link: preview.url,
      from_url: preview.url,
      original_url: preview.url,
      text: preview.text ?? '',
      fallback: preview.title,
      service_name: new URL(preview.url).hostname,
    });
  }

  /** Types a slash command, e.g. `slash(user, channel, '/movie', 'help')`. */
  async slash(userId: string, channelId: string, command: string, text = ''): Promise<CommandOutcome> {
    const run = await this.parts.interactions.slash(this.user(userId), channelId, command, text);
    const view = (answer: Answer): MessageView[] => this.answer(channelId, answer);
    return {
      error: run.error,
      notice: run.notice,
      messages: () => run.answers.flatMap(view),
      next: async (ms = 3000) => {
        const answer = await run.next(ms);
        return answer && view(answer)[0];
      },
    };
  }

  join(userId: string, channelId: string, invitedBy?: string): void {
    this.parts.membership.join(this.channel(channelId), userId, invitedBy);
  }

  leave(userId: string, channelId: string, removedBy?: string): void {
    this.parts.membership.leave(this.channel(channelId), userId, removedBy);
  }

  /** `/invite @app` */
  inviteApp(channelId: string, byUserId: string): void {
    this.join(this.botIn(channelId), channelId, byUserId);
  }

  removeApp(channelId: string, byUserId?: string): void {
    this.leave(this.botIn(channelId), channelId, byUserId);
  }

  archive(channelId: string, byUserId: string): void {
    this.parts.membership.archive(this.channel(channelId), byUserId);
  }

  unarchive(channelId: string, byUserId: string): void {
    this.parts.membership.unarchive(this.channel(channelId), byUserId);
  }

  /** What a person sees in a channel: top-level messages oldest first, replies inside them. */
  channelView(channelId: string, viewerUserId?: string): MessageView[] {
    return this.views.channel(channelId, viewerUserId);
  }

  /** One message as shown, or undefined when it is gone. */
  messageView(channelId: string, ts: string): MessageView | undefined {
    const message = this.parts.store.message(channelId, ts);
    return message && this.views.message(message);
  }

  /** Hears of every change a screen would show; returns how to stop. */
  subscribe(listener: ChangeListener): () => void {
    return this.parts.changes.subscribe(listener);
  }

  user(userId: string): User {
    const user = this.parts.store.users.get(userId);
    if (!user) throw new SlackError('user_not_found');
    return user;
  }

  channel(channelId: string): Channel {
    const channel = this.parts.store.channels.get(channelId);
    if (!channel) throw new SlackError('channel_not_found');
    return channel;
  }

  private answer(channelId: string, answer: Answer): MessageView[] {
    const { store } = this.parts;
    const ephemeral = store.ephemeral(channelId, answer.ts);
    if (ephemeral) return [this.views.ephemeral(ephemeral)];
    const message = store.message(channelId, answer.ts);
    return message ? [this.views.message(message)] : [];
  }

  private botIn(channelId: string): string {
    const bot = this.parts.store.botOf(this.channel(channelId).teamId);
    if (!bot) throw new SlackError('app_not_installed');
    return bot.userId;
  }

  private typed(text: string, teamId: string): Block {
    const { store } = this.parts;
    return typedTextToRichText(text, store.nextSecret('block', 5), {
      userByName: (name) =>
        [...store.users.values()].find((user) => user.teamId === teamId && user.name === name)?.id,
      isCustomEmoji: (name) => store.customEmoji.has(name),
    });
  }
}

/** A workspace with its Slackbot. */
export function createTeam(parts: Pick<StandInParts, 'store'>, name: string, domain?: string): Team {
  const { store } = parts;
  const team: Team = {
    id: store.nextId('T'),
    name,
    domain:
      domain ??
      name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, ''),
  };
  store.teams.set(team.id, team);
  store.touch();
  return team;
}

function reactionName(emoji: string): string {
  const bare = emoji.replaceAll(/^:|:$/g, '');
  return emojiNameOf(bare) ?? bare;
}
