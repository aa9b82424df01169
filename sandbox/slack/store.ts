import { createHash } from 'node:crypto';
import type {
  AppRegistration,
  Bot,
  Channel,
  EphemeralMessage,
  Message,
  OpenView,
  Ping,
  StoredFile,
  Team,
  TokenRecord,
  User,
  UserGroup,
} from './entities.ts';

/** Everything that survives a restart, as it lies in the state file (file bytes lie beside it). */
export interface SlackSnapshot {
  version: 1;
  lastTimestamp: number;
  idCounter: number;
  app: AppRegistration;
  teams: Team[];
  users: User[];
  bots: Bot[];
  channels: Channel[];
  userGroups: UserGroup[];
  customEmoji: string[];
  tokens: TokenRecord[];
  files: StoredFile[];
  messages: Message[];
  pings: Ping[];
}

/**
 * The whole state of the stand-in, in memory. It knows nothing of HTTP, events or rules: it stores,
 * finds, hands out ids and timestamps, and tells one listener that something is worth saving.
 */
export class SlackStore {
  readonly app: AppRegistration;
  readonly teams = new Map<string, Team>();
  readonly users = new Map<string, User>();
  readonly bots = new Map<string, Bot>();
  readonly channels = new Map<string, Channel>();
  readonly userGroups = new Map<string, UserGroup>();
  readonly customEmoji = new Set<string>();
  readonly tokens = new Map<string, TokenRecord>();
  readonly files = new Map<string, StoredFile>();
  readonly fileBytes = new Map<string, Buffer>();
  readonly views = new Map<string, OpenView>();
  readonly pings: Ping[] = [];
  /** channel id → ts → message, oldest first because timestamps only rise. */
  private readonly messages = new Map<string, Map<string, Message>>();
  private readonly ephemerals = new Map<string, EphemeralMessage[]>();
  private lastTimestamp = 0;
  private idCounter = 0;
  private readonly clock: () => number;
  private readonly seed: string;
  private changed: () => void = () => undefined;

  constructor(app: AppRegistration, clock: () => number, seed: string) {
    this.app = app;
    this.clock = clock;
    this.seed = seed;
  }

  /** Called after every change that should reach the state file. */
  onChange(listener: () => void): void {
    this.changed = listener;
  }

  touch(): void {
    this.changed();
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.clock();
  }

  /** Unix seconds. */
  nowSeconds(): number {
    return Math.floor(this.clock() / 1000);
  }

  /** A Slack timestamp, later than every one handed out before, whatever the clock does. */
  nextTs(): string {
    const micros = Math.max(Math.floor(this.clock() * 1000), this.lastTimestamp + 100);
    this.lastTimestamp = micros;
    return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`;
  }

  /** An id in Slack's form, e.g. `U0…`; the same seed and order of calls give the same ids. */
  nextId(prefix: string): string {
    this.idCounter += 1;
    return `${prefix}0${this.digest(`${prefix}:${this.idCounter}`, 9)}`;
  }

  /** A secret string that differs each time it is asked for. */
  nextSecret(purpose: string, length = 24): string {
    this.idCounter += 1;
    return this.digest(`${purpose}:${this.idCounter}:${this.clock()}`, length).toLowerCase();
  }

  private digest(text: string, length: number): string {
    const hex = createHash('sha256').update(`${this.seed}:${text}`).digest('hex');
    return BigInt(`0x${hex}`).toString(36).toUpperCase().slice(0, length);
  }

  team(id: string): Team {
    const team = this.teams.get(id);
    if (!team) throw new Error(`no such team in the stand-in: ${id}`);
    return team;
  }

  /** The bot of the app in this workspace, if it was ever installed there. */
  botOf(teamId: string): Bot | undefined {
    for (const bot of this.bots.values()) if (bot.teamId === teamId) return bot;
    return undefined;
  }

  /** The bot token of a workspace, working or not; undefined where the app was never installed. */
  botTokenOf(teamId: string): TokenRecord | undefined {
    let found: TokenRecord | undefined;
    for (const record of this.tokens.values()) {
      if (record.teamId === teamId && record.kind === 'bot' && (!found || !record.refusedWith))
        found = record;
    }
    return found;
  }

  addMessage(message: Message): void {
    let channel = this.messages.get(message.channelId);
    if (!channel) {
      channel = new Map();
      this.messages.set(message.channelId, channel);
    }
    channel.set(message.ts, message);
    this.touch();
  }

  message(channelId: string, ts: string): Message | undefined {
    return this.messages.get(channelId)?.get(ts);
  }

  dropMessage(channelId: string, ts: string): void {
    this.messages.get(channelId)?.delete(ts);
    this.touch();
  }

  /** All messages of a channel, replies included, oldest first. */
  messagesIn(channelId: string): Message[] {
    return [...(this.messages.get(channelId)?.values() ?? [])];
  }

  addEphemeral(message: EphemeralMessage): void {
    const list = this.ephemerals.get(message.channelId) ?? [];
    list.push(message);
    this.ephemerals.set(message.channelId, list);
  }

  ephemeralsFor(channelId: string, viewerId: string): EphemeralMessage[] {
    return (this.ephemerals.get(channelId) ?? []).filter((message) => message.viewerId === viewerId);
  }

  ephemeral(channelId: string, ts: string): EphemeralMessage | undefined {
    return this.ephemerals.get(channelId)?.find((message) => message.ts === ts);
  }

  dropEphemeral(channelId: string, ts: string): void {
    const list = this.ephemerals.get(channelId) ?? [];
    this.ephemerals.set(
      channelId,
      list.filter((message) => message.ts !== ts),
    );
  }

  snapshot(): SlackSnapshot {
    return {
      version: 1,
      lastTimestamp: this.lastTimestamp,
      idCounter: this.idCounter,
      app: this.app,
      teams: [...this.teams.values()],
      users: [...this.users.values()],
      bots: [...this.bots.values()],
      channels: [...this.channels.values()],
      userGroups: [...this.userGroups.values()],
      customEmoji: [...this.customEmoji],
      tokens: [...this.tokens.values()],
      files: [...this.files.values()],
      messages: [...this.messages.values()].flatMap((channel) => [...channel.values()]),
      pings: this.pings,
    };
  }

  /** Fills an empty store from a snapshot. */
  restore(snapshot: SlackSnapshot): void {
    Object.assign(this.app, snapshot.app);
    this.lastTimestamp = snapshot.lastTimestamp;
    this.idCounter = snapshot.idCounter;
    for (const team of snapshot.teams) this.teams.set(team.id, team);
    for (const user of snapshot.users) this.users.set(user.id, user);
    for (const bot of snapshot.bots) this.bots.set(bot.id, bot);
    for (const channel of snapshot.channels) this.channels.set(channel.id, channel);
    for (const group of snapshot.userGroups) this.userGroups.set(group.id, group);
    for (const name of snapshot.customEmoji) this.customEmoji.add(name);
    for (const token of snapshot.tokens) this.tokens.set(token.token, token);
    for (const file of snapshot.files) this.files.set(file.id, file);
    for (const message of snapshot.messages) this.addMessage(message);
    this.pings.push(...snapshot.pings);
  }
}
