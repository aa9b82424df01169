import { MessageType, type APIMessage, type APIUser, type CDN } from 'discord.js';
import type { RemoteMessage, RemotePerson } from '../../core/delivery/chat-adapter.ts';
import type { AttachmentReader } from './attachments.ts';
import type { DiscordCore } from './discord-core.ts';
import type { GuildFacts } from './guild-facts.ts';
import { forwardedIn, saidIn } from './carried.ts';
import { readContent, type Mentioned } from './content.ts';
import type { MemberLooks, Members } from './members.ts';
import type { Self } from './self.ts';
import { timeOf } from './snowflake.ts';

/** A message as REST answers it or as the gateway tells it, which adds members. */
export type AnyMessage = APIMessage & {
  member?: MemberLooks;
  mentions: (APIUser & { member?: MemberLooks })[];
};

const RELAYED_TYPES: ReadonlySet<MessageType> = new Set([MessageType.Default, MessageType.Reply]);

/** Whether we posted it: through our webhooks, as an answer to a command, or as the bot. */
export function isOurs(message: Pick<APIMessage, 'application_id' | 'author'>, self: Self): boolean {
  // A webhook's message carries the application it belongs to, and so does an answer to a command.
  return message.application_id === self.applicationId || message.author.id === self.userId;
}

const jumpLink = (guildId: string, { channel_id, id }: APIMessage): string =>
  `https://discord.com/channels/${guildId}/${channel_id}/${id}`;

/** Turns Discord's messages into the core's, the same from the gateway and from history. */
export class RemoteMessageReader {
  constructor(
    private readonly core: Pick<DiscordCore, 'people'>,
    private readonly members: Members,
    private readonly files: AttachmentReader,
    private readonly facts: GuildFacts,
    private readonly cdn: CDN,
  ) {}

  /** @returns the message without its reactions */
  async read(guildId: string, message: AnyMessage, self: Self): Promise<RemoteMessage> {
    const ours = isOurs(message, self);
    const byPerson = !ours && message.author.bot !== true && message.webhook_id === undefined;
    const said = byPerson && RELAYED_TYPES.has(message.type);
    const attachments = [message, ...forwardedIn(message)]
      .flatMap((each) => each.attachments)
      .map((attachment) => this.files.remote(attachment));
    let text = byPerson ? await this.#text(guildId, message) : message.content;
    // Something was sent that has neither words nor files (an invitation to a game): it can at least be found.
    if (said && text === '' && attachments.length === 0) text = `🔗 ${jumpLink(guildId, message)}`;
    const editedAt = message.edited_timestamp === null ? undefined : new Date(message.edited_timestamp);
    return {
      remoteId: message.id,
      ours,
      relayed: said,
      author: byPerson
        ? await this.#author(guildId, message)
        : this.members.describe(guildId, message.author),
      text,
      attachments,
      at: new Date(message.timestamp),
      address: () => Promise.resolve(jumpLink(guildId, message)),
      edited: editedAt !== undefined,
      ...(editedAt === undefined ? {} : { editedAt }),
      ...this.#reply(message),
      reactions: [],
    };
  }

  async #author(guildId: string, { author, member }: AnyMessage): Promise<RemoteMessage['author']> {
    return member ? this.members.describe(guildId, author, member) : this.members.resolve(guildId, author);
  }

  #reply(message: AnyMessage): Pick<RemoteMessage, 'replyTo'> {
    const { type, message_reference: reference } = message;
    if (type !== MessageType.Reply || reference?.message_id === undefined) return {};
    return { replyTo: { remoteId: reference.message_id, at: timeOf(reference.message_id) } };
  }

  async #text(guildId: string, message: AnyMessage): Promise<string> {
    const mentioned = await this.#mentioned(guildId, message);
    const read = (discord: string): string =>
      discord === ''
        ? ''
        : readContent(discord, mentioned, {
            role: (id) => this.facts.roleName(guildId, id),
            channel: (id) => this.facts.channelName(id),
            emojiUrl: (id, animated) => this.cdn.emoji(id, { extension: animated ? 'gif' : 'png' }),
          });
    return saidIn(message, read, this.cdn);
  }

  /** People mentioned in a line become persons, so that they are mentioned on the other side too. */
  async #mentioned(guildId: string, message: AnyMessage): Promise<Mentioned> {
    const mentioned: Mentioned = new Map();
    for (const user of message.mentions) {
      if (!message.content.includes(user.id)) continue;
      const shown = user.member
        ? this.members.describe(guildId, user, user.member)
        : await this.members.resolve(guildId, user);
      if (user.bot === true) {
        mentioned.set(user.id, { name: shown.name });
        continue;
      }
      mentioned.set(user.id, await this.#known(shown));
    }
    return mentioned;
  }

  async #known(shown: RemotePerson): Promise<{ name: string; personId?: string }> {
    const person = await this.core.people.meet({ ...shown, avatar: shown.avatar ?? null });
    return { name: person.name, personId: person.id };
  }
}
