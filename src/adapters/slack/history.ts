import { DeliveryFault, type RemoteMessage, type Stretch } from '../../core/delivery/chat-adapter.ts';
import type { Link } from '../../core/delivery/link.ts';
import { slackCode } from './errors.ts';
import type { Leisure } from './leisure.ts';
import type { RemoteMessageReader } from './remote-message.ts';
import type { ThreadRoots } from './thread-roots.ts';
import { compareTs, firstTsAt } from './timestamp.ts';
import { readWireMessage, type WireMessage } from './wire-message.ts';
import type { Workspace } from './workspaces.ts';

const PAGE = 200;
/** So many pages of a long absence are held; others are read a second time when their turn comes. */
const HELD_PAGES = 5;
/** So far back threads are looked at for replies that were not heard, though they began before. */
const THREADS_MS = 7 * 24 * 3_600_000;

/** A page of the channel itself, newest first. */
interface Page {
  messages: WireMessage[];
  more: boolean;
  /** Slack hides what is older from workspaces that do not pay: it is not gone. */
  hidden: boolean;
}

/** Reads what stands in a channel, threads included, and takes its time. */
export class ChannelHistory {
  constructor(
    private readonly messages: RemoteMessageReader,
    private readonly threads: ThreadRoots,
    private readonly leisure: Leisure,
  ) {}

