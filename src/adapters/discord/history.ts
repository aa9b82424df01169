import {
  DiscordAPIError,
  RESTJSONErrorCodes,
  Routes,
  type APIMessage,
  type APIReaction,
  type APIUser,
  type REST,
} from 'discord.js';
import type { RemoteMessage, RemotePerson, Stretch } from '../../core/delivery/chat-adapter.ts';
import type { Link } from '../../core/delivery/link.ts';
import { Pace, type PaceLimits } from '../../core/delivery/pace.ts';
import { emojiText } from './emoji.ts';
import type { Members } from './members.ts';
import type { RemoteMessageReader } from './remote-message.ts';
import type { OwnIdentity, Self } from './self.ts';
import { firstIdAt, isOlder } from './snowflake.ts';

/** As many messages, or people behind one reaction, as Discord gives at once. */
const PAGE = 100;
/** Below the fifty calls a second that Discord allows over all: what is read here has time, and talk has none. */
const PACE: PaceLimits = { burst: 20, perMinute: 20 * 60 };

/** Reads what was said in a channel, with who reacted. */
export class ChannelHistory {
  readonly #pace = new Pace(PACE);

  /** @param rest a client of its own: where Discord asks it to wait, nobody else waits */
  constructor(
    private readonly rest: REST,
    private readonly self: OwnIdentity,
    private readonly messages: RemoteMessageReader,
    private readonly members: Members,
  ) {}

  /** Messages after `since` (null: after the link was made), page after page, oldest first; without who reacted. */
  async *saidSince(link: Link, since: string | null): AsyncGenerator<RemoteMessage[]> {
    const self = await this.self.get();
    for (let after = since ?? firstIdAt(link.createdAt); ;) {
      const page = await this.#page(link.channelId, { after });
      const read: RemoteMessage[] = [];
      for (const message of page) read.push(await this.messages.read(link.tenantId, message, self));
      if (read.length > 0) yield read;
      const newest = page.at(-1);
      if (!newest || page.length < PAGE) return;
      after = newest.id;
    }
  }

  /** The page before a message (null: the newest), with who reacted. */
  async stretch(link: Link, before: string | null): Promise<Stretch> {
    const page = await this.#page(link.channelId, before === null ? {} : { before });
    const messages: RemoteMessage[] = [];
    for (const message of page) messages.push(...(await this.#whole(link, message)));
    const more = page.length >= PAGE;
    return { messages, more, from: more ? (page[0]?.id ?? null) : null };
  }

  /** One message, with who reacted; nothing when Discord says that there is no such message. */
  async lookUp(link: Link, remoteId: string): Promise<RemoteMessage[]> {
    try {
      const route = Routes.channelMessage(link.channelId, remoteId);
      return await this.#whole(link, (await this.#get(route)) as APIMessage);
    } catch (error) {
      return whenGone(error);
    }
  }

  /** One page, oldest first. */
  async #page(channelId: string, options: { before?: string; after?: string }): Promise<APIMessage[]> {
    const query = new URLSearchParams({ limit: String(PAGE), ...options });
    const page = (await this.#get(Routes.channelMessages(channelId), query)) as APIMessage[];
    return page.sort((a, b) => (isOlder(a.id, b.id) ? -1 : 1));
  }

  async #get(route: `/${string}`, query?: URLSearchParams): Promise<unknown> {
    await this.#pace.turn();
    return this.rest.get(route, query ? { query } : {});
  }

  /** With who reacted. A message that was deleted while the channel was being read is not part of it; the others are. */
  async #whole(link: Link, message: APIMessage): Promise<RemoteMessage[]> {
    const self = await this.self.get();
    try {
      const reactions = await this.#reactions(link, message, self);
      return [{ ...(await this.messages.read(link.tenantId, message, self)), reactions }];
    } catch (error) {
      return whenGone(error);
    }
  }

  async #reactions(link: Link, message: APIMessage, self: Self): Promise<RemoteMessage['reactions']> {
    const reactions: RemoteMessage['reactions'] = [];
    for (const reaction of message.reactions ?? []) {
      const emoji = emojiText(reaction.emoji);
      if (emoji === undefined || (reaction.me && reaction.count === 1)) continue;
      const people = await this.#people(link, message.id, reaction, self);
      if (people.length > 0) reactions.push({ emoji, people });
    }
    return reactions;
  }

  async #people(link: Link, messageId: string, { emoji }: APIReaction, self: Self): Promise<RemotePerson[]> {
    const key = encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : (emoji.name ?? ''));
    const route = Routes.channelMessageReaction(link.channelId, messageId, key);
    const people: RemotePerson[] = [];
    for (let after = '0'; ;) {
      const query = new URLSearchParams({ limit: String(PAGE), after });
      const page = (await this.#get(route, query)) as APIUser[];
      for (const user of page) {
        if (user.id === self.userId || user.bot === true) continue;
        people.push(await this.members.resolve(link.tenantId, user));
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE) return people;
      after = last.id;
    }
  }
}

function whenGone(error: unknown): [] {
  if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage) return [];
  throw error;
}
