import { SlackError } from './errors.ts';
import type { Channel, ChannelKind, Ping, Team, User, UserGroup } from './entities.ts';
import type { StandInParts } from './parts.ts';

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
  /** Of another workspace, and not shown to this one's apps. */
  isHidden?: boolean;
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

/** Setting up and running workspaces: people, channels, who is where, the app's installation. */
export class WorkspaceAdmin {
  protected readonly parts: StandInParts;
  /** The workspace that is there from the start. */
  readonly teamId: string;

  constructor(parts: StandInParts, teamId: string) {
    this.parts = parts;
    this.teamId = teamId;
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
      isHidden: given.isHidden,
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

  createUserGroup(given: { handle: string; name?: string; members: string[]; teamId?: string }): UserGroup {
    const { store } = this.parts;
    const group: UserGroup = {
      id: store.nextId('S'),
      teamId: given.teamId ?? this.teamId,
      handle: given.handle,
      name: given.name ?? given.handle,
      memberIds: given.members,
    };
    store.userGroups.set(group.id, group);
    store.touch();
    return group;
  }

  /** A custom emoji of the workspace, e.g. `party_parrot`. */
  addEmoji(name: string): void {
    this.parts.store.customEmoji.add(name);
    this.parts.store.touch();
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

  rename(channelId: string, name: string): void {
    this.parts.membership.rename(this.channel(channelId), name);
  }

  /** Installs the app (again), with these bot scopes; returns the bot token. */
  install(teamId: string, scopes?: string[]): string {
    return this.parts.installation.install(this.parts.store.team(teamId), scopes).token;
  }

  /** Somebody removes the app from a workspace: `app_uninstalled`, `tokens_revoked`, and the token is dead. */
  uninstall(teamId = this.teamId): void {
    this.parts.installation.uninstall(teamId);
  }

  /** An administrator revokes the bot token: the app hears `tokens_revoked`. */
  revokeToken(teamId = this.teamId): void {
    this.parts.faults.revokeToken(teamId);
    this.parts.installation.tokensRevoked(teamId, this.parts.store.botOf(teamId)?.userId ?? '');
  }

  /** Slack tells the app that it gets too many events. */
  tellRateLimited(teamId = this.teamId): void {
    this.parts.feed.emitRateLimited(teamId);
  }

  private botIn(channelId: string): string {
    const bot = this.parts.store.botOf(this.channel(channelId).teamId);
    if (!bot) throw new SlackError('app_not_installed');
    return bot.userId;
  }
}

/** A workspace without people. */
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
