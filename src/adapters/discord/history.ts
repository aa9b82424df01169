import {
  DiscordAPIError,
  RESTJSONErrorCodes,
  Routes,
  type APIMessage,
  type APIReaction,
  type APIUser,
  type REST,
} from 'discord.js';
import type { RemoteMessage, RemotePerson } from '../../core/delivery/chat-adapter.ts';
import type { Link } from '../../core/delivery/link.ts';
import { emojiText } from './emoji.ts';
import type { Members } from './members.ts';
import type { RemoteMessageReader } from './remote-message.ts';
import type { OwnIdentity, Self } from './self.ts';
import { firstIdAt, isOlder } from './snowflake.ts';

/** As many messages, or people behind one reaction, as Discord gives at once. */
const PAGE = 100;

/** Reads what was said in a channel, with who reacted. */
export class ChannelHistory {
  constructor(
    private readonly rest: REST,
    private readonly self: OwnIdentity,
    private readonly messages: RemoteMessageReader,
    private readonly members: Members,
  ) {}

  /** Messages after `since` (null: after the link was made), and at least the newest `atLeast`; oldest first. */
  async recent(link: Link, since: string | null, atLeast: number): Promise<RemoteMessage[]> {
    const self = await this.self.get();
    const found = await this.#after(link.channelId, since ?? firstIdAt(link.createdAt));
    while (found.length < atLeast) {
      const wanted = Math.min(PAGE, atLeast - found.length);
      const older = await this.#page(link.channelId, {
        limit: wanted,
        ...(found[0] && { before: found[0].id }),
      });
      found.unshift(...older);
      if (older.length < wanted) break;
    }
    const read: RemoteMessage[] = [];
    for (const message of found) {
      const remote = await this.messages.read(link.tenantId, message, self);
      const reactions = await this.#reactions(link, message, self).catch(whenGone);
      if (reactions) read.push({ ...remote, reactions });
    }
    return read;
  }

  async #after(channelId: string, since: string): Promise<APIMessage[]> {
    const found: APIMessage[] = [];
    for (let after = since; ;) {
      const page = await this.#page(channelId, { limit: PAGE, after });
      found.push(...page);
      const newest = page.at(-1);
      if (!newest || page.length < PAGE) return found;
      after = newest.id;
    }
  }

  /** One page, oldest first. */
  async #page(
    channelId: string,
    options: { limit: number; before?: string; after?: string },
  ): Promise<APIMessage[]> {
    const { limit, ...rest } = options;
    const query = new URLSearchParams({ limit: String(limit), ...rest });
    const page = (await this.rest.get(Routes.channelMessages(channelId), { query })) as APIMessage[];
    return page.sort((a, b) => (isOlder(a.id, b.id) ? -1 : 1));
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
      const page = (await this.rest.get(route, { query })) as APIUser[];
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

/** A message that was deleted while the channel was being read is not part of it; the others are. */
function whenGone(error: unknown): null {
  if (error instanceof DiscordAPIError && error.code === RESTJSONErrorCodes.UnknownMessage) return null;
  throw error;
}
