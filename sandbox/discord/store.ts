import type { Channel, Command, Guild, Member, Message, Role, User, Webhook } from './entities.ts';
import { compareSnowflakes } from './snowflake.ts';

/** Everything that outlives a restart, as plain JSON. Files' bytes are kept beside it, under their blob id. */
export interface Snapshot {
  version: 1;
  lastSnowflake: string;
  signingKey: string;
  /** The bot's id and token, so that a restart keeps them. */
  application: { id: string; token: string };
  users: User[];
  guilds: Guild[];
  roles: Role[];
  members: Member[];
  channels: Channel[];
  webhooks: Webhook[];
  commands: Command[];
  messages: Message[];
}

/** Bytes of attachments and uploaded pictures. */
export interface BlobStore {
  put(id: string, bytes: Buffer): void;
  get(id: string): Buffer | undefined;
  delete(id: string): void;
}

function keyBy<T extends { id: string }>(items: T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** The stand-in's memory: plain entities by id, messages by channel in the order of their ids. */
export class Store {
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly roles: Map<string, Role>;
  readonly channels: Map<string, Channel>;
  readonly webhooks: Map<string, Webhook>;
  readonly commands: Map<string, Command>;
  readonly #members = new Map<string, Map<string, Member>>();
  readonly #messages = new Map<string, Message[]>();
  readonly #byId = new Map<string, Message>();

  constructor(snapshot?: Snapshot) {
    this.users = keyBy(snapshot?.users ?? []);
    this.guilds = keyBy(snapshot?.guilds ?? []);
    this.roles = keyBy(snapshot?.roles ?? []);
    this.channels = keyBy(snapshot?.channels ?? []);
    this.webhooks = keyBy(snapshot?.webhooks ?? []);
    this.commands = keyBy(snapshot?.commands ?? []);
    for (const member of snapshot?.members ?? []) this.putMember(member);
    for (const message of snapshot?.messages ?? []) this.putMessage(message);
  }

  /** What to write down: messages that only one person saw for a moment are left out, as a client forgets them. */
  snapshot(identity: Pick<Snapshot, 'lastSnowflake' | 'signingKey' | 'application'>): Snapshot {
    return {
      version: 1,
      ...identity,
      users: [...this.users.values()],
      guilds: [...this.guilds.values()],
      roles: [...this.roles.values()],
      members: [...this.#members.values()].flatMap((members) => [...members.values()]),
      channels: [...this.channels.values()],
      webhooks: [...this.webhooks.values()],
      commands: [...this.commands.values()],
      messages: [...this.#byId.values()].filter((message) => message.onlyFor === null),
    };
  }

  /** The blob ids that anything here refers to. */
  blobIds(): Set<string> {
    const messages = [...this.#byId.values()];
    const pictures = [
      ...[...this.users.values()].map((user) => user.avatar),
      ...[...this.webhooks.values()].map((webhook) => webhook.avatar),
      ...messages.map(({ author }) => (author.kind === 'webhook' ? author.avatar : null)),
    ];
    const uploaded = pictures.flatMap((picture) =>
      picture && 'blob' in picture.source ? [picture.source.blob] : [],
    );
    return new Set([...messages.flatMap(({ attachments }) => attachments.map(({ id }) => id)), ...uploaded]);
  }

  rolesOf(guildId: string): Role[] {
    return [...this.roles.values()].filter((role) => role.guildId === guildId);
  }

  channelsOf(guildId: string): Channel[] {
    return [...this.channels.values()].filter((channel) => channel.guildId === guildId);
  }

  webhooksIn(channelId: string): Webhook[] {
    return [...this.webhooks.values()].filter((webhook) => webhook.channelId === channelId);
  }

  membersOf(guildId: string): Member[] {
    return [...(this.#members.get(guildId)?.values() ?? [])];
  }

  member(guildId: string, userId: string): Member | undefined {
    return this.#members.get(guildId)?.get(userId);
  }

  putMember(member: Member): void {
    const members = this.#members.get(member.guildId) ?? new Map<string, Member>();
    members.set(member.userId, member);
    this.#members.set(member.guildId, members);
  }

  deleteMember(guildId: string, userId: string): boolean {
    return this.#members.get(guildId)?.delete(userId) ?? false;
  }

  message(id: string): Message | undefined {
    return this.#byId.get(id);
  }

  /** All messages of a channel, oldest first. */
  messagesIn(channelId: string): readonly Message[] {
    return this.#messages.get(channelId) ?? [];
  }

  putMessage(message: Message): void {
    const list = this.#messages.get(message.channelId) ?? [];
    const last = list.at(-1);
    list.push(message);
    if (last && compareSnowflakes(last.id, message.id) > 0)
      list.sort((a, b) => compareSnowflakes(a.id, b.id));
    this.#messages.set(message.channelId, list);
    this.#byId.set(message.id, message);
  }

  deleteMessage(id: string): Message | undefined {
    const message = this.#byId.get(id);
    if (!message) return undefined;
    this.#byId.delete(id);
    const list = this.#messages.get(message.channelId);
    const index = list?.indexOf(message) ?? -1;
    if (index >= 0) list?.splice(index, 1);
    return message;
  }

  deleteChannel(id: string): void {
    for (const message of [...this.messagesIn(id)]) this.deleteMessage(message.id);
    this.#messages.delete(id);
    for (const webhook of this.webhooksIn(id)) this.webhooks.delete(webhook.id);
    this.channels.delete(id);
  }
}
