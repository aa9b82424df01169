import type { RemoteMessage } from '../../core/delivery/chat-adapter.ts';
import type { Link } from '../../core/delivery/link.ts';
import { slackCode } from './errors.ts';
import type { RemoteMessageReader } from './remote-message.ts';
import type { SlackCore } from './slack-core.ts';
import type { ThreadRoots } from './thread-roots.ts';
import { compareTs, firstTsAt } from './timestamp.ts';
import { readWireMessage, type WireMessage } from './wire-message.ts';
import type { Workspace } from './workspaces.ts';

const PAGE = 200;
/** Messages of the channel itself; what lies further back after a very long absence stays unread. */
const MAX_MESSAGES = 5_000;
/** How many known messages are looked for where history does not show them: in threads that began earlier. */
const KNOWN = 200;

/** Reads what stands in a channel, threads included. */
export class ChannelHistory {
  constructor(
    private readonly core: Pick<SlackCore, 'links'>,
    private readonly messages: RemoteMessageReader,
    private readonly threads: ThreadRoots,
  ) {}

  /**
   * Everything since a message (null: since the link was made), and at least the newest `atLeast` of the channel itself,
   * oldest first. Complete from the oldest one on, as far as the history or our own copies tell of a thread.
   */
  async recent(
    workspace: Workspace,
    link: Link,
    since: string | null,
    atLeast: number,
  ): Promise<RemoteMessage[]> {
    const start = since ?? firstTsAt(link.createdAt);
    const found = new Map<string, WireMessage>();
    const { messages, complete } = await this.#channel(workspace, link, start, atLeast);
    for (const message of messages) found.set(message.ts, message);
    const oldest = messages.at(-1)?.ts ?? start;
    // Nothing older than what was read whole: whoever compares takes what is missing there for deleted.
    const within = complete && compareTs(start, oldest) < 0 ? start : oldest;

    for (const message of [...found.values()]) {
      if ((message.reply_count ?? 0) > 0) await this.#thread(workspace, link, message.ts, within, found);
    }
    for (const ts of await this.#unseen(link, within, found)) {
      if (!found.has(ts)) await this.#thread(workspace, link, ts, within, found);
    }

    const remote: RemoteMessage[] = [];
    for (const message of [...found.values()].sort((a, b) => compareTs(a.ts, b.ts))) {
      this.threads.remember(link.channelId, message.ts, message.thread_ts ?? message.ts);
      if (message.subtype === 'tombstone') continue;
      const reactions = await this.messages.reactions(workspace, link.channelId, message);
      remote.push({ ...(await this.messages.read(workspace, message)), reactions });
    }
    return remote;
  }

  /** The channel's own messages, newest first; complete when they reach back to `start`. */
  async #channel(
    { patient }: Workspace,
    link: Link,
    start: string,
    atLeast: number,
  ): Promise<{ messages: WireMessage[]; complete: boolean }> {
    const found: WireMessage[] = [];
    let cursor: string | undefined;
    do {
      const answer = await patient.conversations.history({
        channel: link.channelId,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const each of answer.messages ?? []) {
        const message = readWireMessage(each);
        if (!message) continue;
        if (found.length >= atLeast && compareTs(message.ts, start) <= 0)
          return { messages: found, complete: true };
        found.push(message);
      }
      cursor = answer.response_metadata?.next_cursor || undefined;
    } while (cursor !== undefined && found.length < MAX_MESSAGES);
    return { messages: found, complete: cursor === undefined };
  }

  /** Adds a thread's messages from `oldest` on. */
  async #thread(
    { patient }: Workspace,
    link: Link,
    ts: string,
    oldest: string,
    found: Map<string, WireMessage>,
  ): Promise<void> {
    let cursor: string | undefined;
    try {
      do {
        const answer = await patient.conversations.replies({
          channel: link.channelId,
          ts,
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const each of answer.messages ?? []) {
          const message = readWireMessage(each);
          if (message && compareTs(message.ts, oldest) >= 0) found.set(message.ts, message);
        }
        cursor = answer.response_metadata?.next_cursor || undefined;
      } while (cursor !== undefined);
    } catch (error) {
      const code = slackCode(error);
      if (code !== 'thread_not_found' && code !== 'message_not_found') throw error;
    }
  }

  /** Messages we know and history does not show: deleted, or in a thread that began before. */
  async #unseen(link: Link, oldest: string, found: ReadonlyMap<string, WireMessage>): Promise<string[]> {
    const copies = await this.core.links.recentCopies(link.id, KNOWN);
    return copies
      .filter(({ origin }) => origin)
      .map(({ remoteId }) => remoteId)
      .filter((ts) => !found.has(ts) && compareTs(ts, oldest) >= 0);
  }
}