  /**
   * Everything since a message (null: since the link was made), oldest first; replies to what is older too, as far as the
   * thread began in the last week. Slack tells the newest first.
   */
  async *saidSince(workspace: Workspace, link: Link, since: string | null): AsyncGenerator<RemoteMessage[]> {
    const start = since ?? firstTsAt(link.createdAt);
    const { pages, late } = await this.#walkBack(workspace, link, start);
    for (let page = pages.pop(); page; page = pages.pop()) {
      const held = page.messages ?? (await this.#page(workspace, link, page.before)).messages;
      const messages = held.filter(({ ts }) => compareTs(ts, start) > 0);
      for (const message of messages) {
        if (hasReplies(message)) late.push(...(await this.#repliesTo(workspace, link, message.ts)));
      }
      const newest = messages[0]?.ts;
      if (newest === undefined) continue;
      messages.push(...late.filter(({ ts }) => compareTs(ts, newest) < 0));
      const rest = late.filter(({ ts }) => compareTs(ts, newest) >= 0);
      late.splice(0, late.length, ...rest);
      yield await this.#read(workspace, link, messages);
    }
    if (late.length > 0) yield await this.#read(workspace, link, late);
  }

  /** The page before a message (null: the newest), with its threads and with who reacted. */
  async stretch(
    workspace: Workspace,
    link: Link,
    before: string | null,
    downTo: string | null,
  ): Promise<Stretch> {
    const { messages: page, more, hidden } = await this.#page(workspace, link, before);
    const messages = page.filter(({ ts }) => downTo === null || compareTs(ts, downTo) >= 0);
    for (const { ts } of messages.filter(hasReplies)) {
      messages.push(...(await this.#repliesTo(workspace, link, ts)));
    }
    const oldest = page.at(-1)?.ts ?? before ?? firstTsAt(new Date());
    return {
      messages: await this.#withReactions(workspace, link, messages),
      more,
      from: more || hidden ? oldest : null,
    };
  }

  /** One message and its thread; nothing when Slack says that there is no such message. */
  async lookUp(workspace: Workspace, link: Link, ts: string): Promise<RemoteMessage[]> {
    const itself = await this.#alone(workspace, link, ts);
    if (!itself || itself.subtype === 'tombstone') return [];
    const messages = [itself];
    const root = itself.thread_ts;
    if (root && root !== ts) messages.unshift(...((await this.#thread(workspace, link, root)) ?? []));
    return this.#withReactions(workspace, link, messages);
  }

  /** The pages that reach back to `start`, newest first, and replies since then in threads that began before. */
  async #walkBack(
    workspace: Workspace,
    link: Link,
    start: string,
  ): Promise<{ pages: { before: string | null; messages: WireMessage[] | null }[]; late: WireMessage[] }> {
    const pages: { before: string | null; messages: WireMessage[] | null }[] = [];
    const late: WireMessage[] = [];
    const weekAgo = firstTsAt(new Date(Date.now() - THREADS_MS));
    for (let before: string | null = null; ;) {
      const { messages, more } = await this.#page(workspace, link, before);
      const oldest = messages.at(-1)?.ts;
      if (messages[0] && compareTs(messages[0].ts, start) > 0) {
        pages.push({ before, messages });
        const left = pages.at(-1 - HELD_PAGES);
        if (left) left.messages = null;
      }
      for (const { ts, latest_reply: latest } of messages.filter(hasReplies)) {
        if (compareTs(ts, start) > 0 || (latest && compareTs(latest, start) <= 0)) continue;
        const replies = await this.#repliesTo(workspace, link, ts);
        late.push(...replies.filter((reply) => compareTs(reply.ts, start) > 0));
      }
      const reached =
        oldest === undefined || (compareTs(oldest, start) <= 0 && compareTs(oldest, weekAgo) <= 0);
      if (!more || reached) return { pages, late };
      before = oldest;
    }
  }

  async #page(workspace: Workspace, link: Link, before: string | null): Promise<Page> {
    const answer = await this.leisure.ask(workspace, 'conversations.history', (client) =>
      client.conversations.history({
        channel: link.channelId,
        limit: PAGE,
        ...(before === null ? {} : { latest: before }),
      }),
    );
    const all = answer.messages ?? [];
    const more = answer.has_more ?? all.length >= PAGE;
    if (more && all.length === 0) {
      throw new DeliveryFault('retry', `Slack answered half of what stands in #${link.channelName}.`);
    }
    const hidden = 'is_limited' in answer && answer['is_limited'] === true;
    return { messages: all.flatMap((message) => readWireMessage(message) ?? []), more, hidden };
  }

  async #repliesTo(workspace: Workspace, link: Link, root: string): Promise<WireMessage[]> {
    const thread = (await this.#thread(workspace, link, root)) ?? [];
    return thread.filter(({ ts }) => ts !== root);
  }

  /** A thread's messages, or a message that has none; null when Slack says that there is no such message. */
  async #thread(workspace: Workspace, link: Link, ts: string): Promise<WireMessage[] | null> {
    const found: WireMessage[] = [];
    let cursor: string | undefined;
    try {
      do {
        const answer = await this.leisure.ask(workspace, 'conversations.replies', (client) =>
          client.conversations.replies({
            channel: link.channelId,
            ts,
            limit: PAGE,
            ...(cursor === undefined ? {} : { cursor }),
          }),
        );
        found.push(...(answer.messages ?? []).flatMap((message) => readWireMessage(message) ?? []));
        cursor = answer.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
    return found;
  }

  /** A message by itself; null when Slack says that there is none. */
  async #alone(workspace: Workspace, link: Link, ts: string): Promise<WireMessage | null> {
    try {
      const answer = await this.leisure.ask(workspace, 'reactions.get', (client) =>
        client.reactions.get({ channel: link.channelId, timestamp: ts, full: true }),
      );
      const message = 'message' in answer ? readWireMessage(answer.message) : null;
      if (message) return message;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
    throw new DeliveryFault('retry', `Slack does not say how a message stands in #${link.channelName}.`);
  }

  async #read(workspace: Workspace, link: Link, messages: readonly WireMessage[]): Promise<RemoteMessage[]> {
    const read: RemoteMessage[] = [];
    for (const message of standing(messages)) {
      this.threads.remember(link.channelId, message.ts, message.thread_ts ?? message.ts);
      read.push(await this.messages.read(workspace, link.channelId, message));
    }
    return read;
  }

  async #withReactions(
    workspace: Workspace,
    link: Link,
    messages: readonly WireMessage[],
  ): Promise<RemoteMessage[]> {
    const read = await this.#read(workspace, link, messages);
    for (const [index, message] of standing(messages).entries()) {
      const remote = read[index];
      if (!remote) continue;
      remote.reactions = await this.messages.reactions(workspace, link.channelId, message, this.leisure);
    }
    return read;
  }
}

const hasReplies = ({ reply_count: count }: WireMessage): boolean => (count ?? 0) > 0;

/** What is there, oldest first, each once; what was deleted while its thread goes on is not. */
function standing(messages: readonly WireMessage[]): WireMessage[] {
  const byTs = new Map(messages.map((message) => [message.ts, message]));
  return [...byTs.values()]
    .filter(({ subtype }) => subtype !== 'tombstone')
    .sort((a, b) => compareTs(a.ts, b.ts));
}

function isGone(error: unknown): boolean {
  const code = slackCode(error);
  return code === 'thread_not_found' || code === 'message_not_found';
}
